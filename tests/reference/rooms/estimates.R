# Numbers from R for the estimates of one group and the differences of two: cumulative hazard, restricted
# means, milestones, length of follow-up, rates; and the special functions that the rates need.
#
# Run from the repository root:   Rscript tests/reference/rooms/estimates.R
#
# Reads the data of tests/reference/fixtures, writes tests/reference/rooms/estimates.json. Two runs give the
# same bytes. survRM2 is not asked: its formula is written out below and held against survival's own.

suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
options(warn = 2, stringsAsFactors = FALSE)
source("tests/reference/json.R")

names_of_sets <- c(
  "all_censored", "all_events_one_time", "aml", "colon", "death_order", "flat_half", "four_arms", "gehan",
  "hand_case", "heart_entry", "heavy_ties", "kidney", "lung", "near_ties", "one_subject", "ovarian", "pbc",
  "recovery", "time_zero", "tiny_scale", "veteran_celltype", "veteran_trt", "zero_event_arm"
)
read_data <- function(name) fromJSON(file.path("tests/reference/fixtures", paste0(name, ".json")))$data
z_of <- function(level) qnorm(1 - (1 - level) / 2)

surv_of <- function(d, k, status = d$status) {
  here <- d$group == d$levels[k]
  y <- if (is.null(d$entry)) Surv(d$time, status) else Surv(d$entry, d$time, status)
  # Times are made the same in the whole data set, as survfit(y ~ group) does.
  aeqSurv(y)[here]
}

# ----------------------------------------------------- cumulative hazard ----

# survfit's std.chaz is the root of the variance, for ctype 1 and 2.
cum_haz <- function(y) {
  by_type <- lapply(1:2, function(type) {
    f <- survfit(y ~ 1, ctype = type, timefix = FALSE)
    list(cum_haz = arr(f$cumhaz), se = arr(f$std.chaz))
  })
  list(poisson = by_type[[1]], corrected = by_type[[2]])
}
# Klein & Moeschberger's limits, at the middle and the last step.
haz_limits <- function(y, level) {
  f <- survfit(y ~ 1, ctype = 1, timefix = FALSE)
  at <- unique(c(ceiling(length(f$time) / 2), length(f$time)))
  h <- f$cumhaz[at]
  factor <- ifelse(h > 0, exp(z_of(level) * f$std.chaz[at] / h), 1)
  list(level = level, step = arr(at - 1), lower = arr(h / factor), upper = arr(h * factor))
}

# ------------------------------------------------------- restricted mean ----

# rmst1 of survRM2 1.0-4, with the area above the curve summed by itself; NULL where it is not known.
rmst <- function(y, tau) {
  f <- survfit(y ~ 1, timefix = FALSE)
  last <- length(f$time)
  if (tau > f$time[last] && f$surv[last] > 0) return(NULL)
  idx <- f$time <= tau
  wk.time <- sort(c(f$time[idx], tau))
  time.diff <- diff(c(0, wk.time))
  areas <- time.diff * c(1, f$surv[idx])
  n <- f$n.risk[idx]
  d <- f$n.event[idx]
  wk.var <- c(ifelse((n - d) == 0, 0, d / (n * (n - d))), 0)
  found <- list(
    rmst = sum(areas), rmtl = sum(time.diff * (1 - c(1, f$surv[idx]))),
    var = sum(cumsum(rev(areas[-1]))^2 * rev(wk.var)[-1])
  )
  # What print(f, rmean = tau) asks; summary() refuses a tau before the first time.
  table <- survival:::survmean(f, rmean = tau)$matrix
  stopifnot(all.equal(c(found$rmst, sqrt(found$var)), unname(table[c("rmean", "se(rmean)")]), tolerance = 1e-12))
  found
}
z_test <- function(value, se) {
  if (se > 0) list(z = value / se, p = 2 * pnorm(-abs(value / se))) else list(z = NA_real_, p = NA_real_)
}
difference <- function(a, b, va, vb, level = 0.95) {
  se <- sqrt(va + vb)
  c(list(estimate = a - b, se = se, lower = a - b - z_of(level) * se, upper = a - b + z_of(level) * se), z_test(a - b, se))
}
ratio <- function(a, b, va, vb, level = 0.95) {
  if (a <= 0 || b <= 0) return(NULL)
  se <- sqrt(va / a / a + vb / b / b)
  l <- log(a) - log(b)
  c(list(estimate = exp(l), se = se, lower = exp(l - z_of(level) * se), upper = exp(l + z_of(level) * se)), z_test(l, se))
}

