# Reference fixtures of Riskset.
#
# Run from the repository root:   Rscript tests/reference/make.R
#
# Writes one JSON file per data set to tests/reference/fixtures/. The fields
# are described in tests/reference/README.md. The script reads only files of
# this repository and data sets that ship with R, survival and MASS; its
# output depends on nothing else, so two runs give the same bytes.

suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
options(warn = 1, stringsAsFactors = FALSE)
RNGversion("4.2.0") # Mersenne-Twister, Inversion, Rejection

root <- "tests/reference"
out_dir <- file.path(root, "fixtures")
if (!file.exists(file.path(root, "make.R"))) {
  stop("run this script from the repository root")
}
dir.create(out_dir, showWarnings = FALSE)

meta <- list(
  r = R.version.string,
  survival = as.character(packageVersion("survival")),
  mass = as.character(packageVersion("MASS")),
  script = "tests/reference/make.R"
)

source(file.path(root, "json.R"))

write_fixture <- function(name, x) write_json_file(file.path(out_dir, paste0(name, ".json")), x)

# ---------------------------------------------------------------- data ------

# Group levels, the reference first: ascending when the group is a number,
# else in order of first appearance (a factor is taken as its text, so the
# order of its levels in R plays no part).
group_levels <- function(g) {
  if (is.factor(g)) g <- as.character(g)
  if (is.character(g) && all(grepl("^-?[0-9.]+$", g))) g <- as.numeric(g)
  if (is.numeric(g)) as.character(sort(unique(g))) else unique(g)
}

dataset <- function(about, time, status, group, entry = NULL) {
  stopifnot(
    length(time) == length(status), length(time) == length(group),
    !anyNA(time), !anyNA(group), all(status %in% 0:1)
  )
  list(
    about = about, time = as.double(time), status = as.integer(status),
    group = as.character(group), levels = group_levels(group),
    entry = if (is.null(entry)) NULL else as.double(entry)
  )
}

sets <- list()

recovery <- read.csv(file.path(root, "data/lanzoni2021_recovery31_RECONSTRUCTED.csv"))
sets$recovery <- dataset(
  "Lanzoni 2021, time to recovery; reconstructed from registry figures, not the trial's patient table",
  recovery$day, recovery$recovered, recovery$arm
)
death <- read.csv(file.path(root, "data/lanzoni2021_death31_RANKS.csv"))
sets$death_order <- dataset(
  "Lanzoni 2021, order of deaths; the times are ranks, not days",
  death$time_rank, death$event, death$arm
)

gehan <- MASS::gehan
sets$gehan <- dataset(
  "Freireich 6-MP trial, MASS::gehan", gehan$time, gehan$cens, gehan$treat
)
sets$aml <- dataset("survival::aml", aml$time, aml$status, aml$x)
sets$lung <- dataset("survival::lung by sex", lung$time, lung$status - 1, lung$sex)
sets$veteran_trt <- dataset("survival::veteran by trt", veteran$time, veteran$status, veteran$trt)
sets$veteran_celltype <- dataset(
  "survival::veteran by celltype", veteran$time, veteran$status, veteran$celltype
)
sets$ovarian <- dataset("survival::ovarian by rx", ovarian$futime, ovarian$fustat, ovarian$rx)
sets$kidney <- dataset("survival::kidney by sex", kidney$time, kidney$status, kidney$sex)
cd <- colon[colon$etype == 2, ]
sets$colon <- dataset("survival::colon, etype == 2 (death), by rx", cd$time, cd$status, cd$rx)
pb <- pbc[!is.na(pbc$trt), ]
sets$pbc <- dataset(
  "survival::pbc by trt, event is death (status == 2), rows with trt known",
  pb$time, as.integer(pb$status == 2), pb$trt
)
sets$zero_event_arm <- dataset(
  "two arms, one without events",
  c(3, 5, 7, 9, 11, 12, 4, 6, 8, 10, 12, 12), c(1, 1, 1, 1, rep(0, 8)), rep(0:1, each = 6)
)
sets$flat_half <- dataset(
  "one group whose curve is flat at one half",
  c(54, 75, 77, 84, 87, 92, 103, 105, 112, 118), rep(1:0, each = 5), rep("all", 10)
)

set.seed(20210106)
n <- 300
g <- sample(c("a", "b", "c"), n, replace = TRUE)
latent <- ceiling(rexp(n, c(a = 0.18, b = 0.28, c = 0.23)[g]))
cens <- sample(1:8, n, replace = TRUE, prob = c(rep(1, 7), 5))
sets$heavy_ties <- dataset(
  "generated: 300 rows, integer times 1 to 8, three groups",
  pmin(latent, cens, 8), as.integer(latent <= cens & latent <= 8), g
)

