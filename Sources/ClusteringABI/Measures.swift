import Clustering
import Matrices

/// A validity index by name: a metric of rows and labels, or a sum of squares.
enum Index {
  case metric(@Sendable (LabelledPoints, RunControl) throws(ClusteringError) -> LabelsValue)
  case within
  case between

  init(name: String) throws(RequestFailure) {
    if name == "within" {
      self = .within
    } else if name == "between" {
      self = .between
    } else if case .labels(let compute)? = Metric(named: name)?.computation {
      self = .metric(compute)
    } else {
      let known = Metric.all.filter { $0.effort == .labels }.map(\.name) + ["within", "between"]
      throw .unknown(what: "index", name: name, known: known)
    }
  }

  /// The field `value`; `rows`, NaN for noise, and `segments` if the metric has values per row and segment.
  func measure(
    _ points: PreparedPoints, labels: [Int], control: RunControl
  ) throws(ClusteringError) -> Fields {
    let labelled = try LabelledPoints(points, labels: labels, control: control)
    let fields = Fields()
    switch self {
    case .metric(let compute):
      let found = try compute(labelled, control)
      fields.set("value", found.value)
      if !found.rows.isEmpty { fields.set("rows", found.rows.map { $0 ?? .nan }) }
      if !found.segments.isEmpty { fields.set("segments", found.segments) }
    case .within: fields.set("value", labelled.withinSumOfSquares)
    case .between: fields.set("value", labelled.betweenSumOfSquares)
    }
    return fields
  }
}

/// How well two clusterings of the same rows agree.
func agreement(_ first: [Int], _ second: [Int]) throws(ClusteringError) -> Fields {
  let table = try ContingencyTable(first, second)
  let fields = Fields()
  fields.set("adjusted_rand", try Agreement.adjustedRand(first, second))
  fields.set("adjusted_mutual_information", table.adjustedMutualInformation)
  fields.set("normalized_mutual_information", table.normalizedMutualInformation)
  fields.set("homogeneity", table.homogeneity)
  fields.set("completeness", table.completeness)
  fields.set("v_measure", table.vMeasure)
  fields.set("fowlkes_mallows", table.fowlkesMallows)
  return fields
}

/// k-means for several k: `k`, `inertia`, `iterations`, and `labels`, one row per candidate.
///
/// Reads `candidates` and the settings of every k-means run.
func sweep(
  _ points: PreparedPoints, settings: Settings?, control: RunControl
) throws(RequestFailure) -> Fields {
  var reader = SettingsReader(settings)
  var sweep = KMeansSweep(try reader.neededIntegers("candidates"))
  sweep.settings = try KMeans(k: 1, &reader, polish: .swaps)
  try reader.finish()
  let (work, models) = (sweep, Fields())
  let found = try engine { () throws(ClusteringError) in
    try work.fit(points, control: control).models
  }
  models.set("k", found.map(\.k))
  models.set("inertia", found.map(\.inertia))
  models.set("iterations", found.map(\.iterations))
  models.set("labels", rows: found.count, columns: points.rows, found.flatMap(\.labels))
  return models
}

/// The gap statistic: a row per candidate, and the choice of each rule under its name.
///
/// Reads `candidates`, `references`, `reference_seed`, `box`, and the settings of every k-means run; by
/// default 3 restarts with transfers.
func gap(
  _ points: PreparedPoints, settings: Settings?, control: RunControl
) throws(RequestFailure) -> Fields {
  var reader = SettingsReader(settings)
  let candidates = try reader.neededIntegers("candidates")
  let references = try reader.count("references", or: 50)
  let referenceSeed = UInt64(try reader.count("reference_seed", or: 1))
  let box = try reader.choice("box", or: GapStatistic.Box.principal)
  let restarts = reader.has("restarts") ? nil : 3
  var method = try KMeans(k: 1, &reader, polish: .transfers)
  if let restarts { method.restarts = restarts }
  try reader.finish()
  let kMeans = method
  let statistic = try engine { () throws(ClusteringError) in
    try GapStatistic(
      candidates, of: points, by: kMeans, box: box, references: references,
      seed: referenceSeed, control: control)
  }
  let fields = Fields()
  fields.set("k", statistic.rows.map(\.k))
  fields.set("log_within", statistic.rows.map(\.logWithin))
  fields.set("expected_log_within", statistic.rows.map(\.expectedLogWithin))
  fields.set("gap", statistic.rows.map(\.gap))
  fields.set("standard_error", statistic.rows.map(\.standardError))
  for rule in GapStatistic.Rule.allCases {
    fields.set(rule.rawValue, statistic.choice(rule).map { [$0] } ?? [])
  }
  return fields
}

/// How reproducible each segment is when k-means clusters perturbed rows.
///
/// Reads `k`, `replicates`, `perturbation` (`bootstrap`, `subsets`, `noise`, `seeds`), `share` for
/// subsets and noise, and the settings of every k-means run.
func stability(
  of labels: [Int], _ points: PreparedPoints, settings: Settings?, control: RunControl
) throws(RequestFailure) -> Fields {
  var reader = SettingsReader(settings)
  let kMeans = try KMeans(k: reader.neededCount("k"), &reader, polish: .transfers)
  let replicates = try reader.count("replicates", or: 100)
  let perturbation = try SegmentStability.Perturbation(&reader)
  try reader.finish()
  let seed = kMeans.seed
  let found = try engine { () throws(ClusteringError) in
    try SegmentStability(
      of: labels, by: kMeans, on: points, perturbation: perturbation,
      replicates: replicates, seed: seed, control: control)
  }
  let fields = Fields()
  fields.set("labels", found.segments.map(\.label))
  fields.set("mean_jaccard", found.segments.map(\.meanJaccard))
  fields.set("recovered_share", found.segments.map(\.recoveredShare))
  fields.set("dissolved_share", found.segments.map(\.dissolvedShare))
  fields.set("mean_adjusted_rand", found.meanAdjustedRand)
  fields.set("least_adjusted_rand", found.leastAdjustedRand)
  return fields
}

/// The names of perturbations.
private enum PerturbationName: String, CaseIterable {
  case bootstrap, subsets, noise, seeds
}

extension SegmentStability.Perturbation {
  fileprivate init(_ reader: inout SettingsReader) throws(RequestFailure) {
    let name = try reader.choice("perturbation", or: PerturbationName.bootstrap)
    switch name {
    case .bootstrap: self = .bootstrap
    case .seeds: self = .seeds
    case .subsets: self = .subsets(share: try reader.number("share", or: 0.5))
    case .noise: self = .noise(share: try reader.number("share", or: 0.05))
    }
  }
}
