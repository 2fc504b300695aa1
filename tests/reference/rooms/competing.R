# Reference numbers of the room of competing risks.
#
# Run from the repository root:   Rscript tests/reference/rooms/competing.R
#
# Writes competing.json beside itself, and 6-mgus2.csv and 7-melanoma.csv to www/samples. Reads only data sets that ship with R, survival and boot;
# two runs give the same bytes. cmprsk gives curves, variances, Gray's tests and Fine-Gray models; where
# it has no answer (delayed entry, standard errors with a censoring curve for each group) the formula of
# the source stands here, and is first held to cmprsk or survival where they do have one.

suppressPackageStartupMessages({
  library(survival)
  library(cmprsk)
  library(jsonlite)
})
options(warn = 1, stringsAsFactors = FALSE)
RNGversion("4.2.0")
source("tests/reference/json.R")

# ---------------------------------------------------------------- data ------

# cause: 0 censored, 1.. as in `causes`. Groups, strata and categories are texts; the first level of a
# category is its reference.
dataset <- function(about, time, cause, causes, group, levels = sort(unique(group)), entry = NULL,
                    strata = NULL, covariates = list(), at, models = list()) {
  stopifnot(all(cause %in% 0:length(causes)), all(group %in% levels), !anyNA(time))
  list(
    about = about, time = as.double(time), cause = as.integer(cause), causes = causes,
    group = as.character(group), levels = as.character(levels), entry = entry, strata = strata,
    covariates = covariates, at = at, models = models
  )
}

# A Fine-Gray model of one cause: groups or not, covariates by name, one censoring curve or one a group.
model <- function(cause, groups = FALSE, covariates = character(), cengroup = FALSE) {
  list(cause = cause, groups = groups, covariates = covariates, cengroup = cengroup)
}

sets <- list()

etime <- with(mgus2, ifelse(pstat == 0, futime, ptime))
event <- with(mgus2, ifelse(pstat == 0, 2 * death, 1))
sets$mgus2 <- dataset(
  "survival::mgus2, first of progression and death, as in the vignette on competing risks",
  etime, event, c("pcm", "death"), as.character(mgus2$sex),
  covariates = list(age = mgus2$age), at = c(0, 60, 120, 240, 1000),
  models = list(
    model(1, TRUE, "age"), model(2, TRUE, "age"), model(1, TRUE), model(1, TRUE, "age", cengroup = TRUE)
  )
)

mel <- boot::melanoma
sets$melanoma <- dataset(
  "boot::melanoma by ulcer: died from melanoma, died from other causes",
  mel$time, c(1, 0, 2)[mel$status], c("melanoma", "other"), as.character(mel$ulcer),
  strata = as.character(mel$sex), covariates = list(age = mel$age, thickness = mel$thickness),
  at = c(1000, 2000, 3000, 9999),
  models = list(
    model(1, TRUE, c("age", "thickness")), model(2, TRUE, c("age", "thickness")),
    model(2, FALSE, "age", cengroup = TRUE)
  )
)

pb <- pbc[!is.na(pbc$trt), ]
sets$pbc <- dataset(
  "survival::pbc by trt: death (asked about) and transplantation; some lack chol",
  pb$time, c(0, 2, 1)[pb$status + 1], c("death", "transplant"), as.character(pb$trt),
  strata = as.character(pb$sex), covariates = list(age = pb$age, chol = pb$chol, stage = as.character(pb$stage)),
  at = c(365.25, 1826.25, 3652.5),
  models = list(
    model(1, TRUE, c("age", "chol", "stage")), model(2, TRUE, c("age", "chol")), model(1, FALSE, "stage")
  )
)

set.seed(20240301)
n <- 300
g <- sample(c("a", "b", "c"), n, replace = TRUE)
first <- ceiling(rexp(n, c(a = 0.10, b = 0.18, c = 0.13)[g]))
second <- ceiling(rexp(n, c(a = 0.12, b = 0.06, c = 0.12)[g]))
cens <- sample(1:9, n, replace = TRUE, prob = c(rep(1, 8), 6))
sets$heavy_ties <- dataset(
  "generated: 300 rows, integer times 1 to 9, three groups, three strata",
  pmin(first, second, cens), ifelse(pmin(first, second) > cens, 0, ifelse(first <= second, 1, 2)),
  c("first", "second"), g,
  strata = sample(c("x", "y", "z"), n, replace = TRUE), covariates = list(age = round(rnorm(n, 60, 9))),
  at = c(0, 1, 4.5, 9, 9.5),
  models = list(
    model(1, TRUE, "age"), model(2, TRUE, "age"), model(1, TRUE, "age", cengroup = TRUE),
    model(2, TRUE, cengroup = TRUE)
  )
)

