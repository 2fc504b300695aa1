# Numbers of the report that come together only there: exact ties of many pairs, a concordance without spread, the standard
# errors of the listed curves.
#
#   Rscript tests/reference/rooms/report.R       (from the repository root)
#
# The data are written as the text that is pasted, so that both sides read the same digits.

suppressPackageStartupMessages({
  library(cmprsk)
  library(jsonlite)
  library(survival)
})
source("tests/reference/json.R")

full <- coxph.control(eps = 1e-14, iter.max = 100, toler.chol = 1e-15)
text_of <- function(d) paste0(paste(c(paste(names(d), collapse = ","), do.call(paste, c(d, sep = ","))), collapse = "\n"), "\n")

model <- function(d, formula) {
  fit <- coxph(formula, data = d, ties = "exact", control = full)
  c <- concordance(fit)
  list(
    text = text_of(d), coef = arr(coef(fit)), se = arr(sqrt(diag(fit$var))), loglik_null = fit$loglik[1], loglik = fit$loglik[2],
    score = fit$score, wald = unname(fit$wald.test), concordance = unname(c$concordance), concordance_se = sqrt(c$var)
  )
}

# 1,750 rows, of which at most two have the same time.
i <- 0:1749
pairs <- data.frame(
  time = i %/% 2 + 1, status = as.integer((i * 37) %% 11 > 2), arm = ifelse((i * 7919) %% 13 < 6, "a", "b"),
  x = (i * 31) %% 97, y = ((i * 57) %% 101) / 10, z = (i * 13) %% 89 - 40
)
pairs_model <- model(pairs, Surv(time, status) ~ arm + x + y + z)

# Both arms have the same times: the coefficient is 0.
alike <- data.frame(
  time = rep(c(1, 2, 2, 3, 5, 8), each = 2), status = rep(c(1, 1, 1, 1, 1, 0), each = 2), arm = rep(c("a", "b"), 6)
)
alike_model <- model(alike, Surv(time, status) ~ arm)
stopifnot(abs(alike_model$coef[[1]]) < 1e-12, alike_model$concordance_se == 0)

# The last of arm b has the event: the curve ends at 0.
curve <- data.frame(
  time = c(1, 3, 3, 4, 6, 6, 9, 2, 2, 5, 7, 7, 8), status = c(1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1),
  arm = rep(c("a", "b"), c(7, 6))
)
fit <- summary(survfit(Surv(time, status) ~ arm, data = curve), censored = TRUE)
steps <- lapply(levels(fit$strata), function(s) {
  here <- fit$strata == s
  list(time = arr(fit$time[here]), surv = arr(fit$surv[here]), std_err = arr(fit$std.err[here]))
})

competing <- data.frame(
  time = c(1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 1, 2, 2, 4, 5, 6, 7, 7, 9, 10),
  status = c("x", "other", "x", "none", "other", "x", "none", "x", "other", "none", "other", "x", "none", "x", "x", "other", "none", "other", "x", "none"),
  arm = rep(c("a", "b"), each = 10)
)
found <- with(competing, cuminc(time, status, arm, cencode = "none"))
incidences <- lapply(c("x", "other"), function(cause) lapply(c("a", "b"), function(arm) {
  times <- sort(unique(competing$time[competing$arm == arm & competing$status == cause]))
  at <- timepoints(found, times)
  row <- paste(arm, cause)
  list(cause = cause, arm = arm, time = arr(times), cif = arr(at$est[row, ]), se = arr(sqrt(at$var[row, ])))
}))

write_json_file("tests/reference/rooms/report.json", list(
  made_with = list(
    r = R.version.string, survival = as.character(packageVersion("survival")), cmprsk = as.character(packageVersion("cmprsk")),
    script = "tests/reference/rooms/report.R"
  ),
  pairs = pairs_model, alike = alike_model, curve = list(text = text_of(curve), steps = steps),
  competing = list(text = text_of(competing), incidences = do.call(c, incidences))
))
