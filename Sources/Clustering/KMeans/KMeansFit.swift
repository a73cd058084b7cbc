import Matrices
import Synchronization

/// One or several numbers of segments, all their restarts, shared out to threads.
///
/// Small pieces, a restart of a candidate each, keep every thread busy; with fewer pieces than
/// threads the blocks of each pass are shared out instead. The numbers do not know the difference.
struct KMeansFit {
  /// `k` is taken from the candidate.
  let settings: KMeans
  let candidates: [Int]
  let points: PreparedPoints

  init(
    settings: KMeans, candidates: [Int], points: PreparedPoints
  ) throws(ClusteringError) {
    let distinct = points.distinctRows
    for k in candidates {
      guard k >= 1 else { throw .fewerThanOneSegment(k: k) }
      guard k <= distinct else { throw .moreSegmentsThanDistinctRows(k: k, distinct: distinct) }
    }
    if let start = settings.start {
      let d = points.canonical.points.columns
      guard start.rows == settings.k, start.columns == d else {
        throw .startShape(
          rows: start.rows, columns: start.columns, k: settings.k, expectedColumns: d)
      }
      for (place, value) in start.values.enumerated()
      where !(value.magnitude <= CanonicalPoints.largest) {
        throw .startNotFinite(row: place / d, column: place % d)
      }
    }
    self.settings = settings
    self.candidates = candidates
    self.points = points
  }

  /// Fits all candidates, smaller ones first, and returns those that were finished before a stop.
  func run(
    control: RunControl, finished: (@Sendable (KMeansModel) -> Void)?
  ) throws(ClusteringError) -> SweepResult {
    let restarts = settings.start == nil ? settings.restarts : 1
    let pieces = candidates.count * restarts
    let isWide = pieces >= control.threads
    let inner = control.quiet(threads: isWide ? 1 : control.threads)
    let outer = RunControl(
      threads: isWide ? control.threads : 1, cancellation: control.cancellation,
      progress: control.progress)
    let board = Mutex(
      candidates.map { _ in Contest(inertias: Array(repeating: .infinity, count: restarts)) })
    do {
      try Parallel.forEach(pieces, control: outer) { piece, _ in
        let (candidate, restart) = piece.quotientAndRemainder(dividingBy: restarts)
        guard let entry = try? run(candidates[candidate], restart: restart, control: inner) else {
          return
        }
        let contest = board.withLock { contests in
          contests[candidate].take(entry)
          return contests[candidate]
        }
        guard contest.remaining == 0, let best = contest.best,
          let model = try? model(of: best, inertias: contest.inertias, control: inner)
        else { return }
        board.withLock { $0[candidate].model = model }
        finished?(model)
      }
    } catch {}
    let models = board.withLock { $0.compactMap(\.model) }
    return SweepResult(models: models, isCancelled: models.count < candidates.count)
  }

  /// One restart of one candidate.
  private func run(
    _ k: Int, restart: Int, control: RunControl
  ) throws(CancellationError) -> Contest.Entry {
    let lloyd = lloyd(k, control: control)
    let start: [Double]
    if let given = settings.start {
      start = given.values
    } else {
      let chosen = try GreedySeeding(points: points.canonical, k: k, control: control)
        .choose(seed: settings.seed, restart: restart)
      start = chosen.flatMap { points.canonical.points.point($0) }
    }
    let partition = try lloyd.run(from: start)
    return Contest.Entry(restart: restart, start: start, partition: partition)
  }

  /// Polishes and numbers the best restart, and carries it over to the rows.
  private func model(
    of entry: Contest.Entry, inertias: [Double], control: RunControl
  ) throws(CancellationError) -> KMeansModel {
    let k = entry.partition.masses.count
    let lloyd = lloyd(k, control: control)
    var partition = entry.partition
    if settings.start == nil {
      if settings.polish == .transfers {
        partition = try Transfers(lloyd: lloyd).improve(partition)
      }
      partition = try SegmentOrder(lloyd: lloyd).number(partition)
    }
    let d = lloyd.points.columns
    let labels = try rowLabels(of: partition, k: k, control: control)
    return KMeansModel(
      centroids: Matrix(rows: k, columns: d, values: partition.centroids), labels: labels,
      sizes: sizes(of: partition, k: k), weights: partition.masses, inertia: partition.inertia,
      iterations: partition.updates, hasConverged: partition.hasConverged,
      restart: entry.restart, restartInertias: inertias, seed: settings.seed,
      start: Matrix(rows: k, columns: d, values: entry.start))
  }

  private func lloyd(_ k: Int, control: RunControl) -> Lloyd {
    Lloyd(
      points: points.canonical.points, k: k,
      tolerance: settings.tolerance * points.canonical.meanVariance,
      maxIterations: settings.maxIterations, control: control)
  }

  private func sizes(of partition: Partition, k: Int) -> [Int] {
    var sizes = [Int](repeating: 0, count: k)
    for (p, rows) in points.canonical.rowCounts.enumerated() {
      sizes[Int(partition.labels[p])] += Int(rows)
    }
    return sizes
  }

  private func rowLabels(
    of partition: Partition, k: Int, control: RunControl
  ) throws(CancellationError) -> [Int] {
    var labels = points.canonical.pointOfRow.map { $0 < 0 ? 0 : Int(partition.labels[Int($0)]) }
    if let others = points.coordinatesWithoutWeight {
      let nearest = try Nearest(others, centroids: partition.centroids, k: k, control: control)
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        labels[Int(row)] = Int(nearest.labels[place])
      }
    }
    return labels
  }
}

/// The restarts of one candidate, as they come in.
private struct Contest: Sendable {
  struct Entry: Sendable {
    let restart: Int
    let start: [Double]
    let partition: Partition
  }

  private(set) var best: Entry?
  private(set) var inertias: [Double]
  private(set) var remaining: Int
  var model: KMeansModel?

  init(inertias: [Double]) {
    self.inertias = inertias
    remaining = inertias.count
  }

  /// Keeps the least inertia, ties to the earlier restart, in whatever order they come.
  mutating func take(_ entry: Entry) {
    remaining -= 1
    inertias[entry.restart] = entry.partition.inertia
    guard let best else {
      self.best = entry
      return
    }
    let (new, old) = (entry.partition.inertia, best.partition.inertia)
    if new < old || (new == old && entry.restart < best.restart) { self.best = entry }
  }
}
