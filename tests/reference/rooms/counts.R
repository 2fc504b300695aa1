# Two-by-two tables of trials: fisher.test, chisq.test, and the textbook formulas written out.
#
#   Rscript tests/reference/rooms/counts.R       (from the repository root, about a minute)
#
# fisher.test() solves for its odds ratio and limits with uniroot()'s default tolerance, 1e-4. The same equations are
# solved here to full precision, and must agree with fisher.test() to what it promises. mid-p: Fisher's p less half the
# probability of the observed table. Fragility: one change after another, fisher.test() after each.

suppressPackageStartupMessages(library(jsonlite))
source("tests/reference/json.R")

alpha <- 0.05

# The trials of the sample, in its order.
trials <- read.csv("www/samples/counts/1-trials.csv", comment.char = "#")
sample_tables <- lapply(seq_len(nrow(trials)), function(i) {
  with(trials[i, ], c(treated_events, treated_n, control_events, control_n))
})

# a of m against c of n: every table of two small arms, a grid with empty cells and margins, random ones, and large ones.
small <- unlist(lapply(0:3, function(a) lapply(0:4, function(c) c(a, 3, c, 4))), recursive = FALSE)
edges <- list(
  c(0, 12, 3, 29), c(3, 12, 0, 29), c(12, 12, 3, 29), c(0, 12, 29, 29), c(12, 12, 0, 29), c(0, 1, 1, 1), c(1, 1, 0, 1),
  c(0, 100, 0, 50), c(100, 100, 50, 50), c(5, 10, 20, 40), c(10, 20, 10, 20), c(10, 20, 20, 20), c(1, 1000, 1, 10),
  c(5, 10, 20, 100), c(40, 45, 45, 60), c(1, 9, 9, 10), c(7, 8, 5, 15), c(56, 70, 48, 80), c(9, 10, 3, 10), c(10, 10, 0, 20),
  c(1, 100, 9, 100), c(10, 10, 0, 10), c(2, 5, 2, 50), c(12, 17, 18, 42), c(7, 15, 13, 52), c(18, 42, 12, 17)
)
set.seed(20210105, kind = "Mersenne-Twister", sample.kind = "Rejection")
random <- lapply(1:140, function(i) {
  n <- round(exp(runif(2, log(3), log(if (i <= 100) 200 else 3000))))
  c(rbinom(1, n[1], rbeta(1, 0.7, 1.2)), n[1], rbinom(1, n[2], rbeta(1, 0.7, 1.2)), n[2])
})
large <- list(
  c(5000, 1e6, 5150, 1e6), c(5000, 1e6, 5600, 1e6), c(0, 1e6, 12, 1e6), c(3, 1e6, 12, 1e6), c(400000, 1e6, 401500, 1e6),
  c(999990, 1e6, 999970, 1e6), c(200, 1000, 190000, 1e6), c(100000, 2e5, 101000, 2e5), c(51000, 1e5, 50000, 1e5),
  c(30000, 1e5, 36000, 1e5), c(10, 50, 300000, 1e6), c(2100, 10000, 1900, 10000)
)
tables <- c(sample_tables, small, edges, random, large)

wilson <- function(x, n, z) {
  p <- x / n
  middle <- p + z^2 / (2 * n)
  reach <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
  limits <- (middle + c(-1, 1) * reach) / (1 + z^2 / n)
  c(p, if (x == 0) 0 else limits[1], if (x == n) 1 else limits[2])
}

ratios <- function(a, m, c, n, z) {
  b <- m - a
  d <- n - c
  wald <- function(log_ratio, variance) exp(log_ratio + c(0, -1, 1) * z * sqrt(variance))
  none <- rep(NA_real_, 3)
  empty <- a + c == 0 || b + d == 0
  list(
    risk_ratio = if (empty || a * c == 0) none else wald(log((a / m) / (c / n)), 1 / a - 1 / m + 1 / c - 1 / n),
    odds_ratio = if (empty || a * b * c * d == 0) none else wald(log(a) + log(d) - log(b) - log(c), 1 / a + 1 / b + 1 / c + 1 / d)
  )
}

differences <- function(a, m, c, n, z) {
  one <- wilson(a, m, z)
  two <- wilson(c, n, z)
  d <- (a * n - c * m) / (m * n)
  variance <- one[1] * (1 - one[1]) / m + two[1] * (1 - two[1]) / n
  list(
    risk = list(arr(one), arr(two)),
    newcombe = arr(c(
      d, d - sqrt((one[1] - one[2])^2 + (two[3] - two[1])^2), d + sqrt((one[3] - one[1])^2 + (two[1] - two[2])^2)
    )),
    wald = arr(if (variance == 0) rep(NA_real_, 3) else d + c(0, -1, 1) * z * sqrt(variance))
  )
}

