import Clustering
import Matrices
import Planning
import Relations
import Tables

/// What a profile of segments says beside the statistics: money, borders, intervals, categories.
struct SegmentDetails {
  let features: FeaturesType
  let model: Model
  /// One row per customer, in original units.
  let table: Table

  /// Below this margin to the second segment a customer is near a border.
  static let leastMargin = 0.1
  /// Below this membership a customer is near a border.
  static let leastMembership = 0.6

  /// Columns that were not clustered on, without the key and personal data.
  private static func carried(_ features: FeaturesType, _ model: Model) -> [ColumnType] {
    let clustered = model.scaled.features.names
    return features.table.columns.filter {
      $0.name != features.key && $0.personal == nil && !clustered.contains($0.name)
    }
  }

  /// Numbers that were not clustered on.
  static func numbers(_ features: FeaturesType, _ model: Model) -> [String] {
    carried(features, model).filter(\.type.isNumeric).map(\.name)
  }

  func fill(_ profile: inout Profile, _ context: RunContext) throws(StageFailure) {
    addMoney(&profile)
    addBorders(&profile)
    try addSpreads(&profile, context)
    try addCategories(&profile, context)
  }

  private func addMoney(_ profile: inout Profile) {
    guard let name = features.table.moneyColumn(besides: features.key),
      table.index(of: name) != nil
    else { return }
    let cells = table.numbers(of: name)
    let missing = Set(cells.missing)
    var sums = [ExactSum](repeating: ExactSum(), count: model.k)
    var all = ExactSum()
    for (row, value) in cells.values.enumerated() where !missing.contains(row) {
      all.add(value)
      if model.labels[row] >= 0 { sums[model.labels[row]].add(value) }
    }
    guard all.value > 0 else { return }
    profile.money = name
    for segment in 0..<model.k {
      profile.segments[segment].moneyShare = sums[segment].value / all.value
    }
  }

  private func addBorders(_ profile: inout Profile) {
    guard model.k > 1, let least = SegmentDetails.border(of: model) else { return }
    let assignment = model.assignment
    var counts = [Int](repeating: 0, count: model.k)
    for (label, confidence) in zip(model.labels, assignment.confidences)
    where label >= 0 && confidence < least {
      counts[label] += 1
    }
    for segment in 0..<model.k { profile.segments[segment].nearBorder = counts[segment] }
  }

  /// The confidence below which a customer is near a border; `nil` for methods by density, whose confidence
  /// is not about other segments.
  private static func border(of model: Model) -> Double? {
    switch model.algorithm {
    case "dbscan", "optics", "hdbscan": nil
    case "gmm", "fuzzy": leastMembership
    default: leastMargin
    }
  }

  private func addSpreads(
    _ profile: inout Profile, _ context: RunContext
  ) throws(StageFailure) {
    var effects: [[Difference.Effect?]] = []
    for name in profile.columns {
      if context.control.cancellation.isCancelled { throw .cancelled(partial: nil) }
      let cells = table.numbers(of: name)
      var values = cells.values.map(Optional.some)
      for row in cells.missing { values[row] = nil }
      let groups = NumberGroups(values, labels: model.labels, segments: model.k)
      for segment in 0..<model.k {
        profile.segments[segment].spreads.append(
          groups.spread(of: segment, size: model.sizes[segment]))
      }
      effects.append((0..<model.k).map { groups.effect(of: $0) })
    }
    let found = discoveries(effects.joined().compactMap { $0?.probability })
    var place = 0
    for (column, name) in profile.columns.enumerated() {
      var largest = 0.0
      for segment in 0..<model.k {
        guard let effect = effects[column][segment] else { continue }
        if found[place] {
          largest = max(largest, effect.size)
        } else {
          profile.segments[segment].withinChance.append(name)
        }
        place += 1
      }
      profile.effects.append(largest)
    }
  }

  private func addCategories(
    _ profile: inout Profile, _ context: RunContext
  ) throws(StageFailure) {
    for column in SegmentDetails.carried(features, model)
    where column.type == .boolean || column.type == .text {
      if context.control.cancellation.isCancelled { throw .cancelled(partial: nil) }
      guard let index = table.index(of: column.name) else { continue }
      let groups = LevelGroups(
        (0..<table.rowCount).map { table[$0, index] }, labels: model.labels, segments: model.k)
      guard groups.levels.count <= Differentiate.mostLevels else {
        profile.leftOut.append(column.name)
        continue
      }
      guard !groups.levels.isEmpty else { continue }
      let totals = groups.levels.indices.map { level in groups.counts.reduce(0) { $0 + $1[level] } }
      let order = totals.indices.sorted { (totals[$1], $0) < (totals[$0], $1) }
      profile.categories.append(
        Profile.Category(name: column.name, levels: order.map { groups.levels[$0] }))
      profile.categoryTotals.append(order.map { totals[$0] })
      for segment in 0..<model.k {
        profile.segments[segment].counts.append(order.map { groups.counts[segment][$0] })
      }
    }
  }
}
