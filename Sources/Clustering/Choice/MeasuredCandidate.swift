/// The measured values of one candidate.
public struct MeasuredCandidate: Equatable, Sendable {
  /// Identifies the candidate: the number of segments, unless several candidates have the same.
  public let id: Int
  /// The number of segments; 1 is allowed if a metric has a value for it.
  public let k: Int
  /// Candidates of one family differ only in the number of segments and form a curve.
  public let family: Int
  /// The share of rows of each segment.
  public let shares: [Double]
  /// The measured metrics.
  public let values: [Metric: Double]

  /// A number of segments with the shares of the segments and the measured metrics.
  ///
  /// - Parameters:
  ///   - k: The number of segments.
  ///   - id: Distinguishes candidates with the same number of segments, such as those of two
  ///     algorithms; the number of segments by default.
  ///   - family: The curve over the number of segments to which it belongs.
  ///   - shares: The share of rows of each segment.
  ///   - values: The measured metrics.
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
