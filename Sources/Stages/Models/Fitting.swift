import Clustering
import Diagnostics
import Matrices
import Planning
import Syntax

/// Collects the models of a call while they are fitted to the same points.
///
/// ```swift
/// try model.run(input, context) { (fitting) throws(ClusteringError) in
///   for k in ks.values where try fitting.canHave(k) {
///     let method = KMedians(k: k, restarts: 10, seed: fitting.seed, maxIterations: 300)
///     let found = try method.fit(fitting.points(), control: fitting.control())
///     try fitting.add(
///       Fitting.FitResult(
///         labels: found.labels, centroids: found.medians, sizes: found.sizes, rule: found.rule,
///         method: method))
///   }
/// }
/// ```
struct Fitting {
  let call: ModelCall
  let scaled: Scaled
  let seed: UInt64
  let context: RunContext
  private(set) var models: [Model] = []
  private(set) var remarks: [Diagnostic] = []
  /// The numbers of segments for which there are too few distinct customers.
  private(set) var tooMany: TooMany?
  private var prepared: PreparedPoints?

  /// Numbers of segments above the number of distinct customers.
  struct TooMany {
    /// The smallest and the largest such number.
    let lowest: Int
    let highest: Int
    let distinctRows: Int
  }

  init(call: ModelCall, scaled: Scaled, seed: UInt64, context: RunContext) {
    self.call = call
    self.scaled = scaled
    self.seed = seed
    self.context = context
  }

  /// The distinct customers in canonical order.
  ///
  /// They are a copy of all rows, made on first use: a fit that reads the rows in blocks never makes it.
  ///
  /// - Throws: `ClusteringError` for values that cannot be used; `.cancelled`.
  mutating func points() throws(ClusteringError) -> PreparedPoints {
    if let prepared { return prepared }
    let points = try PreparedPoints(scaled.matrix, control: context.control)
    prepared = points
    return points
  }

  /// The control for the next candidates, whose progress is a part of the whole.
  func control(of candidates: Int = 1) -> RunControl {
    let share = 1 / Double(max(1, call.count))
    return context.control.part(
      from: share * Double(models.count), share: share * Double(candidates))
  }

  /// Whether there are enough distinct customers for k segments; leaves k out if not.
  mutating func canHave(_ k: Int) throws(ClusteringError) -> Bool {
    let distinctRows = try points().distinctRows
    if k <= distinctRows { return true }
    leaveOut(k, distinctRows: distinctRows)
    return false
  }

  /// Records that there are too few distinct customers for k segments.
  mutating func leaveOut(_ k: Int, distinctRows: Int) {
    tooMany = TooMany(
      lowest: min(k, tooMany?.lowest ?? k), highest: max(k, tooMany?.highest ?? k),
      distinctRows: distinctRows)
  }

  mutating func remark(_ remark: Diagnostic) { remarks.append(remark) }

  /// The result of an algorithm, in the form that all algorithms share.
  struct FitResult {
    var labels: [Int]
    /// The representative of each segment, shape `[k × d]`.
    var centroids: Matrix
    var sizes: [Int]
    var rule: any AssignmentRule
    var method: any ClusteringMethod
    var iterations: Int?
    var hasConverged = true
    /// The parameters of the fit: those that vary, and others worth reporting.
    var parameters = LedgerRecord()
    /// Numbers of the fit that only the ledger records.
    var numbers = LedgerRecord()
    var metrics = Metrics()
  }

  /// Adds a model.
  ///
  /// - Throws: `.cancelled`.
  mutating func add(_ found: FitResult) throws(ClusteringError) {
    var parameters = LedgerRecord()
    parameters["k"] = .integer(found.sizes.count)
    for entry in found.parameters.entries { parameters[entry.name] = entry.value }
    var metrics = found.metrics
    let rows = found.labels.count
    let noise = found.labels.count { $0 < 0 }
    var inertia = metrics[.inertia]
    if inertia == nil, noise == 0 {
      let parts = try LabelledPoints(
        points(), labels: found.labels, control: context.control.quiet(threads: 1))
      inertia = parts.segments.reduce(0) { $0 + $1.sumOfSquares }
      metrics[.inertia] = inertia
    }
    if let least = found.sizes.min(), let most = found.sizes.max() {
      metrics[.smallest] = Double(least) / Double(max(1, rows))
      metrics[.largest] = Double(most) / Double(max(1, rows))
    }
    models.append(
      Model(
        algorithm: call.algorithm, parameters: parameters, scaled: scaled, labels: found.labels,
        centroids: found.centroids, sizes: found.sizes, rule: found.rule, method: found.method,
        inertia: inertia, iterations: found.iterations, converged: found.hasConverged,
        fitted: found.numbers, metrics: metrics))
    let isAlone = found.method.segmentCount == nil && found.sizes.count < 2
    if !call.isSweep, isAlone || noise * 2 > rows {
      remarks.append(.few(found.sizes.count, noise: noise, of: rows, at: call.range))
    }
  }
}

extension Fitting {
  /// The ledger entry of one model.
  func record(of model: Model) -> LedgerRecord {
    var record = model.parameters
    // A given number of segments is in the script already.
    if model.method.segmentCount != nil { record["k"] = nil }
    if model.noise > 0 { record["noise"] = .integer(model.noise) }
    for entry in model.fitted.entries { record[entry.name] = entry.value }
    return record
  }

  /// The parameters that all candidates share.
  func common(_ model: Model) -> LedgerRecord {
    var record = LedgerRecord()
    for entry in model.parameters.entries
    where entry.name != "k" && !call.swept.contains(entry.name) {
      record[entry.name] = entry.value
    }
    return record
  }

  /// What identifies a candidate: k alone, or k with the other parameters that vary.
  func varied(_ model: Model) -> LedgerValue {
    if call.swept == ["k"] { return .integer(model.k) }
    var record = LedgerRecord()
    record["k"] = .integer(model.k)
    for name in call.swept { record[name] = model.parameters[name] }
    if model.noise > 0 { record["noise"] = .integer(model.noise) }
    return .record(record)
  }
}

extension Diagnostic {
  /// A clustering with fewer than two segments, or mostly noise.
  fileprivate static func few(
    _ k: Int, noise: Int, of rows: Int, at range: SourceRange
  ) -> Diagnostic {
    let what =
      k == 0
      ? "all \(grouped(rows)) customers are noise: no segment was found"
      : k == 1 && noise == 0
        ? "all \(grouped(rows)) customers are in one segment"
        : k == 1
          ? "only one segment was found, and \(grouped(noise)) of \(grouped(rows)) customers are noise"
          : "\(grouped(noise)) of \(grouped(rows)) customers are noise"
    return Diagnostic(
      .noDivision, what, at: range,
      notes: k < 2
        ? [
          "silhouette, Davies-Bouldin and Calinski-Harabasz compare segments: there is nothing to "
            + "compare"
        ] : [])
  }
}

extension DiagnosticCode {
  package static let noDivision = DiagnosticCode(
    "W0910", "fewer than two segments, or mostly noise",
    page: """
      All customers are in one segment, or most of them are noise. With density-based methods this
      depends on how near customers must be to count as neighbours: a larger `eps`, or a smaller
      `min_points` or `min_size`, leaves less noise; a smaller `eps` separates segments that were
      merged into one.

      Metrics that compare segments are undefined for fewer than two segments and are not shown.
      """)
}