set.seed(20240302)
n <- 250
g <- sample(c("A", "B"), n, replace = TRUE)
x <- rnorm(n)
latent <- cbind(rexp(n, 0.05 * exp(0.5 * x)), rexp(n, 0.04 * exp(0.4 * (g == "B"))), rexp(n, 0.03))
cens <- runif(n, 2, 40)
sets$three_causes <- dataset(
  "generated: 250 rows, continuous times, three causes",
  pmin(apply(latent, 1, min), cens), ifelse(apply(latent, 1, min) > cens, 0, apply(latent, 1, which.min)),
  c("one", "two", "three"), g,
  covariates = list(x = x), at = c(5, 10, 50),
  models = list(model(1, TRUE, "x"), model(2, TRUE, "x"), model(3, TRUE, "x"))
)

set.seed(20240303)
n <- 240
g <- sample(c("A", "B", "C", "D"), n, replace = TRUE, prob = c(0.4, 0.3, 0.2, 0.1))
first <- rexp(n, c(A = 0.05, B = 0.09, C = 0.05, D = 0.15)[g])
second <- rexp(n, 0.05)
cens <- runif(n, 1, 30)
time <- pmin(first, second, cens)
cause <- ifelse(pmin(first, second) > cens, 0, ifelse(first <= second, 1, 2))
grade <- sample(c("high", "low", "mid"), n, replace = TRUE)
sets$four_groups <- dataset(
  "generated: 240 rows, continuous times, four groups, a category",
  time, cause, c("first", "second"), g,
  covariates = list(grade = grade), at = c(3, 12, 40),
  models = list(model(1, TRUE, "grade"), model(2, TRUE, "grade"))
)
# The same, where nobody in D has an event of the first cause.
none <- ifelse(g == "D" & cause == 1, 2, cause)
sets$no_events_in_a_group <- dataset(
  "four_groups with the events of the first cause in D turned into the second",
  time, none, c("first", "second"), g,
  at = c(3, 12, 40), models = list(model(2, TRUE))
)

set.seed(20240304)
n <- 150
g <- sample(c("a", "b"), n, replace = TRUE)
entry <- floor(runif(n, 0, 12))
cause <- sample(0:2, n, replace = TRUE, prob = c(2, 2, 1))
sets$delayed_entry <- dataset(
  "generated: 150 rows, whole entries and times", entry + ceiling(rexp(n, 0.12)), cause, c("first", "second"), g,
  entry = entry, at = c(1, 8, 30, 99)
)

# ---------------------------------------------------------------- curves ----

# Aalen-Johansen with Aalen's variance, time by time.
incidence <- function(time, cause, of, entry = NULL) {
  if (is.null(entry)) entry <- rep(-Inf, length(time))
  at <- sort(unique(time[cause > 0]))
  n <- sapply(at, function(t) sum(entry < t & t <= time))
  d1 <- sapply(at, function(t) sum(time == t & cause == of))
  d2 <- sapply(at, function(t) sum(time == t & cause > 0 & cause != of))
  surv <- cumprod(1 - (d1 + d2) / n)
  before <- c(1, surv[-length(surv)])
  f <- cumsum(before * d1 / n)
  tied <- function(d) ifelse(d > 1, (n - d) / (n - 1), 1)
  variance <- sapply(seq_along(at), function(i) {
    u <- 1:i
    share <- ifelse(surv[u] > 0, (f[i] - f[u]) / surv[u], 0)
    w1 <- (before^2 * d1 * tied(d1) / n^2)[u]
    w2 <- (before^2 * d2 * tied(d2) / n^2)[u]
    sum((1 - share)^2 * w1) + sum((share^2 * w2)[surv[u] > 0])
  })
  naive <- 1 - cumprod(1 - d1 / n)
  own <- d1 > 0
  list(
    time = at[own], n_risk = n[own], n_event = d1[own], cif = f[own], variance = variance[own],
    naive = naive[own], last = max(time)
  )
}