set.seed(20210107)
n <- 400
g <- sample(c("A", "B", "C", "D"), n, replace = TRUE)
latent <- rexp(n, c(A = 0.05, B = 0.08, C = 0.06, D = 0.12)[g])
cens <- runif(n, 2, 30)
sets$four_arms <- dataset(
  "generated: 400 rows, continuous times, four groups",
  pmin(latent, cens), as.integer(latent <= cens), g
)

# Multiples of 0.1 moved by a few parts in 1e12. Events and censorings fall
# together once merged, so the order "events first" is at stake too.
set.seed(20210108)
n <- 80
sets$near_ties <- dataset(
  "generated: 80 rows, times that differ by parts in 1e12 and are the same time under timefix",
  sample(seq(1, 12, by = 0.5), n, replace = TRUE) * (1 + 1e-12 * sample(-1:2, n, replace = TRUE)),
  rbinom(n, 1, 0.65), sample(c("x", "y"), n, replace = TRUE)
)

sets$heart_entry <- dataset(
  "survival::heart, rows (start, stop] taken as separate rows, by transplant",
  heart$stop, heart$event, heart$transplant, heart$start
)
sets$all_censored <- dataset(
  "two groups without a single event", c(2, 4, 6, 8, 3, 5, 7, 9), rep(0, 8), rep(c("p", "q"), each = 4)
)
sets$one_subject <- dataset("one subject with an event", 3, 1, "a")
sets$all_events_one_time <- dataset(
  "two groups, every subject has the event at the same time", rep(5, 7), rep(1, 7), rep(c("p", "q"), c(4, 3))
)
sets$time_zero <- dataset(
  "events and censorings at time 0",
  c(0, 0, 0, 2, 3, 5, 8, 8, 0, 0, 1, 3, 4, 6, 7, 9),
  c(1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1),
  rep(c("p", "q"), each = 8)
)
sets$tiny_scale <- dataset(
  "survival::lung by sex with times multiplied by 1e-6", lung$time * 1e-6, lung$status - 1, lung$sex
)
sets$hand_case <- dataset(
  "Therneau & Grambsch (2000), appendix E, first data set",
  c(1, 1, 6, 6, 8, 9), c(1, 0, 1, 1, 0, 1), c(1, 1, 1, 0, 0, 0)
)

# ------------------------------------------------------------- methods ------

surv_of <- function(d, status = d$status) {
  if (is.null(d$entry)) Surv(d$time, status) else Surv(d$entry, d$time, status)
}
factor_of <- function(d) factor(d$group, levels = d$levels)

conf_types <- c("log-log", "log", "plain", "logit", "arcsin")
probs <- c(0.25, 0.5, 0.75)

fit_km <- function(d, conf_type, level, status = d$status) {
  y <- surv_of(d, status)
  g <- factor_of(d)
  if (nlevels(g) == 1) {
    survfit(y ~ 1, conf.type = conf_type, conf.int = level)
  } else {
    survfit(y ~ g, conf.type = conf_type, conf.int = level)
  }
}

one_group <- function(fit, k) if (is.null(fit$strata)) fit else fit[k]

# The rule of the product for a quantile limit: the first time at which the
# band is at or below 1 - p, the midpoint where it is flat there. R sorts the
# band by its height instead, which is the same while the band never rises.
first_crossing <- function(time, y, p, tol = sqrt(.Machine$double.eps)) {
  sapply(p, function(p) {
    at <- which(!is.na(y) & y <= 1 - p + tol)
    if (length(at) == 0) return(NA_real_)
    i <- at[1]
    if (abs(y[i] - (1 - p)) >= tol) return(time[i])
    after <- which(seq_along(y) > i & (is.na(y) | abs(y - y[i]) >= tol))
    (time[i] + if (length(after)) time[after[1]] else time[length(time)]) / 2
  })
}

never_rises <- function(y) {
  y <- y[!is.na(y)]
  length(y) < 2 || all(diff(y) <= 0)
}

same <- function(a, b) isTRUE(all.equal(as.double(a), as.double(b), tolerance = 1e-12))

quantile_differences <- character()