rmst_of <- function(d, ys) {
  lasts <- sapply(ys, function(y) max(y[, ncol(y) - 1]))
  events <- sort(unique(unlist(lapply(ys, function(y) y[y[, ncol(y)] == 1, ncol(y) - 1]))))
  tau <- min(lasts)
  taus <- c(tau, 0.37 * tau, if (length(events)) events[ceiling(length(events) / 3)], 1.5 * max(lasts))
  list(default_tau = tau, at = lapply(unique(taus[taus > 0]), function(tau) {
    found <- lapply(ys, rmst, tau)
    first <- found[[1]]
    list(
      tau = tau,
      groups = lapply(found, function(x) {
        if (is.null(x)) return(NULL)
        reach <- z_of(0.95) * sqrt(x$var)
        list(
          rmst = x$rmst, rmtl = x$rmtl, se = sqrt(x$var), rmst_limits = arr(x$rmst + c(-1, 1) * reach),
          rmtl_limits = arr(x$rmtl + c(-1, 1) * reach)
        )
      }),
      # Each of the others against the first.
      against_first = lapply(found[-1], function(x) {
        if (is.null(x) || is.null(first)) return(NULL)
        list(
          difference = difference(x$rmst, first$rmst, x$var, first$var),
          ratio = ratio(x$rmst, first$rmst, x$var, first$var),
          rmtl_ratio = ratio(x$rmtl, first$rmtl, x$var, first$var)
        )
      })
    )
  }))
}

# ------------------------------------------------------------ milestones ----

milestone <- function(y, t) {
  stop_at <- y[, ncol(y) - 1]
  # Beyond the last follow-up nothing is known, unless the curve has come down to 0: survfit carries it on.
  if (t > max(stop_at) && min(survfit(y ~ 1, timefix = FALSE)$surv) > 0) return(NULL)
  entry <- if (ncol(y) == 3) y[, 1] else rep(-Inf, nrow(y))
  at <- function(type) {
    f <- survfit(y ~ 1, conf.type = type, timefix = FALSE)
    i <- findInterval(t, f$time)
    if (i == 0) c(1, 0, 1, 1) else c(f$surv[i], f$std.err[i], f$lower[i], f$upper[i])
  }
  log_log <- at("log-log")
  plain <- at("plain")
  surv <- log_log[1]
  limits <- function(x) if (surv == 0) NULL else if (surv == 1) arr(c(1, 1)) else arr(x[3:4])
  list(
    surv = surv, se = if (surv == 0) NA_real_ else surv * log_log[2],
    log_log = limits(log_log), plain = limits(plain),
    n_risk = sum((entry < t | (t == 0 & entry == 0)) & stop_at >= t), n_event = sum(y[, ncol(y)] == 1 & stop_at <= t)
  )
}
milestones_of <- function(ys) {
  times <- sort(unlist(lapply(ys, function(y) y[, ncol(y) - 1])))
  asked <- c(0, times[ceiling(length(times) * c(0.25, 0.5, 0.8))], 0.61 * max(times), max(times))
  lapply(unique(asked), function(t) {
    found <- lapply(ys, milestone, t)
    first <- found[[1]]
    list(
      time = t, groups = found,
      against_first = lapply(found[-1], function(x) {
        if (is.null(x) || is.null(first)) return(NULL)
        # A curve at 0 counts as known: everybody has had the event.
        variance <- function(at) if (at$surv == 0) 0 else at$se^2
        difference(x$surv, first$surv, variance(x), variance(first))
      })
    )
  })
}

# ------------------------------------------------------------- follow-up ----

# The rule of make.R: the first time at which the band is at or below 1 - p, the midpoint where it is flat.
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
follow_up <- function(y, where) {
  status <- y[, ncol(y)]
  y[, ncol(y)] <- 1 - status
  probs <- c(0.25, 0.5, 0.75)
  quartiles <- lapply(c("log-log", "log"), function(type) {
    f <- survfit(y ~ 1, conf.type = type, timefix = FALSE)
    r <- quantile(f, probs)
    rule <- lapply(list(quantile = f$surv, lower = f$lower, upper = f$upper), function(b) first_crossing(f$time, b, probs))
    for (part in names(rule)) {
      # R sorts a band before it looks a level up; the two differ only where a band rises.
      if (!isTRUE(all.equal(unname(r[[part]]), rule[[part]], tolerance = 1e-12))) {
        band <- f[[if (part == "quantile") "surv" else part]]
        stopifnot(any(diff(band[!is.na(band)]) > 0))
        cat(sprintf("follow-up of %s, %s %s: R %s, first crossing %s\n", where, type, part,
          paste(r[[part]], collapse = " "), paste(rule[[part]], collapse = " ")))
      }
    }
    list(conf_type = type, value = arr(rule$quantile), lower = arr(rule$lower), upper = arr(rule$upper))
  })
  list(surv = arr(survfit(y ~ 1, timefix = FALSE)$surv), quartiles = quartiles)
}

