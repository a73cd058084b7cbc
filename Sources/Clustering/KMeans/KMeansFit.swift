import Matrices
import Synchronization

/// One or several numbers of segments with all their restarts, distributed over threads.
///
/// Small pieces of work, one restart of a candidate each, keep every thread busy; with fewer pieces
/// than threads, the blocks of each pass are distributed instead. The results are the same either way.
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

  /// Fits all candidates, smaller ones first, and returns those finished before a cancellation.
  func run(
    control: RunControl, finished: (@Sendable (KMeansModel) -> Void)?
  ) throws(ClusteringError) -> SweepResult {
    if let optimal = try optimum(control: control) {
      optimal.models.forEach { finished?($0) }
      return optimal
    }
    let models = search(keepingLabels: true, control: control) {
      (tracker, lloyd) throws(CancellationError) -> KMeansModel in
      let model = try model(of: tracker, lloyd: lloyd)
      finished?(model)
      return model
    }
    return SweepResult(models: models, isCancelled: models.count < candidates.count)
  }

  /// The inertias of the models that `run` finds, without the models.
  ///
  /// - Throws: `.cancelled`.
  func inertias(control: RunControl) throws(ClusteringError) -> [Double] {
    if let optimal = try optimum(control: control) {
      guard !optimal.isCancelled else { throw .cancelled }
      return optimal.models.map(\.inertia)
    }
    let inertias = search(keepingLabels: false, control: control) {
      (tracker, lloyd) throws(CancellationError) -> Double in
      try winner(of: tracker, lloyd: lloyd).partition.inertia
    }
    guard inertias.count == candidates.count else { throw .cancelled }
    return inertias
  }

  /// Runs all restarts of all candidates, and makes a result for each candidate when its last restart is
  /// done; returns the results made before a cancellation.
  private func search<Result: Sendable>(
    keepingLabels: Bool, control: RunControl,
    making make: @Sendable (RestartTracker, Lloyd) throws(CancellationError) -> Result
  ) -> [Result] {
    let restarts = settings.start == nil ? settings.restarts : 1
    let pieces = candidates.count * restarts
    let isWide = pieces >= control.threads
    let inner = control.quiet(threads: isWide ? 1 : control.threads)
    let outer = RunControl(
      threads: isWide ? control.threads : 1, cancellation: control.cancellation,
      progress: control.part(from: Self.seedingShare, share: 1 - Self.seedingShare).progress)
    let trackers = Mutex(
      candidates.map { _ in RestartTracker(restarts: restarts, keepsLabels: keepingLabels) })
    let results = Mutex([Result?](repeating: nil, count: candidates.count))
    let first = FirstDivisions(restarts: restarts, most: candidates.max() ?? 0)
    do {
      let starts = try starts(
        restarts, control: control.part(from: 0, share: Self.seedingShare))
      let search = try SearchPoints(
        points.canonical.points, centroids: restarts * candidates.reduce(0, +),
        control: control)
      try Parallel.forEach(pieces, control: outer) { piece, _ in
        let (candidate, restart) = piece.quotientAndRemainder(dividingBy: restarts)
        let lloyd = lloyd(candidates[candidate], search: search, control: inner)
        let start = start(of: lloyd.k, among: starts[restart])
        let known = first.division(of: restart, upTo: lloyd.k)
        let partition = try? lloyd.run(from: start, after: known) { passes in
          guard first.wants(lloyd.k, of: restart) else { return }
          first.take(passes.division, of: restart)
        }
        guard let partition else { return }
        let entry = RestartTracker.Entry(restart: restart, start: start, partition: partition)
        let tracker = trackers.withLock { trackers in
          trackers[candidate].take(entry)
          return trackers[candidate]
        }
        guard tracker.remaining == 0, let result = try? make(tracker, lloyd) else { return }
        trackers.withLock { $0[candidate].close() }
        results.withLock { $0[candidate] = result }
      }
    } catch {}
    return results.withLock { $0.compactMap(\.self) }
  }

  /// The globally optimal models, for a single column, where finding them takes a fraction of the time
  /// of the restarts, and without a given start; `nil` otherwise.
  private func optimum(control: RunControl) throws(ClusteringError) -> SweepResult? {
    let univariate = UnivariateKMeans(candidates, memoryLimit: 1 << 28)
    guard settings.start == nil, univariate.suits(points) else { return nil }
    do throws(ClusteringError) {
      let models = try univariate.fit(points, seed: settings.seed, control: control)
      return SweepResult(models: models, isCancelled: false)
    } catch .cancelled {
      return SweepResult(models: [], isCancelled: true)
    }
  }

  /// The approximate share of the work spent on starting centres.
  private static let seedingShare = 0.1
  /// The maximum number of values that restarts seeded together may hold, unless one restart alone
  /// holds more.
  private static let mostSeedingNumbers = 1 << 22

  /// The starting points of each restart, for the largest candidate; those of a smaller candidate are
  /// the first of them.
  private func starts(
    _ restarts: Int, control: RunControl
  ) throws(CancellationError) -> [[Int]] {
    guard settings.start == nil, let most = candidates.max() else {
      return Array(repeating: [], count: restarts)
    }
    let isWide = restarts >= control.threads
    let seeding = GreedySeeding(
      points: points.canonical, control: control.quiet(threads: isWide ? 1 : control.threads))
    let together = max(1, Self.mostSeedingNumbers / points.canonical.points.count)
    let each = min(together, isWide ? (restarts + control.threads - 1) / control.threads : restarts)
    let lots = (restarts + each - 1) / each
    let chosen = Mutex([[Int]](repeating: [], count: restarts))
    let outer = RunControl(
      threads: isWide ? control.threads : 1, cancellation: control.cancellation,
      progress: control.progress)
    try Parallel.forEach(lots, control: outer) { lot, _ in
      let lot = lot * each..<min(restarts, (lot + 1) * each)
      guard let found = try? seeding.choose(most, seed: settings.seed, restarts: lot) else {
        return
      }
      chosen.withLock { $0.replaceSubrange(lot, with: found) }
    }
    // A cancelled batch leaves its restarts without centres.
    try control.checkCancellation()
    return chosen.withLock { $0 }
  }

  /// The starting centres of a candidate, shape `[k × d]`.
  private func start(of k: Int, among chosen: [Int]) -> [Double] {
    settings.start?.values ?? chosen.prefix(k).flatMap { points.canonical.points.point($0) }
  }

  /// The best restart, refined.
  private func winner(
    of tracker: RestartTracker, lloyd: Lloyd
  ) throws(CancellationError) -> (entry: RestartTracker.Entry, partition: Partition) {
    let first = tracker.leaders[0]
    var (entry, partition) = (first, try polished(first.partition, lloyd: lloyd))
    // A worse restart can end better after refinement, so the next best are refined too if that is cheap.
    if settings.polish == .swaps, Swaps.isAffordable(lloyd) {
      for other in tracker.leaders.dropFirst() {
        let rival = try polished(other.partition, lloyd: lloyd)
        if rival.inertia < partition.inertia { (entry, partition) = (other, rival) }
      }
    }
    return (entry, partition)
  }

  /// The best restart with numbered segments and a label for each row.
  private func model(
    of tracker: RestartTracker, lloyd: Lloyd
  ) throws(CancellationError) -> KMeansModel {
    let k = lloyd.k
    var (entry, partition) = try winner(of: tracker, lloyd: lloyd)
    if !settings.followsStart { partition = try SegmentOrder(lloyd: lloyd).number(partition) }
    let d = lloyd.points.columns
    let agreements = tracker.labels.compactMap { $0.map { agreement($0, partition.labels, k: k) } }
    let labels = try rowLabels(of: partition, k: k, control: lloyd.control)
    return KMeansModel(
      centroids: Matrix(rows: k, columns: d, values: partition.centroids), labels: labels,
      sizes: sizes(of: partition, k: k), weights: partition.masses, inertia: partition.inertia,
      iterations: partition.updates, hasConverged: partition.hasConverged,
      restart: entry.restart, restartInertias: tracker.inertias,
      restartAgreement: agreements.reduce(0, +) / Double(agreements.count), seed: settings.seed,
      start: Matrix(rows: k, columns: d, values: entry.start))
  }

  /// The adjusted Rand index, over rows, of two partitions of the points into k parts.
  private func agreement(
    _ first: AlignedArray<Int32>, _ second: AlignedArray<Int32>, k: Int
  ) -> Double {
    var counts = [Int](repeating: 0, count: k * k)
    for (p, rows) in points.canonical.rowCounts.enumerated() {
      let pair = unsafe Int(first.base[p]) * k + Int(second.base[p])
      counts[pair] += Int(rows)
    }
    var table = Contingency()
    for (pair, rows) in counts.enumerated() where rows > 0 {
      table.add(pair / k, pair % k, rows: rows)
    }
    return table.adjustedRand
  }

  private func polished(
    _ partition: Partition, lloyd: Lloyd
  ) throws(CancellationError) -> Partition {
    guard !settings.followsStart, settings.polish != .none else { return partition }
    let improved = try Transfers(lloyd: lloyd).improve(partition)
    guard settings.polish == .swaps else { return improved }
    return try Swaps(points: points.canonical, lloyd: lloyd, seed: settings.seed)
      .improve(improved)
  }

  private func lloyd(_ k: Int, search: SearchPoints, control: RunControl) -> Lloyd {
    Lloyd(
      points: points.canonical.points, k: k,
      tolerance: settings.tolerance * points.canonical.meanVariance,
      maxIterations: settings.maxIterations, search: search, control: control)
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

/// The finished restarts of one candidate.
private struct RestartTracker: Sendable {
  struct Entry: Sendable {
    let restart: Int
    let start: [Double]
    let partition: Partition
  }

  /// The best restarts that differ in inertia, best first, ties to the earlier; a few at most.
  private(set) var leaders: [Entry] = []
  private(set) var inertias: [Double]
  /// The labels of the points in each restart, if they are kept.
  private(set) var labels: [AlignedArray<Int32>?]
  private(set) var remaining: Int
  private let keepsLabels: Bool

  private static let mostLeaders = 3

  init(restarts: Int, keepsLabels: Bool) {
    self.keepsLabels = keepsLabels
    inertias = Array(repeating: .infinity, count: restarts)
    remaining = restarts
    labels = Array(repeating: nil, count: restarts)
  }

  /// Releases what is no longer needed.
  mutating func close() {
    leaders = []
    labels = []
  }

  /// Adds a finished restart, in any order.
  mutating func take(_ entry: Entry) {
    remaining -= 1
    inertias[entry.restart] = entry.partition.inertia
    if keepsLabels { labels[entry.restart] = entry.partition.labels }
    leaders.append(entry)
    leaders.sort {
      ($0.partition.inertia, $0.restart) < ($1.partition.inertia, $1.restart)
    }
    for i in leaders.indices.dropFirst().reversed()
    where leaders[i].partition.inertia == leaders[i - 1].partition.inertia {
      leaders.remove(at: i)
    }
    if leaders.count > Self.mostLeaders { leaders.removeLast() }
  }
}