km_quantiles <- function(fit, k, conf_type, name, level_name) {
  one <- one_group(fit, k)
  q <- quantile(one, probs)
  rule <- list(
    quantile = first_crossing(one$time, one$surv, probs),
    lower = first_crossing(one$time, one$lower, probs),
    upper = first_crossing(one$time, one$upper, probs)
  )
  agrees <- sapply(names(rule), function(w) same(q[[w]], rule[[w]]))
  for (w in names(rule)[!agrees]) {
    quantile_differences <<- c(quantile_differences, sprintf(
      "%s, group %s, %s, %s: R %s, first crossing %s", name, level_name, conf_type, w,
      paste(format(q[[w]], digits = 8), collapse = " "), paste(format(rule[[w]], digits = 8), collapse = " ")
    ))
  }
  list(
    conf_type = conf_type, level = 0.95, p = arr(probs),
    quantile = arr(q$quantile), lower = arr(q$lower), upper = arr(q$upper),
    lower_band_never_rises = never_rises(one$lower),
    upper_band_never_rises = never_rises(one$upper),
    first_crossing_lower = if (!agrees[["lower"]]) arr(rule$lower),
    first_crossing_upper = if (!agrees[["upper"]]) arr(rule$upper)
  )
}

kaplan_meier <- function(d, name) {
  wanted <- rbind(
    data.frame(type = conf_types, level = 0.95),
    data.frame(type = "log-log", level = c(0.90, 0.99))
  )
  fits <- Map(function(t, l) fit_km(d, t, l), wanted$type, wanted$level)
  reverse <- lapply(c("log-log", "log"), function(t) fit_km(d, t, 0.95, 1 - d$status))
  lapply(seq_along(d$levels), function(k) {
    one <- one_group(fits[[1]], k)
    stopifnot(isTRUE(one$logse))
    list(
      group = d$levels[k],
      n = sum(d$group == d$levels[k]),
      events = sum(d$status[d$group == d$levels[k]]),
      time = arr(one$time), n_risk = arr(one$n.risk), n_event = arr(one$n.event),
      n_censor = arr(one$n.censor), surv = arr(one$surv), std_err = arr(one$std.err),
      limits = lapply(seq_len(nrow(wanted)), function(i) {
        f <- one_group(fits[[i]], k)
        stopifnot(identical(f$time, one$time), identical(f$surv, one$surv))
        list(
          conf_type = wanted$type[i], level = wanted$level[i],
          lower = arr(f$lower), upper = arr(f$upper)
        )
      }),
      quantiles = lapply(seq_along(conf_types), function(i) {
        km_quantiles(fits[[i]], k, conf_types[i], name, d$levels[k])
      }),
      reverse_median = lapply(reverse, function(f) {
        q <- quantile(one_group(f, k), 0.5)
        list(
          conf_type = f$conf.type, level = 0.95, median = unname(q$quantile),
          lower = unname(q$lower), upper = unname(q$upper)
        )
      })
    )
  })
}

# Log-rank parts from their definition, for data with and without entry times.
# `weight(n, d, s_minus, s_tilde)` gives a weighted test.
logrank_parts <- function(d, weight = function(n, d, s_minus, s_tilde) 1) {
  y <- unclass(aeqSurv(surv_of(d)))
  stop_at <- y[, ncol(y) - 1]
  status <- y[, ncol(y)]
  start <- if (ncol(y) == 3) y[, 1] else rep(-Inf, nrow(y))
  g <- as.integer(factor_of(d))
  k <- length(d$levels)
  obs <- expected <- diff <- numeric(k)
  var <- matrix(0, k, k)
  s_minus <- s_tilde <- 1
  for (t in sort(unique(stop_at[status == 1]))) {
    risk <- tabulate(g[start < t & stop_at >= t], k)
    dead <- tabulate(g[stop_at == t & status == 1], k)
    n <- sum(risk)
    dd <- sum(dead)
    s_tilde <- s_tilde * (1 - dd / (n + 1))
    w <- weight(n, dd, s_minus, s_tilde)
    share <- risk / n
    obs <- obs + dead
    expected <- expected + dd * share
    diff <- diff + w * (dead - dd * share)
    if (n > 1) {
      var <- var + w^2 * dd * (n - dd) / (n - 1) * (diag(share, k) - share %o% share)
    }
    s_minus <- s_minus * (1 - dd / n)
  }
  keep <- seq_len(k)[-1]
  v <- var[keep, keep, drop = FALSE]
  chisq <- tryCatch(as.double(diff[keep] %*% solve(v, diff[keep])), error = function(e) NA_real_)
  list(obs = obs, exp = expected, diff = diff, var = var, chisq = chisq, df = k - 1)
}

close_to <- function(a, b, tol = 1e-10) {
  all(abs(a - b) <= tol * pmax(1, abs(b)))
}

