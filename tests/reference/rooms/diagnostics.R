# Reference numbers for the diagnostics of Cox models: tests of proportional hazards, residuals, baseline
# hazards, predicted and adjusted curves.
#
# Run from the repository root:   Rscript tests/reference/rooms/diagnostics.R
#
# Writes tests/reference/rooms/diagnostics.json; two runs give the same bytes. Data sets are sorted by stratum and time first,
# so that rows stand as a design has them.

suppressPackageStartupMessages({
  library(survival)
  library(splines)
  library(jsonlite)
})
options(warn = 1, stringsAsFactors = FALSE)
source("tests/reference/json.R")

transforms <- c("km", "identity", "rank", "log")

# ------------------------------------------------------------------ data ----

# `x` is a data frame: numbers, and factors whose first level is the reference.
dataset <- function(time, status, x, entry = NULL, strata = NULL) {
  keep <- complete.cases(x)
  strata <- if (is.null(strata)) factor(rep("all", length(time))) else factor(strata)
  o <- order(as.integer(strata), time)
  o <- o[keep[o]]
  list(
    time = as.double(time)[o], status = as.integer(status)[o], x = x[o, , drop = FALSE],
    entry = if (is.null(entry)) NULL else as.double(entry)[o],
    strata = if (nlevels(strata) > 1) strata[o] else NULL
  )
}
shared <- function(name) fromJSON(file.path("tests/reference/fixtures", paste0(name, ".json")))$data

vet <- data.frame(
  trt = factor(veteran$trt), celltype = factor(as.character(veteran$celltype), unique(as.character(veteran$celltype))),
  karno = veteran$karno, age = veteran$age
)
pb <- pbc[1:150, ]
ht <- shared("heavy_ties")
wave <- ((seq_along(ht$time) * 37) %% 101) / 20
ht_x <- data.frame(group = factor(ht$group, ht$levels), wave = wave)
cd <- colon[colon$etype == 2, ]

sets <- list(
  hand_case = dataset(c(1, 1, 6, 6, 8, 9), c(1, 0, 1, 1, 0, 1), data.frame(group = factor(c(1, 1, 1, 0, 0, 0)))),
  lung = dataset(lung$time, lung$status - 1, data.frame(sex = factor(lung$sex), age = lung$age, ph.ecog = lung$ph.ecog)),
  veteran = dataset(veteran$time, veteran$status, vet),
  veteran_strata = dataset(veteran$time, veteran$status, vet[c("trt", "karno", "age")], strata = vet$celltype),
  ovarian = dataset(ovarian$futime, ovarian$fustat, data.frame(rx = factor(ovarian$rx), age = ovarian$age)),
  kidney = dataset(kidney$time, kidney$status, data.frame(sex = factor(kidney$sex), age = kidney$age, disease = kidney$disease)),
  pbc = dataset(pb$time, as.integer(pb$status == 2), data.frame(stage = factor(pmax(pb$stage, 2)), age = pb$age, bili = log(pb$bili))),
  heart = dataset(heart$stop, heart$event, data.frame(transplant = factor(heart$transplant), age = heart$age), heart$start),
  heart_strata = dataset(heart$stop, heart$event, data.frame(transplant = factor(heart$transplant), age = heart$age), heart$start, heart$surgery),
  heavy_ties = dataset(ht$time, ht$status, ht_x),
  # Delayed entry among heavy ties, in two strata.
  late_ties = dataset(ht$time, ht$status, ht_x, ifelse(seq_along(ht$time) %% 3 == 0, floor(ht$time / 2), 0), seq_along(ht$time) %% 2),
  # A column and a term that do not vary in one of two strata.
  constant_in_stratum = dataset(
    veteran$time, veteran$status,
    data.frame(
      cell = factor(ifelse(veteran$trt == 1, "squamous", as.character(veteran$celltype)), levels(factor(as.character(veteran$celltype)))[c(4, 1:3)]),
      karno = ifelse(veteran$trt == 2, 60, veteran$karno), age = veteran$age
    ), strata = veteran$trt
  ),
  colon = dataset(cd$time, cd$status, data.frame(rx = factor(as.character(cd$rx), c("Obs", "Lev", "Lev+5FU")), age = cd$age, nodes = cd$nodes))
)
# What is written of each: "full" has the numbers of every row.
full <- setdiff(names(sets), "colon")
both_ties <- c("hand_case", "veteran", "heart", "heavy_ties", "late_ties", "ovarian", "veteran_strata")

# ------------------------------------------------------------------- fit ----

surv_of <- function(d) if (is.null(d$entry)) Surv(d$time, d$status) else Surv(d$entry, d$time, d$status)

# Restarted until the coefficients rest; see tests/reference/README.md.
fit_of <- function(formula, frame, ties) {
  control <- coxph.control(eps = 1e-14, iter.max = 100, toler.chol = 1e-15)
  run <- function(init) {
    # The formula and the data go into the call, where cox.zph and survfit look for them.
    call <- bquote(coxph(.(formula), .(frame), ties = .(ties), control = .(control), x = TRUE, y = TRUE))
    if (!is.null(init)) call$init <- init
    suppressWarnings(eval(call))
  }
  fit <- run(NULL)
  for (i in 1:20) {
    again <- run(as.vector(coef(fit)))
    rests <- max(abs(coef(again) - coef(fit)) / abs(coef(again))) < 1e-13
    fit <- again
    if (rests) break
  }
  fit
}

