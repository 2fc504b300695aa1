# Exact permutation log-rank and fragility indices, the slow and obvious way.
#
#   Rscript tests/reference/rooms/permutation.R       (from the repository root)
#
# R's survival has no permutation test. Scores are event - pooled Nelson-Aalen; every choice of the first group is
# made with combn() and its sum compared with the one that was seen, with a relative tie tolerance of 1e-9. The 5.4e11
# arrangements of 21 + 21 are counted through the sorted sums of the two halves of the subjects.
# Observed and expected are those of survdiff(); the fragility indices are loops around survdiff().

suppressPackageStartupMessages({
  library(jsonlite)
  library(survival)
})
source("tests/reference/json.R")

from_fixture <- function(name) {
  d <- fromJSON(sprintf("tests/reference/fixtures/%s.json", name))$data
  data.frame(time = d$time, status = d$status, group = factor(d$group, d$levels))
}

drawn <- function(seed, sizes, top, share) {
  set.seed(seed, kind = "Mersenne-Twister", sample.kind = "Rejection")
  n <- sum(sizes)
  data.frame(
    time = sample.int(top, n, replace = TRUE), status = rbinom(n, 1, share),
    group = factor(rep(c("a", "b"), sizes), c("a", "b"))
  )
}

fixtures <- c("aml", "recovery", "death_order", "zero_event_arm", "hand_case", "gehan")
sets <- c(setNames(lapply(fixtures, from_fixture), fixtures), list(
  tied = drawn(1, c(7, 8), 4, 0.7),
  untied = drawn(2, c(9, 8), 1000, 0.8),
  one_against_many = drawn(3, c(1, 60), 50, 0.5),
  three_against_many = drawn(4, c(70, 3), 80, 0.5),
  two_events = drawn(5, c(9, 9), 30, 0.12),
  balanced = data.frame(time = c(1, 1, 2, 2, 3, 3), status = 1, group = factor(c("a", "b", "a", "b", "a", "b")))
))

log_rank_scores <- function(d) {
  at <- sort(unique(d$time[d$status == 1]))
  haz <- sapply(at, function(t) sum(d$time == t & d$status == 1) / sum(d$time >= t))
  d$status - sapply(d$time, function(t) sum(haz[at <= t]))
}

# Number of choices of k scores whose sum is at least `far` from 0.
extreme_of_all <- function(score, k, far) sum(abs(combn(score, k, sum)) >= far)

extreme_by_halves <- function(score, k, far) {
  half <- length(score) / 2
  sums <- function(x) {
    by_size <- list(0)
    for (s in x) {
      with_s <- lapply(by_size, function(list) list + s)
      longer <- c(by_size, list(numeric(0)))
      for (j in seq_along(with_s)) longer[[j + 1]] <- c(longer[[j + 1]], with_s[[j]])
      by_size <- longer
    }
    lapply(by_size, sort)
  }
  left <- sums(score[seq_len(half)])
  right <- sums(score[-seq_len(half)])
  count <- 0
  for (j in max(0, k - half):min(k, half)) {
    a <- left[[j + 1]]
    b <- right[[k - j + 1]]
    count <- count + sum(length(b) - findInterval(far - a, b, left.open = TRUE)) + sum(findInterval(-far - a, b))
  }
  count
}

permutation <- function(d) {
  score <- log_rank_scores(d)
  k <- sum(d$group == levels(d$group)[1])
  seen <- abs(sum(score[d$group == levels(d$group)[1]]))
  all <- choose(nrow(d), k)
  # Where nothing was seen every sum is as far out; rounding would have to decide otherwise.
  far <- if (seen < 1e-12) 0 else seen * (1 - 1e-9)
  extreme <- if (far == 0) all else if (all < 5e6) extreme_of_all(score, k, far) else extreme_by_halves(score, k, far)
  parts <- survdiff(Surv(time, status) ~ group, d)
  stopifnot(far == 0 || abs(abs(parts$obs[1] - parts$exp[1]) - seen) < 1e-9)
  list(extreme = extreme, arrangements = all, p = extreme / all, observed = parts$obs[1], expected = parts$exp[1])
}