z <- qnorm(0.975)
loglog <- function(f, v) {
  s <- z * sqrt(v) / (f * log(f))
  list(lower = f^exp(-s), upper = f^exp(s))
}

# cuminc gives both corners of every step and the last follow-up.
steps <- function(curve) seq(3, length(curve$time) - 1, by = 2)

near <- function(a, b, tolerance = 1e-9) {
  stopifnot(length(a) == length(b), all(abs(a - b) <= tolerance * pmax(abs(b), 1e-3)))
}

value_at <- function(curve, at) {
  i <- findInterval(at, curve$time)
  pick <- function(x) ifelse(at > curve$last, NA, c(0, x)[i + 1])
  list(time = arr(at), cif = arr(pick(curve$cif)), variance = arr(pick(curve$variance)), naive = arr(pick(curve$naive)))
}

curves <- function(d) {
  ci <- if (is.null(d$entry)) cuminc(d$time, d$cause, factor(d$group, d$levels))
  out <- list()
  for (g in d$levels) {
    mine <- d$group == g
    cause <- factor(d$cause[mine], 0:length(d$causes))
    start <- if (is.null(d$entry)) rep(-1, sum(mine)) else d$entry[mine]
    fit <- survfit(Surv(start, d$time[mine], cause) ~ 1, id = seq_len(sum(mine)), timefix = FALSE)
    for (of in seq_along(d$causes)) {
      curve <- incidence(d$time[mine], d$cause[mine], of, d$entry[mine])
      if (length(curve$time) == 0) next
      near(curve$cif, fit$pstate[match(curve$time, fit$time), of + 1], 1e-12)
      km <- survfit(Surv(start, d$time[mine], d$cause[mine] == of) ~ 1, timefix = FALSE)
      near(curve$naive, 1 - km$surv[match(curve$time, km$time)], 1e-12)
      if (!is.null(ci)) {
        theirs <- ci[[paste(g, of)]]
        i <- steps(theirs)
        stopifnot(identical(theirs$time[i], curve$time))
        near(curve$cif, theirs$est[i])
        near(curve$variance, theirs$var[i])
        # What cmprsk says is what is written down.
        curve$cif <- theirs$est[i]
        curve$variance <- theirs$var[i]
        inside <- d$at[d$at > 0]
        points <- timepoints(ci[paste(g, of)], inside)
        near(points$est[1, !is.na(points$est)], na.omit(unlist(value_at(curve, inside)$cif)))
        stopifnot(identical(unname(is.na(points$est[1, ])), inside > curve$last))
      }
      limits <- loglog(curve$cif, curve$variance)
      one <- curve$cif >= 1
      out <- c(out, list(list(
        group = g, cause = d$causes[of], time = arr(curve$time), n_risk = arr(curve$n_risk),
        n_event = arr(curve$n_event), cif = arr(curve$cif), variance = arr(curve$variance),
        naive = arr(curve$naive), lower = arr(ifelse(one, NA, limits$lower)),
        upper = arr(ifelse(one, NA, limits$upper)), at = value_at(curve, d$at)
      )))
    }
  }
  out
}

# ---------------------------------------------------------------- Gray ------

gray <- function(d) {
  if (!is.null(d$entry)) return(list())
  group <- factor(d$group, d$levels)
  table <- function(tests, stratified) {
    lapply(seq_along(d$causes), function(of) {
      row <- tests[as.character(of), ]
      list(
        cause = d$causes[of], stratified = stratified, statistic = row[["stat"]], df = row[["df"]],
        p = pchisq(row[["stat"]], row[["df"]], lower.tail = FALSE)
      )
    })
  }
  out <- table(cuminc(d$time, d$cause, group)$Tests, FALSE)
  if (!is.null(d$strata)) out <- c(out, table(cuminc(d$time, d$cause, group, d$strata)$Tests, TRUE))
  out
}

# ---------------------------------------------------------------- Fine-Gray -

