extension Metric {
  /// Every metric, in the order of the columns of candidates.
  public static let all: [Metric] = [
    .silhouette, .daviesBouldin, .calinskiHarabasz, .dunn, .xieBeni, .simplifiedSilhouette, .gap,
    .gapError, .inertia, .elbow, .bic, .aic, .icl, .predictionStrength, .instability, .ambiguity,
    .jaccard, .heldOut,
    .stability, .smallest, .largest,
  ]

  /// The metrics that have a value for a single candidate: columns of the table of candidates.
  public static let columns = all.filter { $0.better != .knee }

  /// The metric with a name, or `nil` if there is none.
  public init?(named name: String) {
    guard let metric = Metric.all.first(where: { $0.name == name }) else { return nil }
    self = metric
  }

  /// The metrics with these names, in the order of ``all``, and the metrics they are computed with.
  public static func asked(by names: some Sequence<String>) -> [Metric] {
    let names = Set(names)
    let asked = all.filter { names.contains($0.name) }
    let sources = asked.compactMap(\.source)
    return all.filter { asked.contains($0) || sources.contains($0) }
  }

  /// The metric that it is computed with, if there is one.
  public var source: Metric? {
    if case .along(let metric) = computation { metric } else { nil }
  }

  /// Whether it can pick a number of segments; inertia cannot, since it always falls with k.
  public var canPick: Bool { choice != .never }
}
