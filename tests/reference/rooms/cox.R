# Reference numbers for the Cox regression of any covariates.
#
# Run from the repository root:   Rscript tests/reference/rooms/cox.R
#
# Writes tests/reference/rooms/cox.json: data sets, models with their naive and robust variances and tests
# (survival::coxph), profile likelihood limits (coxph with an offset, uniroot) and Firth fits (written out below, from the
# definition, with numeric derivatives only).

suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
options(warn = 2, stringsAsFactors = FALSE)
RNGversion("4.2.0")
source("tests/reference/json.R")

strict <- coxph.control(eps = 1e-14, iter.max = 100, toler.chol = 1e-15)

# ---------------------------------------------------------------- data ------

number <- function(x) list(number = as.double(x))
category <- function(x) list(category = as.character(x), levels = if (is.factor(x)) levels(x) else sort(unique(as.character(x))))

sets <- list()
lu <- lung
lu$inst[is.na(lu$inst)] <- 99
sets$lung <- list(
  time = lu$time, status = lu$status - 1, strata = lu$inst,
  covariates = list(
    age = number(lu$age), sex = number(lu$sex), ph.ecog = number(lu$ph.ecog), ph.karno = number(lu$ph.karno),
    wt.loss = number(lu$wt.loss)
  )
)
ve <- veteran
sets$veteran <- list(
  time = ve$time, status = ve$status, strata = as.character(ve$celltype),
  covariates = list(
    trt = category(ve$trt), celltype = category(ve$celltype), karno = number(ve$karno), diagtime = number(ve$diagtime),
    age = number(ve$age), prior = number(ve$prior)
  )
)
sets$ovarian <- list(
  time = ovarian$futime, status = ovarian$fustat,
  covariates = list(
    age = number(ovarian$age), resid.ds = number(ovarian$resid.ds), rx = category(ovarian$rx), ecog.ps = number(ovarian$ecog.ps)
  )
)
sets$kidney <- list(
  time = kidney$time, status = kidney$status, cluster = kidney$id,
  covariates = list(age = number(kidney$age), sex = number(kidney$sex), disease = category(kidney$disease))
)
co <- colon[colon$etype == 2, ]
sets$colon <- list(
  time = co$time, status = co$status,
  covariates = list(
    rx = category(co$rx), sex = number(co$sex), age = number(co$age), obstruct = number(co$obstruct), perfor = number(co$perfor),
    adhere = number(co$adhere), nodes = number(co$nodes), differ = category(ifelse(is.na(co$differ), NA, paste0("d", co$differ))),
    extent = number(co$extent), surg = number(co$surg)
  )
)
pb <- pbc[!is.na(pbc$trt), ]
sets$pbc <- list(
  time = pb$time, status = as.integer(pb$status == 2),
  covariates = list(
    age = number(pb$age), edema = number(pb$edema), log.bili = number(log(pb$bili)), log.protime = number(log(pb$protime)),
    log.albumin = number(log(pb$albumin)), platelet = number(pb$platelet)
  )
)
sets$heart <- list(
  time = heart$stop, status = heart$event, entry = heart$start, cluster = heart$id,
  covariates = list(
    age = number(heart$age), year = number(heart$year), surgery = number(heart$surgery), transplant = category(heart$transplant)
  )
)
b1 <- bladder
sets$bladder <- list(
  time = b1$stop, status = b1$event, strata = b1$enum, cluster = b1$id,
  covariates = list(rx = category(b1$rx), size = number(b1$size), number = number(b1$number))
)
b2 <- bladder2
sets$bladder2 <- list(
  time = b2$stop, status = b2$event, entry = b2$start, strata = b2$enum, cluster = b2$id,
  covariates = list(rx = category(b2$rx), size = number(b2$size), number = number(b2$number))
)
set.seed(20210109)
n <- 200
x <- round(cbind(rnorm(n), runif(n), rexp(n)), 3)
g <- sample(c("p", "q", "r"), n, replace = TRUE)
latent <- rexp(n, 0.25 * exp(drop(x %*% c(0.6, -0.8, 0.3)) + 0.4 * (g == "q")))
sets$heavy <- list(
  time = pmin(ceiling(latent), 6), status = as.integer(latent <= 6 & runif(n) < 0.9), strata = sample(c("a", "b"), n, replace = TRUE),
  cluster = sample(1:60, n, replace = TRUE),
  covariates = list(x1 = number(x[, 1]), x2 = number(x[, 2]), x3 = number(x[, 3]), g = category(g))
)
# The same with entries: some come in on the days of events.
sets$heavy_entry <- sets$heavy
sets$heavy_entry$entry <- pmax(0, sets$heavy$time - sample(1:6, n, replace = TRUE))
set.seed(20210110)
n <- 400
x <- round(matrix(rnorm(10 * n), n) %*% chol(0.5^abs(outer(1:10, 1:10, "-"))), 3)
x[, 10] <- round(1000 + 0.01 * x[, 10], 4)
x[, 9] <- round(exp(2 * x[, 9]), 3)
latent <- rexp(n, exp(drop(x[, 1:8] %*% c(0.5, -0.4, 0.3, 0, 0.2, 0, -0.1, 0.3))))
cens <- runif(n, 0, 3)
sets$ten <- list(
  time = round(pmin(latent, cens), 4) + 1e-4, status = as.integer(latent <= cens),
  covariates = setNames(lapply(1:10, function(j) number(x[, j])), paste0("x", 1:10))
)
gehan <- MASS::gehan
sets$gehan <- list(
  time = gehan$time, status = gehan$cens, strata = gehan$pair,
  covariates = list(treat = list(category = as.character(gehan$treat), levels = c("control", "6-MP")))
)
sets$zero_event_arm <- list(
  time = c(3, 5, 7, 9, 11, 12, 4, 6, 8, 10, 12, 12), status = c(1, 1, 1, 1, rep(0, 8)),
  covariates = list(arm = category(rep(0:1, each = 6)), age = number(c(50, 61, 47, 58, 63, 49, 52, 60, 55, 57, 44, 51)))
)
# Nearly collinear: one weight in kilograms and in pounds, and an age with its powers.
set.seed(20210111)
n <- 36
kg <- round(rnorm(n, 75, 12), 1)
latent <- rexp(n, exp(0.03 * (kg - 75)))
sets$weights <- list(
  time = round(pmin(latent, 2), 3) + 0.001, status = as.integer(latent <= 2),
  covariates = list(kg = number(kg), lb = number(round(kg / 0.45359237)))
)
age <- round(rnorm(n, 60, 10))
latent <- rexp(n, exp(0.05 * (age - 60)))
sets$ages <- list(
  time = round(pmin(latent, 2), 3) + 0.001, status = as.integer(latent <= 2),
  covariates = list(age = number(age), age2 = number(age^2), age3 = number(age^3))
)