# The sandwich of Fine & Gray (1999), p. 500, subject by subject. kind: 0 censored, 1 event, 2 competing;
# cen: whose censoring. `as_crr`: what crr sums with several censoring curves, which leaves out, in q, the
# events of other groups.
sandwich_fg <- function(time, kind, x, b, cen, as_crr = FALSE) {
  n <- length(time)
  events <- sort(unique(time[kind == 1]))
  g_before <- function(group, t) { # Kaplan-Meier of censoring just before t; 0 after the last follow-up
    mine <- cen == group
    u <- sort(unique(time[mine & kind == 0 & time < t]))
    if (t > max(time[mine])) return(0)
    prod(vapply(u, function(s) 1 - sum(mine & kind == 0 & time == s) / sum(mine & time >= s), 0))
  }
  groups <- unique(cen)
  g_events <- sapply(events, function(t) sapply(groups, g_before, t = t))
  dim(g_events) <- c(length(groups), length(events))
  w <- matrix(0, n, length(events))
  for (i in seq_len(n)) {
    later <- events > time[i]
    w[i, !later] <- 1
    if (kind[i] == 2) w[i, later] <- g_events[match(cen[i], groups), later] / g_before(cen[i], time[i])
  }
  risk <- as.vector(exp(x %*% b))
  s0 <- colSums(w * risk)
  xbar <- t(x) %*% (w * risk) / rep(s0, each = ncol(x)) # columns are event times
  d <- sapply(events, function(t) sum(kind == 1 & time == t))
  information <- matrix(0, ncol(x), ncol(x))
  for (s in seq_along(events)) {
    apart <- sweep(x, 2, xbar[, s])
    information <- information + d[s] * t(apart) %*% (apart * (w[, s] * risk)) / s0[s]
  }
  u <- matrix(0, n, ncol(x))
  for (i in seq_len(n)) {
    if (kind[i] == 1) u[i, ] <- x[i, ] - xbar[, match(time[i], events)]
    u[i, ] <- u[i, ] - rowSums(sweep(x[i, ] - xbar, 2, w[i, ] * risk[i] * d / s0, "*"))
  }
  for (group in groups) {
    mine <- cen == group
    d_of <- if (as_crr) sapply(events, function(t) sum(kind == 1 & time == t & mine)) else d
    for (t in sort(unique(time[mine & kind == 0]))) {
      q <- 0
      for (j in which(mine & kind == 2 & time < t)) {
        q <- q + rowSums(sweep(x[j, ] - xbar, 2, (events >= t) * w[j, ] * risk[j] * d_of / s0, "*"))
      }
      y <- sum(mine & time >= t)
      here <- mine & kind == 0 & time == t
      u[here, ] <- sweep(u[here, , drop = FALSE], 2, q / y, "+")
      u[mine & time >= t, ] <- sweep(u[mine & time >= t, , drop = FALSE], 2, q * sum(here) / y^2, "-")
    }
  }
  bread <- solve(information)
  bread %*% crossprod(u) %*% bread
}

columns <- function(d, m) {
  marks <- function(values, levels) {
    out <- sapply(levels[-1], function(level) as.double(values == level))
    colnames(out) <- levels[-1]
    out
  }
  parts <- list()
  if (m$groups) parts <- c(parts, list(marks(d$group, d$levels)))
  for (name in m$covariates) {
    values <- d$covariates[[name]]
    part <- if (is.character(values)) marks(values, sort(unique(values))) else matrix(values, dimnames = list(NULL, name))
    parts <- c(parts, list(part))
  }
  do.call(cbind, parts)
}