# ----------------------------------------------------------------- rates ----

rate <- function(x, time, level) {
  if (time == 0) return(NULL)
  test <- poisson.test(x, time, conf.level = level)
  list(level = level, rate = unname(test$estimate), lower = test$conf.int[1], upper = test$conf.int[2])
}
rate_ratio <- function(x, time, level) {
  if (sum(x) == 0 || any(time == 0)) return(NULL)
  test <- poisson.test(x, time, conf.level = level)
  infinite <- function(v) if (is.finite(v)) v else NA_real_
  list(
    level = level, ratio = infinite(unname(test$estimate)), lower = test$conf.int[1],
    upper = infinite(test$conf.int[2]), p = test$p.value
  )
}
rates_of <- function(ys) {
  x <- sapply(ys, function(y) sum(y[, ncol(y)]))
  time <- sapply(ys, function(y) if (ncol(y) == 3) sum(y[, 2] - y[, 1]) else sum(y[, 1]))
  list(
    n_event = arr(x), person_time = arr(time),
    rates = lapply(seq_along(x), function(k) lapply(c(0.95, 0.9), function(l) rate(x[k], time[k], l))),
    against_first = lapply(seq_along(x)[-1], function(k) rate_ratio(x[c(k, 1)], time[c(k, 1)], 0.95))
  )
}
pairs <- list(
  c(0, 1, 3, 1), c(3, 0.5, 0, 2), c(1, 1, 1, 1), c(2, 7, 9, 7), c(11, 800, 23, 1051), c(5, 1e-3, 4, 1e3),
  c(1000, 1000, 1100, 1000), c(40, 1e4, 1, 1), c(100000, 3, 101000, 3), c(250, 10, 900, 30), c(30, 10, 10, 10),
  c(10, 10, 30, 10), c(6, 6, 3, 3), c(7, 2.5, 7, 2.4)
)

# ----------------------------------------------------- special functions ----

# qgamma stops about 1e-13 from the root; Newton steps for the logarithm of the tail go the rest of the way.
polished_gamma <- function(p, a, lower) {
  q <- qgamma(p, a, lower.tail = lower)
  for (i in 1:3) {
    tail <- pgamma(q, a, lower.tail = lower, log.p = TRUE)
    slope <- (if (lower) 1 else -1) * exp(dgamma(q, a, log = TRUE) - tail)
    q <- q + (log(p) - tail) / slope
  }
  q
}
gamma_a <- c(0.1, 0.5, 1, 1.5, 2, 5, 15, 16, 17.5, 40, 100, 1000, 1e5, 1e6)
tail_p <- c(1e-290, 1e-100, 1e-20, 1e-8, 1e-4, 0.005, 0.025, 0.05, 0.3, 0.5, 0.7, 0.975, 0.999999)
gammas <- lapply(gamma_a, function(a) {
  lower <- polished_gamma(tail_p, a, TRUE)
  upper <- polished_gamma(tail_p, a, FALSE)
  kept <- !is.na(lower) & lower > 1e-280
  x <- sort(unique(signif(c(lower[kept], upper, a), 7)))
  x <- x[pgamma(x, a) > 1e-300 & pgamma(x, a, lower.tail = FALSE) > 1e-300]
  list(
    a = a, x = arr(x), lower = arr(pgamma(x, a)), upper = arr(pgamma(x, a, lower.tail = FALSE)),
    p = arr(tail_p[kept]), lower_quantile = arr(lower[kept]), q = arr(tail_p), upper_quantile = arr(upper)
  )
})

