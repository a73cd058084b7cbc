/// Segments side by side, in the original units of the features.
package struct Profile: Sendable {
  package enum Statistic: String, CaseIterable, Sendable {
    case mean, median, q1, q3, min, max, sd
  }

  /// How the values are laid out for a reader.
  package enum Layout: String, CaseIterable, Sendable {
    /// `wide` for many columns, otherwise `long`.
    case auto
    /// One row per column of the customers, one column per segment.
    case wide
    /// One row per segment.
    case long
  }

  /// The middle and the quartiles of one column in one segment, with 95% intervals.
  ///
  /// An interval is `nil` if there are too few values for it.
  package struct Spread: Equatable, Sendable {
    package let missing: Int
    package let mean: Double
    package let q1: Double
    package let median: Double
    package let q3: Double
    package let meanInterval: ClosedRange<Double>?
    package let q1Interval: ClosedRange<Double>?
    package let medianInterval: ClosedRange<Double>?
    package let q3Interval: ClosedRange<Double>?

    package init(
      missing: Int, mean: Double, q1: Double, median: Double, q3: Double,
      meanInterval: ClosedRange<Double>?, q1Interval: ClosedRange<Double>?,
      medianInterval: ClosedRange<Double>?, q3Interval: ClosedRange<Double>?
    ) {
      self.missing = missing
      self.mean = mean
      self.q1 = q1
      self.median = median
      self.q3 = q3
      self.meanInterval = meanInterval
      self.q1Interval = q1Interval
      self.medianInterval = medianInterval
      self.q3Interval = q3Interval
    }
  }

  package struct Segment: Sendable {
    /// From 1; 0 for all customers.
    package let number: Int
    package let size: Int
    package let share: Double
    /// The share of the money of all customers; `nil` without an amount, or if its total is not positive.
    package var moneyShare: Double?
    /// Customers who are almost as near to another segment; `nil` if the algorithm cannot say.
    package var nearBorder: Int?
    /// One per column and statistic, in the order of `Profile.columns` and `Profile.statistics`.
    package let values: [[Double?]]
    /// One per column, `nil` without a value; empty for all customers.
    package var spreads: [Spread?] = []
    /// The columns without a significant difference from the other customers.
    package var withinChance: [String] = []
    /// For each category, how often each of its levels occurs, in the order of `Category.levels`.
    package var counts: [[Int]] = []

    package init(number: Int, size: Int, share: Double, values: [[Double?]]) {
      self.number = number
      self.size = size
      self.share = share
      self.values = values
    }
  }

  /// A column of words beside the features, and its values.
  package struct Category: Equatable, Sendable {
    package let name: String
    /// The most frequent first; equally frequent ones ascend.
    package let levels: [String]

    package init(name: String, levels: [String]) {
      self.name = name
      self.levels = levels
    }
  }

  package let model: Model
  /// The features of the clustering.
  package let features: [String]
  /// Numeric columns that are not features.
  package var carried: [String] = []
  /// The categories that were compared.
  package var categories: [Category] = []
  /// For each category, how often its levels occur in all segments together.
  package var categoryTotals: [[Int]] = []
  /// Categories with too many levels.
  package var leftOut: [String] = []
  /// For each column, the largest effect in a segment (|δ|, 0...1); empty if not compared.
  package var effects: [Double] = []
  /// The amount of which `Segment.moneyShare` is a share.
  package var money: String?
  package let statistics: [Statistic]
  package var segments: [Segment]
  /// The same statistics over all customers.
  package let whole: Segment
  package var layout = Layout.auto
  /// Whether a reader sees quartiles and intervals.
  package var showsIntervals = false
  /// Shares of fewer customers are not shown to a reader.
  package var leastCount = 0

  package init(
    model: Model, features: [String], statistics: [Statistic], segments: [Segment],
    whole: Segment
  ) {
    self.model = model
    self.features = features
    self.statistics = statistics
    self.segments = segments
    self.whole = whole
  }

  /// Features, then the other numeric columns.
  package var columns: [String] { features + carried }

  /// The profile without segments and shares of fewer customers than `size`, for pages that are shared.
  package func without(fewerThan size: Int) -> Profile {
    var profile = self
    profile.segments = segments.filter { $0.size >= size }
    profile.leastCount = size
    return profile
  }
}