# Fragility: Bomze et al. (2020), as their program does it, except that of several with the longest follow-up
# one who is censored goes first.
log_rank_p <- function(d) {
  if (length(unique(d$group)) < 2) return(NA) # nobody is left: no test
  s <- survdiff(Surv(time, status) ~ group, d)
  pchisq(s$chisq, 1, lower.tail = FALSE)
}
fragility <- function(d, operation, whom, alpha = 0.05) {
  parts <- survdiff(Surv(time, status) ~ group, d)
  better <- levels(d$group)[which(parts$obs < parts$exp)]
  worse <- setdiff(levels(d$group), better)
  p <- log_rank_p(d)
  significant <- p < alpha
  at_most <- min(table(d$group))
  giver <- if ((whom == "best") == significant) better else worse
  while ((p[length(p)] < alpha) == significant && length(p) <= at_most) {
    from <- which(d$group == giver & (whom == "best" | d$status == 1))
    if (!length(from)) break
    best_last <- from[order(d$time[from], 1 - d$status[from])]
    row <- if (whom == "best") best_last[length(best_last)] else best_last[1]
    moved <- d[row, ]
    moved$group <- factor(setdiff(levels(d$group), giver), levels(d$group))
    if (operation == "flip") d[row, ] <- moved else d <- rbind(d, moved)
    now <- log_rank_p(d)
    if (!is.finite(now)) break
    p <- c(p, now)
  }
  reached <- (p[length(p)] < alpha) != significant
  list(operation = operation, whom = whom, index = if (reached) length(p) - 1 else NA_real_, p = arr(p))
}

# One status at a time is changed, every one tried; of equal ones the outcome is the same. A significant result is
# brought towards equality. One that is not is brought away from it in both directions, the lead that was seen first:
# the shorter walk counts.
log_rank_z <- function(d) {
  s <- survdiff(Surv(time, status) ~ group, d)
  sign(s$obs[1] - s$exp[1]) * sqrt(s$chisq)
}
status_walk <- function(d, direction, alpha) {
  p <- log_rank_p(d)
  significant <- p < alpha
  at_most <- min(table(d$group))
  while ((p[length(p)] < alpha) == significant && length(p) <= at_most) {
    tried <- sapply(seq_len(nrow(d)), function(row) {
      d$status[row] <- 1 - d$status[row]
      z <- log_rank_z(d)
      if (significant) -abs(z) else direction * z
    })
    row <- which.max(tried)
    d$status[row] <- 1 - d$status[row]
    p <- c(p, log_rank_p(d))
  }
  reached <- (p[length(p)] < alpha) != significant
  list(operation = "status", whom = "any", index = if (reached) length(p) - 1 else NA_real_, p = arr(p))
}
status_fragility <- function(d, alpha = 0.05) {
  seen <- sign(log_rank_z(d))
  first <- status_walk(d, seen, alpha)
  if (log_rank_p(d) < alpha) return(first)
  other <- status_walk(d, -seen, alpha)
  if (!is.na(other$index) && (is.na(first$index) || other$index < first$index)) other else first
}

indices <- function(d) {
  list(
    fragility(d, "flip", "best"), fragility(d, "flip", "worst"), fragility(d, "clone", "best"),
    fragility(d, "clone", "worst"), status_fragility(d)
  )
}

lung2 <- from_fixture("lung")
big <- drawn(6, c(40, 50), 25, 0.6)
# The lead that was seen cannot be made large enough in as many changes as the smaller group has people; the other
# group's takes 3.
other_lead <- data.frame(
  time = c(5, 3, 7, 6, 4, 1, 10, 8, 2, 9), status = c(0, 0, 0, 1, 1, 1, 1, 1, 1, 0),
  group = factor(rep(c("a", "b"), each = 5), c("a", "b"))
)
fragile <- c(sets[c("aml", "recovery", "death_order", "gehan", "zero_event_arm", "untied")], list(lung = lung2, big = big, other_lead = other_lead))

as_columns <- function(name, d, kept) {
  if (kept) NULL else list(time = arr(d$time), status = arr(d$status), group = arr(as.integer(d$group) - 1))
}
describe <- function(name, d, what) {
  list(name = name, data = as_columns(name, d, name %in% c(fixtures, "lung")), result = what(d))
}

tests <- lapply(names(sets), function(name) describe(name, sets[[name]], permutation))
found <- setNames(lapply(tests, function(t) t$result), names(sets))
stopifnot(
  found$aml$arrangements == 1352078, abs(found$aml$p - .06469301) < 5e-9,
  found$recovery$arrangements == 2704156, abs(found$recovery$p - .031901266) < 5e-10,
  found$zero_event_arm$arrangements == 924, found$zero_event_arm$extreme == 56
)
fragilities <- lapply(names(fragile), function(name) describe(name, fragile[[name]], indices))
of_gehan <- Find(function(f) f$name == "gehan", fragilities)$result
stopifnot(of_gehan[[1]]$index == 4, of_gehan[[2]]$index == 6)

write_json_file("tests/reference/rooms/permutation.json", list(
  made_with = list(
    r = paste(R.version$major, R.version$minor, sep = "."), survival = as.character(packageVersion("survival")),
    script = "tests/reference/rooms/permutation.R"
  ),
  permutation = tests,
  fragility = fragilities
))
for (t in tests) cat(sprintf("%-20s %.0f of %.0f: %.9g\n", t$name, t$result$extreme, t$result$arrangements, t$result$p))
for (f in fragilities) cat(sprintf("%-20s %s\n", f$name, paste(sapply(f$result, function(i) i$index), collapse = " ")))