log_rank <- function(d) {
  if (length(d$levels) < 2) {
    return(NULL)
  }
  parts <- logrank_parts(d)
  source <- "survdiff"
  note <- NULL
  obs <- parts$obs
  expected <- parts$exp
  var <- parts$var
  chisq <- NA_real_
  df <- parts$df
  g <- factor_of(d)
  if (is.null(d$entry)) {
    y <- surv_of(d)
    r <- tryCatch(suppressWarnings(survdiff(y ~ g)), error = function(e) conditionMessage(e))
    if (is.character(r)) {
      source <- "definition"
      note <- paste("survdiff stops:", r)
    } else {
      obs <- unname(r$obs)
      expected <- unname(r$exp)
      var <- unname(r$var)
      stopifnot(close_to(obs, parts$obs), close_to(expected, parts$exp), close_to(var, parts$var))
      r_df <- sum(expected > 0) - 1
      if (r_df < 1) {
        note <- sprintf("survdiff gives chisq %g on %d degrees of freedom, p not a number", r$chisq, r_df)
      } else {
        stopifnot(r_df == df, close_to(r$chisq, parts$chisq))
        chisq <- r$chisq
      }
    }
  } else {
    source <- "score test of coxph with exact ties; obs, exp and var from the definition"
    note <- "survdiff does not take delayed entry"
    fit <- coxph(surv_of(d) ~ g, ties = "exact", control = strict)
    stopifnot(close_to(fit$score, parts$chisq))
    chisq <- fit$score
  }
  list(
    source = source, note = note, groups = arr(d$levels), obs = arr(obs), exp = arr(expected),
    var = unname(var), chisq = chisq, df = df, p = pchisq(chisq, df, lower.tail = FALSE)
  )
}

# R's own default stops at a relative change of 1e-9; toler.chol has to stay
# below eps or coxph.control warns.
strict <- coxph.control(eps = 1e-12, iter.max = 50, toler.chol = 1e-13)

# The log likelihood is flat at its top: stopping when it changes by less than
# 1e-12 still leaves up to 2e-7 in a coefficient (four_arms). Each restart from
# the last coefficients is one more Newton step; go on until they stand still.
polish <- function(fit, y, g, ties) {
  for (i in 1:6) {
    before <- unname(fit$coefficients)
    fit <- coxph(y ~ g, ties = ties, init = before, control = strict)
    moved <- max(abs(unname(fit$coefficients) - before))
    if (moved <= 1e-13) break
  }
  stopifnot(moved <= 1e-13)
  fit
}

test_of <- function(statistic, df) {
  list(statistic = statistic, df = df, p = pchisq(statistic, df, lower.tail = FALSE))
}

cox <- function(d) {
  if (length(d$levels) < 2) {
    return(NULL)
  }
  g <- factor_of(d)
  y <- surv_of(d)
  z <- qnorm(1 - (1 - 0.95) / 2)
  lapply(c("efron", "breslow", "exact"), function(ties) {
    said <- character()
    fit <- withCallingHandlers(
      coxph(y ~ g, ties = ties, control = strict),
      warning = function(w) {
        said <<- c(said, trimws(conditionMessage(w)))
        invokeRestart("muffleWarning")
      }
    )
    b <- unname(fit$coefficients)
    se <- sqrt(diag(as.matrix(fit$var)))
    # "Ran out of iterations" is not the same thing as an infinite coefficient.
    monotone <- any(grepl("infinite", said))
    converged <- length(said) == 0
    no_event <- sum(d$status) == 0
    shown <- converged && !anyNA(b)
    blank <- rep(NA_real_, length(b))
    if (shown) {
      top <- polish(fit, y, g, ties)
      stopifnot(abs(top$loglik[2] - fit$loglik[2]) <= 1e-9 * abs(fit$loglik[2]))
      b <- unname(top$coefficients)
      fit$var <- top$var
      fit$loglik[2] <- top$loglik[2]
      se <- sqrt(diag(as.matrix(fit$var)))
      wald <- as.double(b %*% solve(as.matrix(fit$var), b))
    }
    pick <- function(x) arr(if (shown) x else blank)
    df <- length(b)
    list(
      ties = ties, reference = d$levels[1], groups = arr(d$levels[-1]),
      warnings = arr(said), monotone = monotone, converged = converged,
      note = if (no_event) "no events: R returns NA coefficients",
      coef = pick(b), se = pick(se), hr = pick(exp(b)),
      lower = pick(exp(b - z * se)), upper = pick(exp(b + z * se)),
      z = pick(b / se), p = pick(2 * pnorm(-abs(b / se))),
      vcov = if (shown) unname(as.matrix(fit$var)),
      iterations = if (is.null(fit$iter)) NULL else fit$iter,
      loglik_null = if (no_event) NULL else fit$loglik[1],
      loglik = if (no_event) NULL else fit$loglik[2],
      score_test = if (!no_event) test_of(fit$score, df),
      wald_test = if (shown) test_of(wald, df),
      lr_test = if (!no_event) test_of(2 * (fit$loglik[2] - fit$loglik[1]), df)
    )
  })
}