# The columns of some covariates: numbers, and marks of all levels but the first.
columns <- function(d, covariates) {
  do.call(cbind, lapply(covariates, function(name) {
    v <- d$covariates[[name]]
    if (!is.null(v$number)) return(setNames(data.frame(v$number), name))
    x <- sapply(v$levels[-1], function(level) as.numeric(v$category == level))
    as.data.frame(x)
  }))
}
surv_of <- function(d) if (is.null(d$entry)) Surv(d$time, d$status) else Surv(d$entry, d$time, d$status)

# -------------------------------------------------------------- models ------

lower <- function(m) arr(as.double(t(m)[upper.tri(m, diag = TRUE)]))

model <- function(set, covariates, ties, stratified = FALSE, robust = FALSE) {
  d <- sets[[set]]
  x <- as.matrix(columns(d, covariates))
  y <- surv_of(d)
  s <- if (stratified) d$strata else rep(1, nrow(x))
  keep <- complete.cases(x)
  dd <- data.frame(id = if (is.null(d$cluster)) seq_len(nrow(x)) else d$cluster, s = s)[keep, ]
  y <- y[keep]
  x <- x[keep, , drop = FALSE]
  rows <- seq_len(nrow(x))
  f <- coxph(y ~ x + strata(s), data = dd, ties = ties, control = strict)
  rob <- NULL
  if (robust) {
    r <- coxph(y ~ x + strata(s), data = dd, ties = ties, control = strict, cluster = id)
    rob <- list(
      n_clusters = length(unique(dd$id)), var = lower(r$var), wald = r$wald.test, score = r$rscore
    )
  }
  b <- unname(coef(f))
  list(
    set = set, covariates = arr(covariates), ties = ties, stratified = stratified, n = f$n, n_event = f$nevent,
    coef = arr(b), var = lower(f$var), z = arr(b / sqrt(diag(f$var))), p = arr(2 * pnorm(-abs(b / sqrt(diag(f$var))))),
    loglik_null = f$loglik[1], loglik = f$loglik[2], score = f$score, wald = unname(drop(b %*% solve(f$var, b))),
    lr = 2 * diff(f$loglik), robust = rob
  )
}
every <- function(set) names(sets[[set]]$covariates)
three <- c("efron", "breslow", "exact")
plan <- list(
  list("lung", every("lung"), FALSE, TRUE), list("lung", c("age", "sex", "wt.loss"), TRUE, TRUE),
  list("veteran", every("veteran"), FALSE, FALSE), list("veteran", setdiff(every("veteran"), "celltype"), TRUE, FALSE),
  list("ovarian", every("ovarian"), FALSE, FALSE), list("kidney", every("kidney"), FALSE, TRUE),
  list("colon", every("colon"), FALSE, FALSE), list("pbc", every("pbc"), FALSE, FALSE),
  list("heart", every("heart"), FALSE, TRUE), list("bladder", every("bladder"), TRUE, TRUE),
  list("bladder2", every("bladder2"), TRUE, TRUE), list("bladder2", every("bladder2"), FALSE, TRUE),
  list("heavy", every("heavy"), FALSE, TRUE), list("heavy", every("heavy"), TRUE, TRUE),
  list("heavy_entry", every("heavy_entry"), FALSE, TRUE), list("heavy_entry", every("heavy_entry"), TRUE, TRUE),
  list("ten", every("ten"), FALSE, FALSE), list("gehan", "treat", FALSE, FALSE), list("gehan", "treat", TRUE, FALSE)
)
models <- list()
for (p in plan) {
  # With delayed entry coxph writes out every choice of those tied; only `heart` has ties small enough for that.
  few <- is.null(sets[[p[[1]]]]$entry) || p[[1]] == "heart"
  for (ties in if (few) three else three[1:2]) {
    message(p[[1]], " ", ties)
    models[[length(models) + 1]] <- model(p[[1]], p[[2]], ties, p[[3]], p[[4]] && ties != "exact")
  }
}