beta_ab <- list(
  c(0.5, 0.5), c(0.5, 40), c(1, 1), c(1, 12), c(2, 5), c(5, 2), c(40, 41), c(3, 900), c(900, 3), c(1000, 1000),
  c(1e5, 3), c(3, 1e5), c(1e5, 2e5), c(1e6, 1e6)
)
betas <- lapply(beta_ab, function(ab) {
  a <- ab[1]
  b <- ab[2]
  # With more, a unit in the last place of x is worth more than 1e-12 far out in the tails.
  least <- if (a + b > 1e5) 1e-10 else 1e-300
  tail_p <- tail_p[tail_p >= least]
  quantile <- qbeta(tail_p, a, b)
  rest <- qbeta(tail_p, b, a, lower.tail = FALSE) # 1 - quantile
  kept <- quantile > 1e-280 & rest > 1e-280 & quantile < 1
  x <- sort(unique(signif(c(quantile[kept], a / (a + b), qbeta(tail_p, a, b, lower.tail = FALSE)), 7)))
  x <- x[x > 0 & x < 1]
  x <- x[pbeta(x, a, b) > 0.9 * least & pbeta(x, a, b, lower.tail = FALSE) > 0.9 * least]
  list(
    a = a, b = b, x = arr(x), lower = arr(pbeta(x, a, b)), upper = arr(pbeta(x, a, b, lower.tail = FALSE)),
    p = arr(tail_p[kept]), quantile = arr(quantile[kept]), odds = arr((quantile / rest)[kept])
  )
})
ln_gamma_x <- c(1e-5, 0.1, 0.5, 0.9, 1, 1.1, 1.4616, 1.5, 2, 2.5, 3, 7.7, 10, 100, 171.5, 1e4, 1e8)

# ------------------------------------------------------------------ write ---

estimates <- list(
  made_with = list(
    r = R.version.string, survival = as.character(packageVersion("survival")),
    script = "tests/reference/rooms/estimates.R"
  ),
  sets = lapply(names_of_sets, function(name) {
    d <- read_data(name)
    ys <- lapply(seq_along(d$levels), function(k) surv_of(d, k))
    list(
      name = name,
      # tiny_scale has the counts of lung.
      cum_haz = if (name == "tiny_scale") list() else lapply(ys, cum_haz),
      haz_limits = lapply(ys, haz_limits, 0.9),
      rmst = rmst_of(d, ys),
      milestones = milestones_of(ys),
      follow_up = lapply(seq_along(ys), function(k) follow_up(ys[[k]], paste(name, d$levels[k]))),
      rates = rates_of(ys)
    )
  }),
  rate_pairs = lapply(pairs, function(v) {
    list(
      n_event = arr(v[c(1, 3)]), person_time = arr(v[c(2, 4)]),
      first = rate(v[1], v[2], 0.99), ratio = rate_ratio(v[c(1, 3)], v[c(2, 4)], 0.95)
    )
  }),
  ln_gamma = list(x = arr(ln_gamma_x), value = arr(lgamma(ln_gamma_x))),
  gamma = gammas,
  beta = betas,
  binomial = lapply(list(c(0, 5, 0.3), c(5, 5, 0.3), c(3, 10, 0.01), c(400, 1000, 0.5), c(5e5, 1e6, 0.49)), function(v) {
    list(k = v[1], n = v[2], p = v[3], ln_probability = dbinom(v[1], v[2], v[3], log = TRUE))
  })
)
write_json_file("tests/reference/rooms/estimates.json", estimates)

# ----------------------------------------------------------------- checks ---

# The numbers printed in the numerical conventions.
agrees <- function(x, printed) {
  digits <- nchar(sub("^[^.]*\\.", "", printed))
  all(abs(unlist(x) - as.numeric(printed)) <= 0.5000001 * 10^-digits)
}
groups_of <- function(name) {
  d <- read_data(name)
  lapply(seq_along(d$levels), function(k) surv_of(d, k))
}
gehan <- lapply(groups_of("gehan"), rmst, 23)
lung <- lapply(groups_of("lung"), rmst, 365)
at_365 <- lapply(groups_of("lung"), milestone, 365)
three <- c("estimate", "lower", "upper")
stopifnot(
  agrees(c(gehan[[2]]$rmst, sqrt(gehan[[2]]$var)), c("17.90924", "1.55319")),
  agrees(c(gehan[[1]]$rmst, sqrt(gehan[[1]]$var)), c("8.666667", "1.37739")),
  agrees(difference(gehan[[2]]$rmst, gehan[[1]]$rmst, gehan[[2]]$var, gehan[[1]]$var)[three], c("9.242577", "5.17377", "13.31138")),
  agrees(ratio(gehan[[2]]$rmst, gehan[[1]]$rmst, gehan[[2]]$var, gehan[[1]]$var)[three], c("2.066451", "1.44915", "2.94671")),
  agrees(difference(lung[[2]]$rmst, lung[[1]]$rmst, lung[[2]]$var, lung[[1]]$var)[three], c("55.97032", "26.65294", "85.28771")),
  agrees(
    difference(at_365[[2]]$surv, at_365[[1]]$surv, at_365[[2]]$se^2, at_365[[1]]$se^2)[three],
    c(".190375", ".045628", ".335122")
  )
)
cat(sprintf("%.0f kB; every printed number agrees.\n", file.size("tests/reference/rooms/estimates.json") / 1000))