# ---------------------------------------------------------------- write -----

fixtures <- list()
for (name in names(sets)) {
  d <- sets[[name]]
  merged <- unclass(aeqSurv(surv_of(d)))
  merged_time <- unname(merged[, ncol(merged) - 1])
  fixtures[[name]] <- list(
    name = name, about = d$about, made_with = meta,
    data = list(
      n = length(d$time), time = arr(d$time), status = arr(d$status), group = arr(d$group),
      entry = if (!is.null(d$entry)) arr(d$entry),
      levels = arr(d$levels),
      merged_time = if (!identical(merged_time, d$time)) arr(merged_time)
    ),
    km = kaplan_meier(d, name), logrank = log_rank(d), cox = cox(d)
  )
  write_fixture(name, fixtures[[name]])
}

# Times that R takes for the same time.
timefix_cases <- list(
  list("gap of 1e-12 relative", c(3, 3 * (1 + 1e-12), 7)),
  list("the smallest member stands for all, whatever the order of the rows", c(5 + 1e-9, 7, 5, 5 - 1e-9)),
  list("gap just below the absolute tolerance", c(1, 1 + 1.48e-8, 4)),
  list("gap just above the absolute tolerance, mean below 1", c(0.1, 0.1 + 1.6e-8, 0.2)),
  list("gap above the absolute tolerance, below tolerance times the mean", c(1, 1 + 1e-6, 1000)),
  list("gap above tolerance times the mean", c(1, 1 + 1e-5, 1000)),
  list("a chain of small gaps is one time, however long", 2 + 1.2e-8 * (0:6)),
  list("small times: the absolute tolerance merges 7e-10 and 8e-10", c(7e-10, 8e-10, 1e-6)),
  list("small times kept apart", c(1e-6, 2e-6, 3e-6)),
  list("large times: the tolerance grows with the mean", c(1e9, 1e9 + 10, 1e9 + 40)),
  list("repeated times count once in the mean", c(1, 1, 1, 1, 1 + 1e-6, 1000, 1000))
)
write_fixture("timefix", list(
  name = "timefix", made_with = meta, tolerance = sqrt(.Machine$double.eps),
  cases = lapply(timefix_cases, function(x) {
    y <- aeqSurv(Surv(x[[2]], rep(1, length(x[[2]]))))
    list(about = x[[1]], time = arr(x[[2]]), merged = arr(unclass(y)[, 1]))
  })
))

# Tails of the chi-square and the normal distribution.
xs <- c(
  1e-10, 1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, qchisq(0.5, 1), 0.5, 0.75, 1, 1.5, 2, 2.5, 3,
  qchisq(0.95, 1), 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 16.79294, 18, 20, 22.5, 25, 27.5, 30, 35, 40, 45, 50, 60, 70, 80, 90,
  100, 125, 150, 175, 200, 250, 300, 350, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1300, 1350, 1375
)
zs <- c(
  1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.1, 0.25, 0.5, 0.67448, 0.67449, 0.75, 1, 1.25, 1.5, 1.75, 1.959963984540054,
  2, 2.25, 2.5, 2.75, 3, 3.5, 4, 4.5, 5, 5.5, 5.656, 5.657, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 37
)
levels_asked <- c(0.5, 0.6, 0.68, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999)
tail_p <- c(0.5, 0.4, 0.3, 0.25, 0.1, 0.075, 0.05, 0.025, 0.01, 1e-3, 1e-4, 1e-6, 1e-8, 1e-12, 1e-20, 1e-50, 1e-100, 1e-200, 1e-300)
write_fixture("tails", list(
  name = "tails", made_with = meta,
  chisq = lapply(1:19, function(df) {
    # 1390 is left to df 1, where p is still just above 1e-304.
    x <- if (df == 1) c(xs, 1390) else xs
    p <- pchisq(x, df, lower.tail = FALSE)
    stopifnot(all(p > 1e-305))
    list(
      df = df, x = arr(x), p = arr(p),
      log_p = arr(pchisq(x, df, lower.tail = FALSE, log.p = TRUE))
    )
  }),
  normal_two_sided = list(
    z = arr(zs), p = arr(2 * pnorm(-zs)), log_p = arr(log(2) + pnorm(-zs, log.p = TRUE))
  ),
  normal_quantile_of_level = list(
    level = arr(levels_asked), z = arr(qnorm(1 - (1 - levels_asked) / 2))
  ),
  normal_quantile_of_upper_tail = list(
    p = arr(tail_p), z = arr(qnorm(tail_p, lower.tail = FALSE))
  )
))

# --------------------------------------------------------------- checks -----

