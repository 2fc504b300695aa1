# Times R on the same files and the same steps as the Rust benchmark.
#
# Run as:   Rscript benches/compare.R DIR
#
# DIR holds arm_10000.csv, arm_100000.csv and arm_1000000.csv with the columns
# time,status,arm, and cox_100000.csv with time,status,x1..x10. Each step is run
# three times in this one session, after one warm-up on the smallest file and
# with a garbage collection before each run; the elapsed median is shown in
# seconds and written to DIR/r.json.

suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})

args <- commandArgs(trailingOnly = TRUE)
if (length(args) != 1 || !dir.exists(args[1])) {
  stop("usage: Rscript benches/compare.R DIR", call. = FALSE)
}
dir <- args[1]
rows <- c(10000L, 100000L, 1000000L)
paths <- file.path(dir, sprintf("arm_%d.csv", rows))
of_covariates <- file.path(dir, "cox_100000.csv")
needed <- c(paths, of_covariates)
missing <- needed[!file.exists(needed)]
if (length(missing)) {
  stop("not found: ", paste(missing, collapse = ", "), call. = FALSE)
}
runs <- 3L

elapsed <- function(work) {
  gc(verbose = FALSE)
  system.time(work(), gcFirst = FALSE)[["elapsed"]]
}

# One pass over the five steps, in seconds.
once <- function(path) {
  d <- NULL
  fit <- NULL
  c(
    read_csv = elapsed(function() d <<- read.csv(path)),
    survfit = elapsed(function() survfit(Surv(time, status) ~ arm, data = d)),
    survdiff = elapsed(function() survdiff(Surv(time, status) ~ arm, data = d)),
    coxph = elapsed(function() fit <<- coxph(Surv(time, status) ~ arm, data = d)),
    cox_zph = elapsed(function() cox.zph(fit))
  )
}

invisible(once(paths[1]))

results <- lapply(seq_along(paths), function(i) {
  seconds <- replicate(runs, once(paths[i]))
  seconds <- rbind(seconds, sum = colSums(seconds))
  d <- read.csv(paths[i])
  # The answers, so that both sides can be seen to do the same work.
  fit <- coxph(Surv(time, status) ~ arm, data = d)
  list(
    file = basename(paths[i]), rows = nrow(d), events = sum(d$status),
    arms = length(unique(d$arm)), distinct_times = length(unique(d$time)),
    logrank_chisq = survdiff(Surv(time, status) ~ arm, data = d)$chisq,
    cox_coef = unname(coef(fit)),
    median_seconds = as.list(apply(seconds, 1, median)),
    all_seconds = lapply(split(seconds, row(seconds)), identity) |> setNames(rownames(seconds))
  )
})

# A Cox model of ten numbers, without the reading.
d <- read.csv(of_covariates)
ten <- reformulate(sprintf("x%d", 1:10), quote(Surv(time, status)))
ten_seconds <- replicate(runs, elapsed(function() coxph(ten, data = d)))
ten_covariates <- list(
  file = basename(of_covariates), rows = nrow(d), events = sum(d$status),
  coef = unname(coef(coxph(ten, data = d))),
  median_seconds = median(ten_seconds), all_seconds = ten_seconds
)

cpu <- tryCatch(
  sub("^[^:]*:\\s*", "", grep("^model name", readLines("/proc/cpuinfo"), value = TRUE)[1]),
  error = function(e) NA_character_, warning = function(w) NA_character_
)
machine <- list(
  r = R.version.string, survival = as.character(packageVersion("survival")),
  jsonlite = as.character(packageVersion("jsonlite")), platform = R.version$platform,
  cpu = cpu, cores = parallel::detectCores()
)
report <- list(
  made_with = machine, script = "benches/compare.R", runs = runs,
  statistic = "median elapsed seconds", results = results, ten_covariates = ten_covariates
)
write_json(report, file.path(dir, "r.json"), auto_unbox = TRUE, digits = NA, pretty = TRUE, na = "null")

cat(sprintf("%s; survival %s; %s\n", machine$r, machine$survival, machine$platform))
cat(sprintf("%s, %d cores\n", machine$cpu, machine$cores))
cat(sprintf("median of %d runs, elapsed seconds\n\n", runs))
steps <- c("read_csv", "survfit", "survdiff", "coxph", "cox_zph", "sum")
cat(sprintf("%10s", "rows"), sprintf("%9s", steps), "\n")
for (r in results) {
  cat(sprintf("%10d", r$rows), sprintf("%9.3f", unlist(r$median_seconds[steps])), "\n")
}
cat(sprintf("\ncoxph of ten numbers, %d rows: %.3f\n", ten_covariates$rows, ten_covariates$median_seconds))