# ------------------------------------------------------------------ parts ---

# Of long columns every k-th number is written, the first among them, so that 18 to 36 are: `thin(1:100)` is 1, 6, 11 ...
thin <- function(x) arr(x[seq(1, length(x), by = max(1, length(x) %/% 18))])

test_rows <- function(table) {
  lapply(seq_len(nrow(table)), function(i) list(chi_sq = table[i, 1], df = table[i, 2], p = table[i, 3]))
}

zph <- function(fit, transform) {
  by_term <- cox.zph(fit, transform)$table
  by_column <- cox.zph(fit, transform, terms = FALSE)$table
  n <- nrow(by_term)
  list(
    transform = transform, columns = test_rows(by_column[-nrow(by_column), , drop = FALSE]),
    terms = test_rows(by_term[-n, , drop = FALSE]), global = test_rows(by_term[n, , drop = FALSE])[[1]]
  )
}

# `y` in the order of the rows: with delayed entry cox.zph turns tied events round.
zph_points <- function(d, fit, transform) {
  z <- cox.zph(fit, transform)
  strata <- if (is.null(d$strata)) rep(0, length(d$time)) else as.integer(d$strata) - 1
  index <- if (is.null(d$entry)) order(strata, d$time) else rev(order(-strata, -d$time))
  index <- index[d$status[index] == 1]
  stopifnot(identical(unname(z$time), d$time[index]))
  o <- order(index)
  # As plot.cox.zph: survival has no function that gives these numbers.
  grid <- seq(min(z$x), max(z$x), length = 40)
  basis <- ns(c(grid, z$x), df = 4, intercept = TRUE)
  pmat <- basis[1:40, ]
  curves <- lapply(seq_len(ncol(z$y)), function(i) {
    keep <- !is.na(z$y[, i])
    q <- qr(basis[-(1:40), ][keep, , drop = FALSE])
    if (q$rank < 4) return(NULL)
    inverse <- backsolve(qr.R(q), diag(4))
    stopifnot(identical(q$pivot, 1:4))
    list(
      fit = thin(pmat %*% qr.coef(q, z$y[keep, i])),
      se = thin(sqrt(z$var[i, i] * rowSums((pmat %*% inverse %*% t(inverse)) * pmat)))
    )
  })
  list(
    transform = transform, x = thin(z$x[o]), grid = thin(grid), variance = arr(diag(z$var)),
    y = lapply(seq_len(ncol(z$y)), function(i) thin(z$y[o, i])), curves = curves
  )
}

columns_of <- function(m) {
  m <- as.matrix(m)
  lapply(seq_len(ncol(m)), function(j) thin(m[, j]))
}

residual_set <- function(fit) {
  of <- function(type) residuals(fit, type = type)
  list(
    martingale = thin(of("martingale")), deviance = thin(of("deviance")), score = columns_of(of("score")),
    schoenfeld = columns_of(of("schoenfeld")), scaled_schoenfeld = columns_of(of("scaledsch")),
    dfbeta = columns_of(of("dfbeta")), dfbetas = columns_of(of("dfbetas"))
  )
}

# One curve of a stratum at its event times. `rows` picks the stratum in a survfit of one row.
at_events <- function(s, stratum, name) {
  n <- if (is.null(s$strata)) length(s$time) else s$strata
  rows <- split(seq_along(s$time), rep(seq_along(n), n))[[stratum]]
  s[[name]][rows[s$n.event[rows] > 0]]
}

predictions <- function(fit, d, rows) {
  n_strata <- if (is.null(d$strata)) 1 else nlevels(d$strata)
  hazard <- basehaz(fit, centered = FALSE)$hazard
  s <- survfit(fit)
  s$basehaz <- hazard
  baseline <- lapply(seq_len(n_strata), function(k) {
    list(
      time = thin(at_events(s, k, "time")), n_risk = thin(at_events(s, k, "n.risk")), n_event = thin(at_events(s, k, "n.event")),
      cum_haz = thin(at_events(s, k, "basehaz"))
    )
  })
  curves <- unlist(lapply(rows, function(row) {
    s <- survfit(fit, newdata = d$x[row, , drop = FALSE])
    lapply(seq_len(n_strata), function(k) {
      list(
        row = row - 1, stratum = k - 1, surv = thin(at_events(s, k, "surv")), cum_haz = thin(at_events(s, k, "cumhaz")),
        se = thin(at_events(s, k, "std.err")), lower = thin(at_events(s, k, "lower")), upper = thin(at_events(s, k, "upper"))
      )
    })
  }), recursive = FALSE)
  list(baseline = baseline, curves = curves)
}

