/// What is known of one candidate.
public struct MeasuredCandidate: Equatable, Sendable {
  /// What tells it from the others: the number of segments, unless several have the same.
  public let id: Int
  /// The number of segments; 1 is welcome if a metric has a value there.
  public let k: Int
  /// Candidates of one family differ in the number of segments alone, so that a curve leads through
  /// them.
  public let family: Int
  /// The share of rows of each segment.
  public let shares: [Double]
  /// What was measured.
  public let values: [Metric: Double]

  /// A number of segments with the shares of the segments and what was measured.
  ///
  /// - Parameters:
  ///   - k: The number of segments.
  ///   - id: Tells candidates with one number of segments apart, such as those of two algorithms;
  ///     the number of segments if it is left out.
  ///   - family: Which curve over the number of segments it is a point of.
  ///   - shares: The share of rows of each segment.
  ///   - values: What was measured.
  public init(
    k: Int, id: Int? = nil, family: Int = 0, shares: [Double], values: [Metric: Double]
  ) {
    self.id = id ?? k
    self.k = k
    self.family = family
    self.shares = shares
    self.values = values
  }

  /// The value of a metric, `nil` if it was not measured or is not a number.
  func value(of metric: Metric) -> Double? {
    values[metric].flatMap { $0.isNaN ? nil : $0 }
  }
}