# The numbers printed in the numerical conventions and in the evidence page,
# each to the digits printed there.
agrees <- function(x, printed) {
  stopifnot(length(x) == length(printed))
  ok <- mapply(function(x, p) {
    if (p == "NR") return(is.na(x))
    digits <- if (grepl(".", p, fixed = TRUE)) nchar(sub("^[^.]*\\.", "", p)) else 0
    !is.na(x) && abs(x - as.numeric(p)) <= 0.5000001 * 10^-digits
  }, as.double(x), printed)
  if (!all(ok)) {
    message("expected ", paste(printed, collapse = " "), "; found ", paste(format(x, digits = 12), collapse = " "))
  }
  all(ok)
}
plain <- function(x) x[[1]]
km_of <- function(name, level) Find(function(k) k$group == level, fixtures[[name]]$km)
cox_of <- function(name, ties) Find(function(f) f$ties == ties, fixtures[[name]]$cox)
limits_of <- function(k, type) Find(function(l) l$conf_type == type && l$level == 0.95, k$limits)
quantiles_of <- function(k, type) Find(function(q) q$conf_type == type, k$quantiles)
median_of <- function(k, type) {
  q <- quantiles_of(k, type)
  c(plain(q$quantile)[2], plain(q$lower)[2], plain(q$upper)[2])
}
weighted <- function(name, weight) logrank_parts(sets[[name]], weight)$chisq
rmst <- function(k, tau) {
  time <- plain(k$time)
  surv <- plain(k$surv)
  keep <- time < tau
  left <- c(0, time[keep])
  area <- c(1, surv[keep]) * diff(c(left, tau))
  right <- rev(cumsum(rev(area)))[-1]
  d <- plain(k$n_event)[keep]
  n <- plain(k$n_risk)[keep]
  v <- ifelse(d == 0, 0, right^2 * d / (n * (n - d)))
  c(sum(area), sum(v))
}
z95 <- qnorm(0.975)
around <- function(x, v) x + c(0, -1, 1) * z95 * sqrt(v)

# Firth's penalised Breslow fit of one 0/1 covariate, limits from the profile.
firth <- function(d) {
  x <- as.integer(d$group != d$levels[1])
  at <- sort(unique(d$time[d$status == 1]))
  parts <- function(b) {
    l <- 0
    info <- 0
    for (t in at) {
      risk <- d$time >= t
      dead <- d$time == t & d$status == 1
      s0 <- sum(exp(b * x[risk]))
      m <- sum(x[risk] * exp(b * x[risk])) / s0
      l <- l + b * sum(x[dead]) - sum(dead) * log(s0)
      info <- info + sum(dead) * m * (1 - m)
    }
    c(l + 0.5 * log(info), info)
  }
  pen <- function(b) parts(b)[1]
  slope <- function(b) (pen(b + 1e-4) - pen(b - 1e-4)) / 2e-4
  b <- uniroot(slope, c(-6, 6), tol = 1e-12)$root
  drop <- function(v) 2 * (pen(b) - pen(v)) - qchisq(0.95, 1)
  list(
    b = b, se = 1 / sqrt(parts(b)[2]),
    hr = exp(c(b, uniroot(drop, c(b - 12, b), tol = 1e-12)$root, uniroot(drop, c(b, b + 12), tol = 1e-12)$root)),
    p = pchisq(2 * (pen(b) - pen(0)), 1, lower.tail = FALSE)
  )
}

# Exact permutation log-rank: all arrangements of the labels.
permutation <- function(d) {
  at <- sort(unique(d$time[d$status == 1]))
  haz <- sapply(at, function(t) sum(d$time == t & d$status == 1) / sum(d$time >= t))
  score <- d$status - sapply(d$time, function(t) sum(haz[at <= t]))
  first <- which(d$group == d$levels[1])
  seen <- abs(sum(score[first]))
  sums <- abs(combn(score, length(first), sum))
  c(mean(sums >= seen * (1 - 1e-9)), length(sums))
}

# Hand case.
stopifnot(
  agrees(plain(cox_of("hand_case", "breslow")$coef), "1.4752849148"),
  abs(plain(cox_of("hand_case", "breslow")$coef) - log((3 + sqrt(33)) / 2)) < 1e-10
)

