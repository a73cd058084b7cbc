import Matrices

/// How much tighter the segments are than segments of rows without structure.
///
/// Gap(k) = mean over references of log W* − log W, with W the sum of squared distances to the
/// segments' means. References are uniform in a box; s(k) is the standard deviation of log W* times √(1
/// + 1/B), which accounts for the error of the simulation. R. Tibshirani, G. Walther, T. Hastie, J. R.
/// Statist. Soc. B 63, 2001. R's `clusGap` halves W and by default uses unsquared distances (`d.power =
/// 1`) and a standard deviation with divisor B − 1; here, as in the paper, distances are squared and
/// the divisor is B.
///
/// ```swift
/// let gaps = try GapStatistic(1...8, of: points, control: RunControl(threads: 2))
/// gaps.rows.map(\.gap)             // one per number of segments
/// gaps.choice(.firstWithinError)   // 1 means "no segments"
/// ```
public struct GapStatistic: Equatable, Sendable {
  /// One entry per number of segments, ascending.
  public let rows: [Row]
  /// The box from which the references were drawn.
  public let box: Box
  /// The number of references, *B*.
  public let references: Int
  /// The seed of the references.
  public let seed: UInt64

  /// The gap at one number of segments.
  public struct Row: Equatable, Sendable {
    /// The number of segments.
    public let k: Int
    /// log W of the rows.
    public let logWithin: Double
    /// The mean of log W over the references.
    public let expectedLogWithin: Double
    /// Their difference.
    public let gap: Double
    /// s(k): the simulation's standard error.
    public let standardError: Double
  }

  /// The box in which references are uniform.
  public enum Box: String, Equatable, Sendable, CaseIterable {
    /// The range of every column.
    case columns
    /// The range along every principal component: `clusGap`'s `scaledPCA`, its default.
    case principal
  }

  /// A way to choose the number of segments from the gaps.
  ///
  /// They often disagree: the same gaps can give 1 and 10. Names are those of R's `maxSE`.
  public enum Rule: String, Equatable, Sendable, CaseIterable {
    /// The first local maximum.
    case firstMax = "firstmax"
    /// The global maximum.
    case globalMax = "globalmax"
    /// The smallest k with gap(k) ≥ gap(k + 1) − s(k + 1): the paper's.
    case tibshirani = "Tibs2001SEmax"
    /// The smallest k up to the first local maximum that is within one s of it: `clusGap`'s default.
    case firstWithinError = "firstSEmax"
    /// The smallest k up to the global maximum that is within one s of it.
    case globalWithinError = "globalSEmax"
  }

  /// The maximum number of rows of a reference; with more rows, each reference row gets more weight.
  public static let mostReferenceRows = 200_000

  /// Measures gaps.
  ///
  /// - Parameters:
  ///   - candidates: Numbers of segments, including 1 if "no segments" is a possible answer.
  ///   - points: The rows, prepared.
  ///   - method: How rows and references are clustered, the same for both; its own `k` is ignored. W
  ///     excludes noise.
  ///   - observed: W of the rows for numbers of segments that were already fitted by the same method;
  ///     the others are fitted.
  ///   - box: The box in which references are uniform.
  ///   - references: The number of references, at least 1.
  ///   - seed: The seed of the random numbers of the references.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: As `KMeansSweep`; `.cancelled`.
  /// - Complexity: That of `references` + 1 sweeps.
  public init(
    _ candidates: some Sequence<Int>, of points: PreparedPoints,
    by method: any ClusteringMethod = KMeans(k: 1, restarts: 3, polish: .transfers),
    observed: [Int: Double] = [:], box: Box = .principal, references: Int = 50, seed: UInt64 = 1,
    control: RunControl
  ) throws(ClusteringError) {
    let candidates = Set(candidates).sorted()
    let count = max(1, references)
    let share = 1 / Double(count + 1)
    let unknown = candidates.filter { observed[$0] == nil }
    let fitted = try Self.logWithin(
      points, unknown, method, seed: seed, control: control.part(from: 0, share: share))
    var own = observed.mapValues { portableLog($0) }
    for (k, value) in zip(unknown, fitted) { own[k] = value }
    let source: ReferenceBox
    do {
      source = try ReferenceBox(points, box: box, control: control)
    } catch {
      throw .cancelled
    }
    let drawn = try Replicates.map(
      count, control: control.part(from: share, share: 1 - share)
    ) { (reference, control) throws(ClusteringError) -> [Double] in
      let matrix = source.draw(
        CounterRandom(seed: seed, purpose: .gapReference, words: [UInt64(reference)]))
      let weights =
        source.weightPerRow == 1
        ? nil : [Double](repeating: source.weightPerRow, count: matrix.rows)
      let prepared = try PreparedPoints(matrix, weights: weights, control: control)
      return try Self.logWithin(prepared, candidates, method, seed: seed, control: control)
    }
    rows = candidates.indices.map { place in
      let values = drawn.map { $0[place] }
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      let logWithin = own[candidates[place]] ?? .nan
      return Row(
        k: candidates[place], logWithin: logWithin, expectedLogWithin: mean, gap: mean - logWithin,
        standardError: (variance * (1 + 1 / Double(count))).squareRoot())
    }
    self.box = box
    self.references = count
    self.seed = seed
  }

  /// Gaps that were measured elsewhere.
  init(rows: [Row], box: Box, references: Int, seed: UInt64) {
    self.rows = rows
    self.box = box
    self.references = references
    self.seed = seed
  }

  private static func logWithin(
    _ points: PreparedPoints, _ candidates: [Int], _ method: any ClusteringMethod, seed: UInt64,
    control: RunControl
  ) throws(ClusteringError) -> [Double] {
    try method.sumsOfSquares(candidates, points, seed: seed, control: control)
      .map { portableLog($0) }
  }

  /// The number of segments by a rule, or `nil` if there are no candidates.
  ///
  /// A gap of NaN, as with as many segments as distinct rows, ends the list.
  public func choice(_ rule: Rule) -> Int? {
    rule.choice(gaps: rows.map(\.gap), errors: rows.map(\.standardError)).map { rows[$0].k }
  }
}

extension GapStatistic.Rule {
  /// The index that the rule chooses among gaps by ascending number of segments, or `nil` if there are
  /// none.
  ///
  /// A gap of NaN ends the list.
  public func choice(gaps: [Double], errors: [Double]) -> Int? {
    precondition(gaps.count == errors.count, "a standard error for each gap")
    let gaps = gaps.prefix { $0.isFinite }
    guard !gaps.isEmpty else { return nil }
    let firstMax = gaps.indices.dropLast().first { gaps[$0 + 1] <= gaps[$0] } ?? gaps.count - 1
    var globalMax = 0
    for place in gaps.indices where gaps[place] > gaps[globalMax] { globalMax = place }
    func firstWithin(_ top: Int) -> Int {
      (0...top).first { gaps[$0] >= gaps[top] - errors[top] } ?? top
    }
    switch self {
    case .firstMax: return firstMax
    case .globalMax: return globalMax
    case .firstWithinError: return firstWithin(firstMax)
    case .globalWithinError: return firstWithin(globalMax)
    case .tibshirani:
      return gaps.indices.dropLast().first { gaps[$0] >= gaps[$0 + 1] - errors[$0 + 1] }
        ?? gaps.count - 1
    }
  }
}
