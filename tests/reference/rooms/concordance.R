# Concordance of R's survival with its infinitesimal-jackknife variance.
#
#   Rscript tests/reference/rooms/concordance.R       (from the repository root)
#
# The risk is the linear predictor of a Cox model, or a drawn score with many ties; what concordance() makes of the
# model is checked to be what it makes of the risk. Rows are written by stratum, then time.

suppressPackageStartupMessages({
  library(jsonlite)
  library(survival)
})
source("tests/reference/json.R")

full <- coxph.control(eps = 1e-14, iter.max = 100, toler.chol = 1e-15)

of_risk <- function(name, y, risk, strata = NULL, cluster = NULL) {
  delayed <- ncol(y) == 3
  stratum <- if (is.null(strata)) rep(0, nrow(y)) else as.integer(factor(strata)) - 1
  stop <- y[, ncol(y) - 1]
  order <- order(stratum, stop)
  d <- data.frame(entry = if (delayed) y[, 1] else 0, stop = stop, status = y[, ncol(y)], risk = risk, stratum = stratum)
  d$cluster <- if (is.null(cluster)) seq_len(nrow(d)) else as.integer(factor(cluster))
  d <- d[order, ]
  y <- if (delayed) Surv(d$entry, d$stop, d$status) else Surv(d$stop, d$status)
  many <- if (is.null(strata)) y ~ risk else y ~ risk + strata(stratum)
  fit <- concordance(many, d, reverse = TRUE, influence = 1, keepstrata = FALSE)
  of_clusters <- if (is.null(cluster)) NULL else concordance(many, d, reverse = TRUE, cluster = cluster, keepstrata = FALSE)$var
  count <- unname(fit$count)
  list(
    name = name,
    time = arr(d$stop), entry = if (delayed) arr(d$entry) else NULL, event = arr(d$status == 1), risk = arr(d$risk),
    stratum = arr(d$stratum), cluster = if (is.null(cluster)) NULL else arr(d$cluster),
    concordant = count[1], discordant = count[2], tied_x = count[3], tied_y = count[4], tied_xy = count[5],
    concordance = unname(fit$concordance), variance = unname(fit$var), cluster_variance = of_clusters,
    influence = if (nrow(d) > 160) NULL else arr(fit$dfbeta)
  )
}

of_model <- function(name, fit, strata = NULL, cluster = NULL) {
  theirs <- concordance(fit, keepstrata = FALSE)
  ours <- of_risk(name, fit$y, predict(fit, type = "lp", reference = "sample"), strata, cluster)
  stopifnot(
    identical(unname(theirs$count), c(ours$concordant, ours$discordant, ours$tied_x, ours$tied_y, ours$tied_xy)),
    abs(theirs$concordance - ours$concordance) < 1e-14,
    abs(theirs$var - if (is.null(cluster)) ours$variance else ours$cluster_variance) < 1e-14
  )
  ours
}

freireich <- with(fromJSON("tests/reference/fixtures/gehan.json")$data, data.frame(time, status, group = factor(group, levels)))

set.seed(1982, kind = "Mersenne-Twister", sample.kind = "Rejection")
n <- 400
ties <- data.frame(time = sample(12, n, TRUE), status = rbinom(n, 1, 0.6), x = sample(5, n, TRUE), centre = sample(4, n, TRUE))
many <- data.frame(time = rexp(n), status = rbinom(n, 1, 0.5), x = rnorm(n), pair = rep(seq_len(n / 2), 2), stratum = sample(30, n, TRUE))
late <- data.frame(stop = sample(3:20, n, TRUE), status = rbinom(n, 1, 0.5), x = sample(9, n, TRUE), centre = sample(3, n, TRUE))
late$start <- late$stop - sample(1:12, n, TRUE)

lung <- survival::lung[complete.cases(survival::lung[c("age", "sex", "ph.ecog", "inst")]), ]
pbc <- survival::pbc[complete.cases(survival::pbc[c("age", "edema", "bili", "protime", "albumin")]), ]
cases <- list(
  of_model("freireich", coxph(Surv(time, status) ~ group, freireich, control = full)),
  of_model("ovarian", coxph(Surv(futime, fustat) ~ age + rx, ovarian, control = full)),
  of_model("lung", coxph(Surv(time, status) ~ age + sex + ph.ecog, lung, control = full)),
  of_model("lung by institution", coxph(Surv(time, status) ~ age + ph.ecog + strata(inst), lung, control = full), lung$inst),
  of_model("veteran", coxph(Surv(time, status) ~ trt + karno + age, veteran, control = full)),
  of_model("veteran by cell type", coxph(Surv(time, status) ~ trt + karno + strata(celltype), veteran, control = full), veteran$celltype),
  of_model("pbc", coxph(Surv(time, status == 2) ~ age + edema + log(bili) + log(protime) + log(albumin), pbc, control = full)),
  of_model("heart, delayed entry", coxph(Surv(start, stop, event) ~ age + surgery + transplant, heart, control = full)),
  of_model(
    "heart by person", coxph(Surv(start, stop, event) ~ age + year + transplant + cluster(id), heart, control = full),
    NULL, heart$id
  ),
  of_risk("heavy ties", Surv(ties$time, ties$status), ties$x),
  of_risk("heavy ties, strata", Surv(ties$time, ties$status), ties$x, ties$centre, ties$centre),
  of_risk("no ties, pairs", Surv(many$time, many$status), many$x, NULL, many$pair),
  of_risk("no ties, thirty strata", Surv(many$time, many$status), many$x, many$stratum),
  of_risk("delayed, heavy ties", Surv(late$start, late$stop, late$status), late$x),
  of_risk("delayed, strata, clusters", Surv(late$start, late$stop, late$status), late$x, late$centre, rep(1:80, 5)),
  of_risk("one risk for all", Surv(ties$time, ties$status)[1:50], rep(2, 50)),
  of_risk("in perfect order", Surv(1:20, rep(1, 20)), 20:1)
)
stopifnot(abs(cases[[1]]$concordance - .69004) < 5e-6)

write_json_file("tests/reference/rooms/concordance.json", list(
  made_with = list(
    r = paste(R.version$major, R.version$minor, sep = "."), survival = as.character(packageVersion("survival")),
    script = "tests/reference/rooms/concordance.R"
  ),
  cases = cases
))
for (k in cases) cat(sprintf("%-28s %.8f (%.8f)\n", k$name, k$concordance, sqrt(k$variance)))
