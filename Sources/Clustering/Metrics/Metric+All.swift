extension Metric {
  /// Every metric, in the order of the columns of candidates.
  public static let all: [Metric] = [
    .silhouette, .daviesBouldin, .calinskiHarabasz, .dunn, .xieBeni, .simplifiedSilhouette, .gap,
    .gapError, .inertia, .elbow, .bic, .aic, .icl, .predictionStrength, .instability, .ambiguity,
    .jaccard, .heldOut,
    .stability, .smallest, .largest,
  ]

  /// Those of which a candidate has a value: columns of the table of candidates.
  public static let columns = all.filter { $0.better != .knee }

  /// The metric of a name, or `nil` if there is none.
  public init?(named name: String) {
    guard let metric = Metric.all.first(where: { $0.name == name }) else { return nil }
    self = metric
  }

  /// The metrics that names refer to, in the order of ``all``, with those that they come along with.
  public static func asked(by names: some Sequence<String>) -> [Metric] {
    let names = Set(names)
    let asked = all.filter { names.contains($0.name) }
    let sources = asked.compactMap(\.source)
    return all.filter { asked.contains($0) || sources.contains($0) }
  }

  /// The metric that it is computed along with, if there is one.
  public var source: Metric? {
    if case .along(let metric) = computation { metric } else { nil }
  }

  /// Whether it prefers one number of segments: inertia always falls with k.
  public var canPick: Bool { choice != .never }
}