# The curves of the groups of the first term. At the means: the same model with its columns as numbers, so that
# newdata can hold half a category.
adjusted <- function(fit, d, ties) {
  m <- fit$x
  group <- d$x[[1]]
  own <- seq_len(nlevels(group) - 1)
  frame <- data.frame(m)
  names(frame) <- paste0("c", seq_len(ncol(m)))
  frame$surv <- surv_of(d)
  plain <- fit_of(reformulate(paste0("c", seq_len(ncol(m))), "surv"), frame, ties)
  at_means <- if (is.null(d$strata)) lapply(0:length(own), function(g) {
    new <- as.data.frame(t(colMeans(m)))
    names(new) <- names(frame)[seq_len(ncol(m))]
    new[own] <- as.numeric(own == g)
    s <- survfit(plain, newdata = new)
    list(surv = thin(at_events(s, 1, "surv")), se = thin(at_events(s, 1, "std.err")))
  })
  # Standardised, from the definition: everybody in the group, everybody's curve, the mean.
  h <- basehaz(fit, centered = FALSE)
  strata <- if (is.null(d$strata)) rep(1, length(d$time)) else as.integer(d$strata)
  hs <- if (is.null(d$strata)) list(h) else split(h, h$strata)
  end <- min(tapply(d$time, strata, max))
  time <- sort(unique(d$time[d$status == 1 & d$time <= end]))
  standardised <- lapply(0:length(own), function(g) {
    x <- m
    x[, own] <- matrix(as.numeric(own == g), nrow(m), length(own), byrow = TRUE)
    weight <- exp(c(x %*% coef(fit)))
    thin(sapply(time, function(t) {
      mean(exp(-sapply(hs, function(h) c(0, h$hazard)[1 + findInterval(t, h$time)])[strata] * weight))
    }))
  })
  list(at_means = at_means, time = thin(time), standardised = standardised)
}

# ------------------------------------------------------------------- all ----

model <- function(name, ties) {
  d <- sets[[name]]
  frame <- d$x
  frame$surv <- surv_of(d)
  terms <- names(d$x)
  if (!is.null(d$strata)) {
    frame$stratum <- d$strata
    terms <- c(terms, "strata(stratum)")
  }
  fit <- fit_of(reformulate(terms, "surv"), frame, ties)
  rows <- if (name %in% full) c(1, min(7, length(d$time)))
  c(
    list(
      data = name, ties = ties, coef = arr(coef(fit)), covariance = unname(as.matrix(fit$var)),
      zph = lapply(transforms, function(t) zph(fit, t)),
      adjusted = if (is.factor(d$x[[1]])) adjusted(fit, d, ties)
    ),
    list(
      points = if (name %in% full) lapply(if (ties == "efron") c("km", "log") else "rank", function(t) zph_points(d, fit, t)),
      residuals = if (name %in% full && (ties == "efron" || length(d$time) < 150)) residual_set(fit),
      predictions = if (name %in% full) predictions(fit, d, rows)
    )
  )
}

models <- unlist(lapply(names(sets), function(name) {
  lapply(if (name %in% both_ties) c("efron", "breslow") else "efron", function(ties) model(name, ties))
}), recursive = FALSE)

# Groups alone, of the shared fixtures.
groups_only <- unlist(lapply(
  c("gehan", "aml", "lung", "veteran_trt", "veteran_celltype", "ovarian", "kidney", "colon", "pbc", "heart_entry", "heavy_ties", "four_arms", "hand_case", "recovery"),
  function(name) {
    s <- shared(name)
    d <- list(time = s$time, status = s$status, entry = s$entry)
    frame <- data.frame(group = factor(s$group, s$levels))
    frame$surv <- surv_of(d)
    lapply(c("efron", "breslow"), function(ties) {
      fit <- fit_of(surv ~ group, frame, ties)
      list(fixture = name, ties = ties, coef = arr(coef(fit)), zph = lapply(transforms, function(t) zph(fit, t)))
    })
  }
), recursive = FALSE)

gehan <- Find(function(g) g$fixture == "gehan" && g$ties == "efron", groups_only)
stopifnot(abs(gehan$zph[[1]]$global$chi_sq - .02286) <= .000005)

write_json_file("tests/reference/rooms/diagnostics.json", list(
  name = "diagnostics",
  made_with = list(
    r = R.version.string, survival = as.character(packageVersion("survival")),
    mass = as.character(packageVersion("MASS")), script = "tests/reference/rooms/diagnostics.R"
  ),
  data = lapply(names(sets), function(name) {
    d <- sets[[name]]
    list(
      name = name, time = arr(d$time), status = arr(d$status), entry = if (!is.null(d$entry)) arr(d$entry),
      strata = if (!is.null(d$strata)) list(of = arr(as.integer(d$strata) - 1), names = arr(levels(d$strata))),
      covariates = lapply(names(d$x), function(x) {
        v <- d$x[[x]]
        if (is.factor(v)) list(name = x, values = arr(as.integer(v) - 1), names = arr(levels(v))) else list(name = x, values = arr(v), names = NULL)
      })
    )
  }),
  models = models, groups_only = groups_only
))
cat(sprintf("%.0f kB\n", file.size("tests/reference/rooms/diagnostics.json") / 1000))