fine_gray <- function(d, m) {
  x <- columns(d, m)
  whole <- complete.cases(x)
  x <- x[whole, , drop = FALSE]
  # In crr the name of a matrix is used for its columns; the columns have their own.
  time <- d$time[whole]
  cause <- d$cause[whole]
  cen <- if (m$cengroup) d$group[whole] else rep("all", sum(whole))
  crr_from <- function(init, maxiter) {
    crr(time, cause, x, cengroup = cen, failcode = m$cause, cencode = 0, gtol = 1e-6, maxiter = maxiter, init = init)
  }
  fit <- crr_from(rep(0, ncol(x)), 50)
  stopifnot(fit$converged)
  # Near the top crr refuses steps that do not show in the likelihood; its own score and information
  # give the last ones.
  for (i in 1:2) fit <- crr_from(as.vector(fit$coef + solve(fit$inf, fit$score)), 0)
  stopifnot(abs(solve(fit$inf, fit$score)) < 1e-11 * pmax(1, abs(fit$coef)))
  kind <- ifelse(cause == 0, 0, ifelse(cause == m$cause, 1, 2))
  variance <- sandwich_fg(time, kind, x, fit$coef, cen)
  theirs <- sandwich_fg(time, kind, x, fit$coef, cen, as_crr = TRUE)
  near(theirs, fit$var, 1e-8)
  if (!m$cengroup) {
    near(variance, fit$var, 1e-8)
    variance <- fit$var
  } else {
    cat("crr's errors with cengroup, relative to the formula:", sqrt(diag(fit$var) / diag(variance)), "\n")
  }
  se <- sqrt(diag(variance))
  list(
    cause = d$causes[m$cause], groups = m$groups, covariates = arr(m$covariates), by_group = m$cengroup,
    names = arr(colnames(x)), n = nrow(x), n_event = sum(kind == 1), n_competing = sum(kind == 2),
    coef = arr(fit$coef), se = arr(se), z = arr(fit$coef / se), p = arr(2 * pnorm(-abs(fit$coef / se))),
    variance = unname(variance), loglik_null = fit$loglik.null, loglik = fit$loglik
  )
}

# ---------------------------------------------------------------- out -------

covariate <- function(name, values) {
  if (is.character(values)) {
    list(name = name, number = NULL, category = arr(values), levels = arr(sort(unique(values))))
  } else {
    list(name = name, number = arr(values), category = NULL, levels = NULL)
  }
}

written <- lapply(names(sets), function(name) {
  d <- sets[[name]]
  cat(name, "\n")
  list(
    name = name, about = d$about,
    data = list(
      time = arr(d$time), cause = arr(d$cause), causes = arr(d$causes), group = arr(d$group),
      levels = arr(d$levels), entry = if (is.null(d$entry)) NULL else arr(d$entry),
      strata = if (is.null(d$strata)) NULL else arr(d$strata),
      covariates = unname(Map(covariate, names(d$covariates), d$covariates))
    ),
    curves = curves(d), gray = gray(d), fine_gray = lapply(d$models, fine_gray, d = d)
  )
})

write_json_file("tests/reference/rooms/competing.json", list(
  made_with = list(
    r = R.version.string, survival = as.character(packageVersion("survival")),
    cmprsk = as.character(packageVersion("cmprsk")), boot = as.character(packageVersion("boot")),
    script = "tests/reference/rooms/competing.R"
  ),
  sets = written
))

# ---------------------------------------------------------------- samples ---

# The same data as a visitor would paste them; not yet among the samples of the page (what stands in
# www/samples is bundled with it).
write_sample <- function(name, notes, rows) {
  con <- file(file.path("www/samples", name), open = "wb")
  on.exit(close(con))
  body <- do.call(paste, c(rows, sep = ","))
  writeLines(c(paste("#", notes), paste(names(rows), collapse = ","), body), con, sep = "\n")
}

write_sample("6-mgus2.csv", c(
  "title: Monoclonal gammopathy: progression or death, 1384 people",
  "teaches: Most die before they progress: 1 - Kaplan-Meier overstates who will",
  "source: Kyle et al. 2002, N Engl J Med 346:564; as the data set mgus2 in the R package survival (LGPL)",
  "note: The first event of each person counts: a plasma cell malignancy (pcm), or death without one",
  "time: Months since diagnosis",
  "event: pcm",
  "unit: months"
), list(
  id = mgus2$id, months = etime, event = c("censored", "pcm", "death")[event + 1],
  sex = c(F = "female", M = "male")[as.character(mgus2$sex)], age = mgus2$age
))
write_sample("7-melanoma.csv", c(
  "title: Melanoma: death from it or from other causes, 205 people",
  "teaches: Ulceration raises deaths from melanoma; other deaths compete with them",
  "source: Andersen et al. 1993, Statistical Models Based on Counting Processes, Springer; as the data set melanoma in the R package boot",
  "note: Patients at Odense University Hospital, operated between 1962 and 1977; thickness in mm",
  "time: Days since operation",
  "event: melanoma",
  "unit: days"
), list(
  days = mel$time, event = c("melanoma", "censored", "other")[mel$status],
  ulcer = c("no ulcer", "ulcer")[mel$ulcer + 1], sex = c("female", "male")[mel$sex + 1], age = mel$age,
  thickness = mel$thickness
))
