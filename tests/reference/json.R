# Writes R values as JSON that round-trips every double. Sourced by the scripts that make fixtures:
#
#   source("tests/reference/json.R")
#   write_json_file("tests/reference/rooms/name.json", list(...))

# jsonlite's `digits = NA` keeps 15 significant digits, which does not
# round-trip a double, so the numbers are written with 17 here. Every vector is
# read back with jsonlite and must be identical.
number_text <- function(x) {
  x <- as.double(x)
  text <- sprintf("%.17g", x)
  ok <- is.finite(x)
  if (any(ok)) {
    back <- as.double(fromJSON(paste0("[", paste(text[ok], collapse = ","), "]")))
    stopifnot(identical(back, x[ok]))
  }
  text[is.na(x)] <- "null"
  text[!is.na(x) & x == Inf] <- "\"inf\""
  text[!is.na(x) & x == -Inf] <- "\"-inf\""
  text
}

# `arr` marks a vector as an array whatever its length; a bare vector of
# length one is a scalar.
arr <- function(x) structure(list(unname(x)), class = "arr")

atom_text <- function(x) {
  if (is.character(x)) {
    text <- vapply(x, function(s) {
      if (is.na(s)) "null" else as.character(toJSON(s, auto_unbox = TRUE))
    }, "", USE.NAMES = FALSE)
    text
  } else if (is.logical(x)) {
    ifelse(is.na(x), "null", ifelse(x, "true", "false"))
  } else {
    number_text(x)
  }
}

json <- function(x, depth = 0) {
  pad <- strrep(" ", depth + 1)
  end <- strrep(" ", depth)
  if (is.null(x)) {
    "null"
  } else if (inherits(x, "arr")) {
    paste0("[", paste(atom_text(x[[1]]), collapse = ","), "]")
  } else if (is.matrix(x)) {
    rows <- apply(x, 1, function(r) paste0("[", paste(number_text(r), collapse = ","), "]"))
    paste0("[", paste(rows, collapse = ","), "]")
  } else if (is.list(x)) {
    if (length(x) == 0) {
      return("[]")
    }
    body <- vapply(x, json, "", depth = depth + 1)
    if (is.null(names(x))) {
      paste0("[\n", paste0(pad, body, collapse = ",\n"), "\n", end, "]")
    } else {
      stopifnot(!anyDuplicated(names(x)))
      paste0("{\n", paste0(pad, "\"", names(x), "\": ", body, collapse = ",\n"), "\n", end, "}")
    }
  } else {
    stopifnot(length(x) == 1)
    atom_text(x)
  }
}

write_json_file <- function(path, x) {
  text <- json(x)
  stopifnot(validate(text))
  con <- file(path, open = "wb")
  on.exit(close(con))
  writeLines(text, con, sep = "\n", useBytes = TRUE)
}