# ------------------------------------------------------------- profile ------

# With `turned`, the other columns are replaced by orthogonal ones of the same span, which leaves the profile as it is.
profile_limits <- function(set, covariates, ties, turned = FALSE) {
  d <- sets[[set]]
  x <- as.matrix(columns(d, covariates))
  keep <- complete.cases(x)
  x <- x[keep, , drop = FALSE]
  y <- surv_of(d)[keep]
  f <- coxph(y ~ x, ties = ties, control = strict)
  se <- sqrt(diag(f$var))
  q <- qchisq(0.95, 1)
  limit <- function(j, side) {
    drop <- function(b) {
      held <- b * x[, j]
      l <- if (ncol(x) == 1) {
        coxph(y ~ offset(held), ties = ties)$loglik[1]
      } else {
        others <- x[, -j, drop = FALSE]
        if (turned) {
          others <- qr.Q(qr(scale(others)))
          held <- b * qr.resid(qr(others), x[, j] - mean(x[, j]))
        }
        coxph(y ~ others + offset(held), ties = ties, control = strict)$loglik[2]
      }
      2 * (f$loglik[2] - l) - q
    }
    b <- coef(f)[j]
    far <- b + side * c(0.5, 4) * 1.96 * se[j]
    unname(uniroot(drop, sort(far), tol = 1e-13 * max(1, abs(b)), maxiter = 200)$root)
  }
  k <- seq_len(ncol(x))
  list(
    set = set, covariates = arr(covariates), ties = ties, lower = arr(sapply(k, limit, -1)), upper = arr(sapply(k, limit, 1))
  )
}
profiles <- list(
  profile_limits("lung", every("lung"), "efron"), profile_limits("ovarian", every("ovarian"), "breslow"),
  profile_limits("heart", every("heart"), "efron"), profile_limits("heavy", c("x1", "g"), "exact"),
  profile_limits("gehan", "treat", "exact"), profile_limits("gehan", "treat", "efron"),
  profile_limits("weights", every("weights"), "efron", TRUE), profile_limits("ages", every("ages"), "breslow", TRUE)
)

# --------------------------------------------------------------- firth ------

