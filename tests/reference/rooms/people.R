# Rows of one person: R's survfit(id = ) and survcheck.
#
#   Rscript tests/reference/rooms/people.R       (from the repository root)
#
# `same` has rows of one person that follow one another in one group; `changing` has people who go on in another group. There
# R 4.2.2 passes the places of all rows to each curve, so that its counts of censored are those of other rows: each group is
# taken alone, in which a person who goes on elsewhere is counted as censored. How many do is `moved`. The follow-up of a
# group is the curve of the time to a true censoring; who goes on elsewhere only leaves. `apart` has overlaps and gaps.

suppressPackageStartupMessages({
  library(jsonlite)
  library(survival)
})
source("tests/reference/json.R")

read <- function(text) read.csv(text = text, stringsAsFactors = FALSE)
same <- "id,start,stop,event,arm
a,0,3,0,x
a,3,8,1,x
b,0,10,0,x
c,1,4,0,x
c,4,5,0,x
c,5,11,0,x
d,0,6,1,x
e,0,2,0,y
e,2,9,0,y
f,0,5,1,y
g,2,7,0,y
g,7,12,1,y
h,0,9,1,y
"
changing <- "id,start,stop,event,arm
a,0,4,0,before
a,4,9,1,after
b,0,7,0,before
c,0,3,0,before
c,3,10,0,after
d,0,5,1,before
e,0,2,0,before
e,2,4,0,before
e,4,6,1,after
f,0,8,1,before
g,0,6,0,before
g,6,8,0,after
"

# Whether the next row of the person begins where this one ends, in another group.
goes_on <- function(d) {
  sapply(seq_len(nrow(d)), function(i) any(d$id == d$id[i] & d$start == d$stop[i] & d$arm != d$arm[i]))
}

one <- function(text) {
  d <- read(text)
  d$moved <- goes_on(d)
  d$last <- !sapply(seq_len(nrow(d)), function(i) any(d$id == d$id[i] & d$start == d$stop[i]))
  groups <- lapply(unique(d$arm), function(arm) {
    of <- d[d$arm == arm, ]
    fit <- survfit(Surv(start, stop, event) ~ 1, of, id = id, conf.type = "log-log")
    # True censorings are the events of the reverse curve.
    turned <- survfit(Surv(start, stop, event == 0 & last) ~ 1, of, conf.type = "log-log")
    median <- quantile(turned, .5)
    left <- table(factor(of$stop[of$moved], fit$time))
    # A time at which rows only follow one another is no time of the curve.
    kept <- fit$n.event + fit$n.censor > 0
    list(
      name = arm, n = length(unique(of$id)), n_event = sum(fit$n.event), n_censor = sum(fit$n.censor) - sum(of$moved),
      n_moved = sum(of$moved), time = arr(fit$time[kept]), n_risk = arr(fit$n.risk[kept]), n_event_at = arr(fit$n.event[kept]),
      n_censor_at = arr((fit$n.censor - as.integer(left))[kept]), surv = arr(fit$surv[kept]),
      follow_up = unname(median$quantile), follow_up_lower = unname(median$lower), follow_up_upper = unname(median$upper)
    )
  })
  cox <- coxph(Surv(start, stop, event) ~ factor(arm, rev(unique(arm))), d, control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50))
  list(text = text, people = length(unique(d$id)), groups = groups, coef = unname(coef(cox)), se = sqrt(vcov(cox)[1, 1]))
}

apart <- "id,start,stop,event
1,0,5,0
1,3,8,1
2,0,4,0
2,6,9,1
3,0,7,0
3,0,7,1
4,0,4,1
4,4,9,0
5,0,6,1
"
check <- survcheck(Surv(start, stop, event) ~ 1, read(apart), id = id)
# R takes the row that repeats another (row 6) as an overlap.
write_json_file("tests/reference/rooms/people.json", list(
  made_with = list(
    r = paste(R.version$major, R.version$minor, sep = "."), survival = as.character(packageVersion("survival")),
    script = "tests/reference/rooms/people.R"
  ),
  same = one(same), changing = one(changing),
  apart = list(text = apart, overlap_rows = arr(check$overlap$row), gap_rows = arr(check$gap$row))
))