# Freireich.
six <- km_of("gehan", "6-MP")
ctl <- km_of("gehan", "control")
lr <- fixtures$gehan$logrank
at10 <- which(plain(six$time) == 10)
lim <- function(type) c(plain(limits_of(six, type)$lower)[at10], plain(limits_of(six, type)$upper)[at10])
fh <- firth(sets$gehan)
r6 <- rmst(six, 23)
rc <- rmst(ctl, 23)
ratio <- r6[1] / rc[1]
fit <- coxph(Surv(time, cens) ~ relevel(treat, "control"), gehan)
stratified <- survdiff(Surv(time, cens) ~ treat + strata(pair), gehan)
o_e <- plain(lr$obs) / plain(lr$exp)
stopifnot(
  identical(sets$gehan$levels, c("control", "6-MP")),
  agrees(median_of(six, "log-log"), c("23", "13", "NR")),
  agrees(median_of(six, "log"), c("23", "16", "NR")),
  agrees(median_of(ctl, "log-log")[1], "8"),
  agrees(plain(six$surv)[at10], ".752941"),
  agrees(lim("log-log"), c(".50320", ".88936")),
  agrees(lim("log"), c(".58592", ".96757")),
  agrees(lr$chisq, "16.79294"),
  agrees(plain(lr$obs), c("21", "9")),
  agrees(plain(lr$exp), c("10.74950", "19.25050")),
  agrees(lr$var[1, 1], "6.25696"),
  agrees(sum((plain(lr$obs) - plain(lr$exp))^2 / plain(lr$exp)), "15.23"),
  agrees(weighted("gehan", function(n, d, s, p) n), "13.45785"),
  agrees(weighted("gehan", function(n, d, s, p) sqrt(n)), "15.12358"),
  agrees(weighted("gehan", function(n, d, s, p) p), "14.08414"),
  agrees(weighted("gehan", function(n, d, s, p) p * n / (n + 1)), "13.9113"),
  agrees(weighted("gehan", function(n, d, s, p) 1 - s), "13.0484"),
  agrees(c(plain(cox_of("gehan", "efron")$coef), plain(cox_of("gehan", "efron")$se)), c("-1.572125", ".412397")),
  agrees(c(plain(cox_of("gehan", "breslow")$coef), plain(cox_of("gehan", "breslow")$se)), c("-1.509191", ".409564")),
  agrees(c(plain(cox_of("gehan", "exact")$coef), plain(cox_of("gehan", "exact")$se)), c("-1.628244", ".433131")),
  agrees(cox_of("gehan", "exact")$score_test$statistic, "16.79294"),
  agrees(c(fh$b, fh$se), c("-1.479338", ".407350")),
  agrees(fh$hr, c(".227788", ".099034", ".486310")),
  agrees(cox.zph(fit, transform = "km")$table[1, 1], ".02286"),
  agrees(concordance(fit)$concordance, ".69004"),
  agrees(c(r6[1], sqrt(r6[2])), c("17.90924", "1.55319")),
  agrees(c(rc[1], sqrt(rc[2])), c("8.666667", "1.37739")),
  agrees(around(r6[1] - rc[1], r6[2] + rc[2]), c("9.242577", "5.17377", "13.31138")),
  agrees(exp(around(log(ratio), r6[2] / r6[1]^2 + rc[2] / rc[1]^2)), c("2.066451", "1.44915", "2.94671")),
  agrees(stratified$chisq, "10.71429"),
  # The printed limits are those of conf.type "log"; "log-log" gives 11 and 32.
  agrees(unlist(six$reverse_median[[2]][c("median", "lower", "upper")]), c("25", "17", "NR")),
  agrees(unlist(six$reverse_median[[1]][c("median", "lower", "upper")]), c("25", "11", "32")),
  agrees(exp((plain(lr$obs) - plain(lr$exp))[1] / lr$var[1, 1]), "5.15"),
  agrees(o_e[1] / o_e[2], "4.18"),
  agrees(1 / plain(cox_of("gehan", "efron")$hr), "4.82")
)

# Lung by sex.
male <- km_of("lung", "1")
female <- km_of("lung", "2")
m <- rmst(male, 365)
f <- rmst(female, 365)
at365 <- function(k) {
  i <- max(which(plain(k$time) <= 365))
  c(plain(k$surv)[i], (plain(k$surv)[i] * plain(k$std_err)[i])^2)
}
stopifnot(
  length(sets$lung$time) == 228,
  agrees(median_of(male, "log-log"), c("270", "210", "306")),
  agrees(median_of(female, "log-log"), c("426", "345", "524")),
  agrees(fixtures$lung$logrank$chisq, "10.32674"),
  agrees(survdiff(Surv(time, status) ~ sex, lung, rho = 1)$chisq, "12.71415"),
  agrees(weighted("lung", function(n, d, s, p) s), "12.71415"),
  agrees(c(plain(cox_of("lung", "efron")$coef), plain(cox_of("lung", "efron")$se)), c("-.5310235", ".1671786")),
  agrees(cox_of("lung", "exact")$score_test$statistic, "10.32674"),
  agrees(around(f[1] - m[1], f[2] + m[2]), c("55.97032", "26.65294", "85.28771")),
  agrees(around(at365(female)[1] - at365(male)[1], at365(female)[2] + at365(male)[2]), c(".190375", ".045628", ".335122"))
)

