# The same work with packages of R.
#
# usage: Rscript peers.R WORK FOLDER
#
# FOLDER holds each array as doubles in column-major order, and names.txt with their names, rows and
# columns. Results are written the same way, one array per file, including the seconds and the peak
# memory of the process in megabytes. Ends with status 3 if a package is not installed.

arguments <- commandArgs(trailingOnly = TRUE)
work <- arguments[1]
folder <- arguments[2]

inputs <- list()
for (line in readLines(file.path(folder, "names.txt"))) {
  words <- strsplit(line, " ")[[1]]
  rows <- as.integer(words[2])
  columns <- as.integer(words[3])
  values <- readBin(file.path(folder, words[1]), "double", rows * columns)
  inputs[[words[1]]] <- matrix(values, rows, columns)
}

need <- function(package) {
  if (!requireNamespace(package, quietly = TRUE)) {
    message("R package ", package)
    quit(status = 3)
  }
}

seconds_of <- function(expression) {
  unname(system.time(expression)["elapsed"])
}

lloyd <- function(iterations) {
  # Stopping before convergence is intended.
  suppressWarnings(kmeans(
    inputs$X, centers = inputs$start, iter.max = iterations, algorithm = "Lloyd"))
}

if (work == "lloyd") {
  few <- inputs$iterations[1]
  many <- inputs$iterations[2]
  lloyd(few)
  # The minimum of three rounds counts, since disturbances only add time.
  short <- min(replicate(3, seconds_of(lloyd(few))))
  long <- min(replicate(3, seconds_of(lloyd(many))))
  model <- lloyd(many)
  found <- list(
    centres = model$centers, inertia = model$tot.withinss, whole = long,
    seconds = (long - short) / (many - few))
} else if (work == "dbscan") {
  need("dbscan")
  eps <- inputs$eps[1]
  seconds <- seconds_of(model <- dbscan::dbscan(inputs$X, eps = eps, minPts = 10))
  core <- which(dbscan::is.corepoint(inputs$X, eps = eps, minPts = 10)) - 1
  found <- list(core = core, labels = model$cluster - 1, seconds = seconds)
} else if (work == "mixture") {
  need("mclust")
  suppressPackageStartupMessages(library(mclust))
  X <- inputs$X
  k <- nrow(inputs$means)
  d <- ncol(X)
  rounds <- inputs$rounds[1]
  spread <- cov(X) * (nrow(X) - 1) / nrow(X)
  start <- list(
    pro = rep(1 / k, k), mean = t(inputs$means),
    variance = list(
      modelName = "VVV", d = d, G = k, sigma = array(spread, c(d, d, k)),
      cholsigma = array(chol(spread), c(d, d, k))))
  seconds <- seconds_of(model <- em(
    X, modelName = "VVV", parameters = start,
    control = emControl(itmax = c(rounds, rounds), tol = c(0, 0))))
  found <- list(
    likelihood = model$loglik / nrow(X), means = t(model$parameters$mean), seconds = seconds)
} else if (work == "gap") {
  need("cluster")
  set.seed(1)
  seconds <- seconds_of(gap <- suppressWarnings(cluster::clusGap(
    inputs$X, kmeans, K.max = 10, B = inputs$references[1], d.power = 2, spaceH0 = "original",
    verbose = FALSE, nstart = 3, iter.max = 300)))
  found <- list(gap = gap$Tab[, "gap"], error = gap$Tab[, "SE.sim"], seconds = seconds)
} else if (work == "jaccard") {
  need("fpc")
  seconds <- seconds_of(boot <- suppressWarnings(fpc::clusterboot(
    inputs$X, B = inputs$replicates[1], bootmethod = "boot", clustermethod = fpc::kmeansCBI,
    krange = 6, runs = 1, scaling = FALSE, seed = 1, count = FALSE)))
  found <- list(jaccard = boot$bootmean, seconds = seconds)
} else {
  stop("unknown work: ", work)
}

peak <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
found$megabytes <- as.numeric(gsub("[^0-9]", "", peak)) / 1024
for (name in names(found)) {
  writeBin(as.double(found[[name]]), file.path(folder, paste0(name, ".found")))
}