# Log likelihood and information from the definition, event time by event time.
parts <- function(d, x, b, ties) {
  w <- exp(drop(x %*% b))
  entry <- if (is.null(d$entry)) rep(-Inf, length(w)) else d$entry
  l <- 0
  info <- matrix(0, ncol(x), ncol(x))
  for (t in sort(unique(d$time[d$status == 1]))) {
    risk <- entry < t & d$time >= t
    dead <- d$time == t & d$status == 1
    m <- sum(dead)
    l <- l + sum(x[dead, , drop = FALSE] %*% b)
    for (r in seq_len(m) - 1) {
      v <- w * risk - if (ties == "efron") r / m * w * dead else 0
      s <- sum(v)
      mean <- colSums(v * x) / s
      l <- l - log(s)
      info <- info + crossprod(x, v * x) / s - mean %o% mean
    }
  }
  list(l = l, info = info)
}
firth <- function(set, covariates, ties, limits = TRUE) {
  d <- sets[[set]]
  x <- as.matrix(columns(d, covariates))
  spread <- apply(x, 2, sd)
  x <- scale(x, center = TRUE, scale = spread)
  p <- ncol(x)
  pen <- function(b) {
    v <- parts(d, x, b, ties)
    v$l + 0.5 * as.numeric(determinant(v$info)$modulus)
  }
  # Sixth-order central differences.
  slope <- function(b, k) {
    h <- 0.01
    at <- function(m) pen(replace(b, k, b[k] + m * h))
    (45 * (at(1) - at(-1)) - 9 * (at(2) - at(-2)) + (at(3) - at(-3))) / (60 * h)
  }
  top <- function(b, free) {
    if (length(free) == 0) return(b)
    for (i in 1:60) {
      g <- sapply(free, function(k) slope(b, k))
      # Curvature by differences of the slope; it only sets the pace.
      h <- 1e-3
      bend <- sapply(free, function(k) {
        sapply(free, function(m) (slope(replace(b, k, b[k] + h), m) - slope(replace(b, k, b[k] - h), m)) / (2 * h))
      })
      step <- -solve(matrix(bend, length(free)), g)
      if (any(step %*% g < 0)) step <- solve(parts(d, x, b, ties)$info[free, free], g)
      step <- step * min(1, 2 / max(abs(step)))
      while (pen(replace(b, free, b[free] + step)) < pen(b) - 1e-12 * abs(pen(b))) step <- step / 2
      b[free] <- b[free] + step
      if (max(abs(step)) < 1e-11) break
    }
    b
  }
  b <- top(rep(0, p), seq_len(p))
  best <- pen(b)
  q <- qchisq(0.95, 1)
  se <- sqrt(diag(solve(parts(d, x, b, ties)$info)))
  held <- function(j, v) pen(top(replace(b, j, v), setdiff(seq_len(p), j)))
  limit <- function(j, side) {
    if (!limits) return(NA_real_)
    far <- b[j] + side * c(0.3, 8) * 1.96 * se[j]
    uniroot(function(v) 2 * (best - held(j, v)) - q, sort(far), tol = 1e-12)$root / spread[[j]]
  }
  k <- seq_len(p)
  list(
    set = set, covariates = arr(covariates), ties = ties, coef = arr(b / spread), se = arr(se / spread),
    lr = arr(2 * (best - sapply(k, held, 0))), lr_all = 2 * (best - pen(rep(0, p))),
    lower = arr(sapply(k, limit, -1)), upper = arr(sapply(k, limit, 1))
  )
}
firths <- list(
  firth("gehan", "treat", "breslow"), firth("gehan", "treat", "efron"), firth("zero_event_arm", "arm", "breslow"),
  firth("zero_event_arm", c("arm", "age"), "efron"), firth("ovarian", every("ovarian"), "efron"),
  firth("ovarian", every("ovarian"), "breslow"), firth("heart", every("heart"), "breslow", FALSE),
  firth("heavy_entry", every("heavy_entry"), "efron", FALSE), firth("kidney", every("kidney"), "efron", FALSE)
)
f <- firths[[1]]
stopifnot(abs(f$coef[[1]] + 1.479338) < 1e-6, abs(f$se[[1]] - 0.407350) < 1e-6,
  abs(exp(f$lower[[1]]) - 0.099034) < 1e-6, abs(exp(f$upper[[1]]) - 0.486310) < 1e-6)
f <- firths[[3]]
stopifnot(abs(f$coef[[1]] + log(9)) < 1e-8, abs(exp(f$lower[[1]]) - 0.00083849) < 1e-8, abs(exp(f$upper[[1]]) - 1.04051) < 1e-5)

# --------------------------------------------------------------- write ------

covariate <- function(name, v) {
  if (!is.null(v$number)) list(name = name, number = arr(v$number)) else list(name = name, levels = arr(v$levels), category = arr(v$category))
}
write_json_file("tests/reference/rooms/cox.json", list(
  made_with = list(
    r = R.version.string, survival = as.character(packageVersion("survival")), mass = as.character(packageVersion("MASS")),
    script = "tests/reference/rooms/cox.R"
  ),
  data = lapply(names(sets), function(name) {
    d <- sets[[name]]
    list(
      name = name, time = arr(as.double(d$time)), status = arr(as.integer(d$status)),
      entry = if (!is.null(d$entry)) arr(as.double(d$entry)),
      strata = if (!is.null(d$strata)) arr(as.character(d$strata)),
      cluster = if (!is.null(d$cluster)) arr(as.integer(d$cluster)),
      covariates = Map(covariate, names(d$covariates), d$covariates) |> unname()
    )
  }),
  models = models, profiles = profiles, firths = firths
))