# The other short ones.
exact <- permutation(sets$aml)
zero <- permutation(sets$zero_event_arm)
fz <- firth(sets$zero_event_arm)
stopifnot(
  agrees(exact, c(".06469301", "1352078")),
  agrees(fixtures$aml$logrank$chisq, "3.396389"),
  agrees(c(fixtures$zero_event_arm$logrank$chisq, fixtures$zero_event_arm$logrank$p), c("4", ".0455")),
  agrees(zero, c(".0606", "924")),
  abs(fz$b + log(9)) < 1e-6,
  agrees(fz$hr, c(".111111", ".00083849", "1.04051")),
  agrees(fz$p, ".05505"),
  all(sapply(fixtures$zero_event_arm$cox, function(f) f$monotone)),
  agrees(median_of(km_of("flat_half", "all"), "log-log")[1], "102.5")
)

# Lanzoni 2021: the registry's figures, control relative to UC-MSC.
rec <- cox_of("recovery", "efron")
all_quartiles <- function(k) {
  q <- quantiles_of(k, "log-log")
  c(rbind(plain(q$quantile), plain(q$lower), plain(q$upper)))
}
ord <- cox_of("death_order", "efron")
everyone <- sets$death_order
everyone$status[everyone$time == 2] <- 1L
ev <- cox(everyone)[[1]]
fisher <- function(a, n1, b, n2) fisher.test(matrix(c(a, n1 - a, b, n2 - b), 2))$p.value
stopifnot(
  identical(sets$recovery$levels, c("ucmsc", "control")),
  agrees(c(plain(rec$hr), plain(rec$lower), plain(rec$upper)), c("0.2890587", "0.08816007", "0.9477642")),
  agrees(c(plain(rec$hr), plain(rec$lower), plain(rec$upper)), c("0.289", "0.088", "0.948")),
  agrees(1 / c(plain(rec$hr), plain(rec$upper), plain(rec$lower)), c("3.46", "1.06", "11.34")),
  agrees(fixtures$recovery$logrank$p, ".030717"),
  agrees(all_quartiles(km_of("recovery", "ucmsc")), c("8", "3", "15", "15", "6", "23", "23", "13", "NR")),
  agrees(all_quartiles(km_of("recovery", "control")), c("12", "9", "NR", "NR", "10", "NR", "NR", "NR", "NR")),
  identical(sets$death_order$levels, c("control", "ucmsc")),
  agrees(1 / c(plain(ord$hr), plain(ord$upper), plain(ord$lower)), c("8.76", "1.07", "71.4")),
  agrees(fixtures$death_order$logrank$p, ".015"),
  agrees(plain(ord$p), ".043"),
  agrees(1 / c(plain(ev$hr), plain(ev$upper), plain(ev$lower)), c("4.30", "0.89", "20.8")),
  agrees(log_rank(everyone)$p, ".048"),
  agrees(fisher(1, 11, 7, 12), ".027"),
  agrees(fisher(2, 12, 7, 12), ".089")
)

# mgus2, when cmprsk is there; nothing of it goes into a fixture.
if (requireNamespace("cmprsk", quietly = TRUE)) {
  mg <- mgus2
  mg$time <- ifelse(mg$pstat == 1, mg$ptime, mg$futime)
  mg$cause <- ifelse(mg$pstat == 1, 1, 2 * mg$death)
  ci <- cmprsk::cuminc(mg$time, mg$cause, mg$sex)
  at120 <- cmprsk::timepoints(ci, 120)$est[, 1]
  crr <- cmprsk::crr(mg$time, mg$cause, cbind(age = mg$age, male = as.integer(mg$sex == "M")))
  stopifnot(
    nrow(mg) == 1384,
    agrees(at120[c("F 1", "M 1")], c(".07388566", ".05531024")),
    agrees(ci$Tests[, "stat"], c("1.194508", "11.651259")),
    agrees(c(crr$coef[1], sqrt(crr$var[1, 1])), c("-.01733815", ".005737103")),
    agrees(c(crr$coef[2], sqrt(crr$var[2, 2])), c("-.26003824", ".185681035"))
  )
}

cat(sprintf("%d fixtures, %.0f kB; every printed number agrees.\n",
  length(list.files(out_dir, "[.]json$")), sum(file.size(list.files(out_dir, "[.]json$", full.names = TRUE))) / 1000))
if (length(quantile_differences)) {
  cat("Quantile limits where R and the first crossing differ:\n", paste0("  ", quantile_differences, "\n"), sep = "")
}