# The conditional odds ratio and its limits: fisher.test()'s equations, in log odds, solved to the last digits.
conditional <- function(a, m, c, n, level, quick) {
  k <- a + c
  lo <- max(0, k - n)
  hi <- min(k, m)
  none <- rep(NA_real_, 3)
  if (lo == hi) {
    return(none)
  }
  support <- lo:hi
  logd <- dhyper(support, m, n, k, log = TRUE)
  weights <- function(theta) {
    w <- logd + theta * support
    exp(w - max(w))
  }
  mean_less_a <- function(theta) {
    w <- weights(theta)
    sum((support - a) * w) / sum(w)
  }
  ln_tail <- function(theta, upper) {
    w <- weights(theta)
    log(sum(w[if (upper) support >= a else support <= a]) / sum(w)) - log((1 - level) / 2)
  }
  guess <- log((a + .5) * (n - c + .5) / ((m - a + .5) * (c + .5)))
  solve_for <- function(f) {
    exp(uniroot(f, guess + c(-12, 12), tol = 1e-15, maxiter = 10000)$root)
  }
  value <- if (a == lo) 0 else if (a == hi) Inf else solve_for(mean_less_a)
  lower <- if (a == lo) 0 else solve_for(function(theta) max(ln_tail(theta, TRUE), -700))
  upper <- if (a == hi) Inf else solve_for(function(theta) max(ln_tail(theta, FALSE), -700))
  found <- c(value, lower, upper)
  theirs <- c(unname(quick$estimate), quick$conf.int)
  near <- is.finite(theirs) & theirs != 0
  stopifnot(identical(theirs[!near], found[!near]))
  # uniroot() looks for a root in t or 1/t on [0, 1], to 1.2e-4 in absolute terms.
  roots <- function(x) ifelse(x > 1, 1 / x, x)
  stopifnot(abs(roots(theirs[near]) - roots(found[near])) < 5e-4)
  found
}

fisher_p <- function(a, m, c, n) fisher.test(matrix(c(a, m - a, c, n - c), 2), conf.int = FALSE)$p.value

# In the arm with fewer events: of a significant result towards equal risks, else in both directions at once.
fragility <- function(a, m, c, n) {
  x <- c(a, c)
  size <- c(m, n)
  significant <- fisher_p(a, m, c, n) < alpha
  arm <- if (a < c) 1 else if (c < a) 2 else if (n > m) 2 else 1
  excess <- x[arm] / size[arm] - x[3 - arm] / size[3 - arm]
  steps <- if (!significant) c(-1, 1) else if (excess > 0) -1 else 1
  found <- list(significant = significant, arm = arm, change = steps[1], index = NA_real_)
  for (index in seq_len(size[arm])) {
    for (step in steps) {
      changed <- x
      changed[arm] <- x[arm] + step * index
      if (changed[arm] < 0 || changed[arm] > size[arm]) next
      if ((fisher_p(changed[1], m, changed[2], n) < alpha) != significant) {
        return(modifyList(found, list(change = step, index = index)))
      }
    }
  }
  found
}

case <- function(counts) {
  a <- counts[1]
  m <- counts[2]
  c <- counts[3]
  n <- counts[4]
  x <- matrix(c(a, m - a, c, n - c), 2)
  test <- fisher.test(x)
  empty <- a + c == 0 || a + c == m + n
  pearson <- suppressWarnings(chisq.test(x, correct = FALSE))
  yates <- suppressWarnings(chisq.test(x, correct = TRUE))
  at <- function(level) {
    z <- qnorm(1 - (1 - level) / 2)
    found <- ratios(a, m, c, n, z)
    c(
      list(level = level, risk_ratio = arr(found$risk_ratio), odds_ratio = arr(found$odds_ratio)),
      differences(a, m, c, n, z),
      list(conditional = arr(conditional(a, m, c, n, level, fisher.test(x, conf.level = level))))
    )
  }
  list(
    counts = arr(counts),
    levels = list(at(0.95), at(0.8)),
    fisher_p = test$p.value,
    mid_p = if (empty) NA_real_ else test$p.value - dhyper(a, m, n, a + c) / 2,
    pearson = arr(if (empty) c(NA_real_, NA_real_) else c(unname(pearson$statistic), pearson$p.value)),
    yates = arr(if (empty) c(NA_real_, NA_real_) else c(unname(yates$statistic), yates$p.value)),
    smallest_expected = min(outer(c(m, n), c(a + c, m + n - a - c)) / (m + n)),
    # Of the large tables only those are walked that are through in a minute.
    fragility = if (m + n > 50000) NULL else fragility(a, m, c, n)
  )
}

write_json_file("tests/reference/rooms/counts.json", list(
  made_with = list(
    r = as.character(getRversion()), stats = as.character(packageVersion("stats")),
    jsonlite = as.character(packageVersion("jsonlite")), script = "tests/reference/rooms/counts.R"
  ),
  n_sample = length(sample_tables),
  tables = lapply(tables, case)
))
