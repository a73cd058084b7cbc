import Matrices

extension Metric {
  /// How a metric is computed.
  public enum Computation: Sendable {
    /// It is known from the fit, or follows from other known values.
    case known
    /// From rows and labels; called only for 2 to n − 1 segments.
    case labels(@Sendable (LabelledPoints, RunControl) throws(ClusteringError) -> LabelsValue)
    /// From resampled rows, to judge the segments of one candidate; `nil` for no value.
    case resampled(
      replicates: Int, @Sendable (ResampledRequest) throws(ClusteringError) -> Double?)
    /// From resampled rows, for candidates that differ only in the number of segments.
    ///
    /// If it starts at one, the value for a single segment of all rows is a point of the curve even if
    /// it is not a candidate. If it compares fits, the inertias of the candidates are passed in and
    /// resampled rows are clustered with as many starts; otherwise they are clustered with few starts.
    case curve(
      replicates: Int = 0, startsAtOne: Bool = false, comparesFits: Bool = false,
      @Sendable (CurveRequest) throws(ClusteringError) -> [CurveValue])
    /// Together with another metric.
    indirect case along(with: Metric)
  }

  /// The cost of a metric.
  public enum Effort: Sendable {
    /// Known from the fit.
    case none
    /// A function of rows and labels.
    case labels
    /// Resampled rows are clustered by the same method, many times.
    case refits
  }

  /// Its cost.
  public var effort: Effort {
    switch computation {
    case .known: .none
    case .labels: .labels
    case .resampled, .curve: .refits
    case .along(let metric): metric.effort
    }
  }

  /// The default number of resamples; 0 if rows are not resampled.
  public var standardReplicates: Int {
    switch computation {
    case .resampled(let replicates, _), .curve(let replicates, _, _, _): replicates
    case .known, .labels, .along: 0
    }
  }
}

/// The value of a metric of rows and labels.
public struct LabelsValue: Sendable {
  /// The metric.
  public let value: Double
  /// Its value for each row, `nil` for noise; empty if it has no values per row.
  public let rows: [Double?]
  /// Its value for each segment, in the order of `LabelledPoints.segments`; empty if it has none.
  public let segments: [Double]

  /// A value, and its values per row and per segment.
  public init(_ value: Double, rows: [Double?] = [], segments: [Double] = []) {
    self.value = value
    self.rows = rows
    self.segments = segments
  }
}

/// One candidate whose segments are compared with those of resampled rows.
public struct ResampledRequest: Sendable {
  /// The rows, prepared.
  public let points: PreparedPoints
  /// The candidate's segment of each row; below 0 is noise.
  public let labels: [Int]
  /// How rows are clustered.
  public let method: any ClusteringMethod
  /// How columns of resampled rows are rescaled; `nil` leaves them unchanged.
  public let rescaling: Scaling?
  /// The number of resamples.
  public let replicates: Int
  /// The seed of the random numbers.
  public let seed: UInt64
  /// Threads, cancellation and progress.
  public let control: RunControl

  /// A request.
  public init(
    points: PreparedPoints, labels: [Int], method: any ClusteringMethod, rescaling: Scaling?,
    replicates: Int, seed: UInt64, control: RunControl
  ) {
    self.points = points
    self.labels = labels
    self.method = method
    self.rescaling = rescaling
    self.replicates = replicates
    self.seed = seed
    self.control = control
  }
}

/// Candidates that differ only in the number of segments.
public struct CurveRequest: Sendable {
  /// Their numbers of segments, ascending.
  public let candidates: [Int]
  /// The rows, prepared.
  public let points: PreparedPoints
  /// How rows are clustered; its own number of segments is ignored.
  public let method: any ClusteringMethod
  /// The inertias of the candidates by their number of segments, if fits are compared.
  public let observed: [Int: Double]
  /// How the metric is computed.
  public let settings: MetricSettings
  /// The number of resamples, if it resamples.
  public let replicates: Int
  /// The seed of the random numbers.
  public let seed: UInt64
  /// Threads, cancellation and progress.
  public let control: RunControl

  /// A request.
  public init(
    candidates: [Int], points: PreparedPoints, method: any ClusteringMethod,
    observed: [Int: Double] = [:], settings: MetricSettings, replicates: Int, seed: UInt64,
    control: RunControl
  ) {
    self.candidates = candidates
    self.points = points
    self.method = method
    self.observed = observed
    self.settings = settings
    self.replicates = replicates
    self.seed = seed
    self.control = control
  }
}

/// A point of a curve over numbers of segments.
public struct CurveValue: Equatable, Sendable {
  /// The number of segments.
  public let k: Int
  /// The metric.
  public let value: Double
  /// Its standard error, if it is known.
  public let error: Double?

  /// A point.
  public init(k: Int, value: Double, error: Double? = nil) {
    self.k = k
    self.value = value
    self.error = error
  }
}
