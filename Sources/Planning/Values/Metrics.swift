import Clustering

/// What is known of a clustering so far; a metric that is absent was not computed or is undefined.
package struct Metrics: Equatable, Sendable {
  private var values: [Metric: Double] = [:]
  /// What was asked for and has no value here.
  private var undefined: Set<Metric> = []
  /// The mean silhouette of each segment, where the silhouette was computed.
  package var silhouetteBySegment: [Double] = []
  /// The gap of one segment of all and its standard error, where the gap was computed.
  package var gapOfOne: Gap?
  /// What is known by columns of the customers, by the name of the candidates' column.
  package var byColumn: [String: Double] = [:]
  /// How metrics that draw lots are computed; what was computed otherwise is forgotten.
  package private(set) var settings = MetricSettings()

  /// A gap with its standard error.
  package struct Gap: Equatable, Sendable {
    package let value: Double
    package let error: Double

    package init(value: Double, error: Double) {
      self.value = value
      self.error = error
    }
  }

  package init() {}

  /// Whether a word is the name of a metric.
  package static func hasMetric(named name: String) -> Bool { Metric(named: name) != nil }

  package subscript(metric: Metric) -> Double? {
    get { values[metric] }
    set {
      // Infinite is no place in an order of candidates, nor a number of a report.
      values[metric] = newValue.flatMap { $0.isFinite ? $0 : nil }
      if newValue?.isFinite == true { undefined.remove(metric) }
    }
  }

  /// Whether a metric has to be computed to be known.
  package func isOpen(_ metric: Metric) -> Bool {
    values[metric] == nil && !undefined.contains(metric)
  }

  /// Keeps in mind that there is no value here.
  package mutating func markUndefined(_ metric: Metric) {
    if values[metric] == nil { undefined.insert(metric) }
  }

  /// Has metrics computed in another way from now on.
  package mutating func measure(by settings: MetricSettings) {
    let changed = Metric.all.filter { !settings.measures($0, as: self.settings) }
    for metric in changed {
      values[metric] = nil
      undefined.remove(metric)
    }
    if changed.contains(.gap) { gapOfOne = nil }
    self.settings = settings
  }
}
