# Hazard ratios of groups, adjusted and not, of an invented clinical sheet.
#
#   Rscript tests/reference/rooms/adjusted.R       (from the repository root)
#
# Writes the sheet (tests/data/clinic.csv) and what coxph makes of it (adjusted.json). The sheet is drawn, not measured: arms differ
# in stage and age, so that adjusting changes the ratio. Two rows lack the time, three the age, one has "n/a" for the stage and three
# have "unknown".

suppressPackageStartupMessages({
  library(jsonlite)
  library(survival)
})
source("tests/reference/json.R")

set.seed(20260301)
n <- 74
arm <- sample(rep(c("Standard", "Drug"), c(39, 35)))
arm[1] <- "Standard"
site <- sample(c("North", "South", "West"), n, TRUE)
stage <- ifelse(arm == "Standard", sample(1:4, n, TRUE, c(1, 3, 5, 4)), sample(1:4, n, TRUE, c(4, 4, 3, 2)))
stage[1:3] <- c(4, 3, 1)
age <- round(rnorm(n, 62, 9))
sex <- sample(c("M", "F"), n, TRUE)
rate <- 0.025 * exp(0.45 * (stage - 2) + 0.03 * (age - 62) + 0.15 * (arm == "Drug"))
event <- rexp(n, rate)
end <- runif(n, 6, 48)
months <- pmax(round(pmin(event, end), 1), 0.1)
status <- ifelse(event <= end, "Dead", ifelse(runif(n) < 0.25, "Lost to follow-up", "Alive"))
words <- c("I", "II", "III", "IV")[stage]
words[c(12, 40, 63)] <- "unknown"
words[27] <- "n/a"
sheet <- data.frame(
  `Patient ID` = sprintf("C%03d", 1:n), Age = ifelse(1:n %in% c(9, 33, 58), "", age), Sex = sex, Stage = words, Site = site,
  Arm = arm, Months = ifelse(1:n %in% c(21, 66), "", months), Status = status, check.names = FALSE
)
write.csv(sheet, "tests/data/clinic.csv", row.names = FALSE, quote = FALSE)

full <- coxph.control(eps = 1e-14, iter.max = 100, toler.chol = 1e-15)
read <- function(missing) {
  d <- read.csv("tests/data/clinic.csv", na.strings = c("", missing), check.names = FALSE)
  d$dead <- d$Status == "Dead"
  d$arm <- factor(d$Arm, c("Standard", "Drug"))
  d
}
fit <- function(name, formula, d, groups, cluster = FALSE) {
  model <- coxph(formula, d, ties = "efron", control = full)
  found <- summary(model)
  of_groups <- seq_len(groups)
  b <- coef(model)[of_groups]
  wald <- drop(b %*% solve(vcov(model)[of_groups, of_groups, drop = FALSE]) %*% b)
  list(
    name = name, n = model$n, n_event = model$nevent,
    hazard_ratio = arr(unname(found$conf.int[of_groups, 1])), lower = arr(unname(found$conf.int[of_groups, 3])),
    upper = arr(unname(found$conf.int[of_groups, 4])), p_value = arr(unname(found$coefficients[of_groups, "Pr(>|z|)"])),
    wald = wald, wald_p = pchisq(wald, groups, lower.tail = FALSE),
    terms = arr(rownames(found$coefficients)), coef = arr(unname(coef(model)))
  )
}
own <- read("n/a")
missing <- read(c("n/a", "unknown"))
own$third <- relevel(factor(own$Stage), "III")
three <- own
three$site <- factor(three$Site, unique(three$Site[!is.na(three$Months)]))
cases <- list(
  fit("unadjusted", Surv(Months, dead) ~ arm, own, 1),
  fit("unknown a category", Surv(Months, dead) ~ arm + Age + Stage, own, 1),
  fit("unknown missing", Surv(Months, dead) ~ arm + Age + Stage, missing, 1),
  fit("reference III", Surv(Months, dead) ~ arm + Age + third, own, 1),
  fit("stratified", Surv(Months, dead) ~ arm + Age + strata(Sex), own, 1),
  fit("strata alone", Surv(Months, dead) ~ arm + strata(Stage), own, 1),
  fit("three sites", Surv(Months, dead) ~ site + Age + Sex, three, 2)
)
write_json_file("tests/reference/rooms/adjusted.json", list(
  made_with = list(
    r = paste(R.version$major, R.version$minor, sep = "."), survival = as.character(packageVersion("survival")),
    script = "tests/reference/rooms/adjusted.R"
  ),
  cases = cases
))
for (k in cases) cat(sprintf("%-20s n = %d, %.4f (%.4f to %.4f)\n", k$name, k$n, k$hazard_ratio[[1]][1], k$lower[[1]][1], k$upper[[1]][1]))
