import Planning
import Relations
import Tables

/// The levels of the median customer of each segment among all customers.
struct SegmentLevels: Sendable {
  /// The levels `low`, `mid` and `high`.
  enum Level: String, CaseIterable, Sendable { case low, mid, high }

  /// The limits of the levels of one feature, in its original unit.
  struct Cuts: Equatable, Sendable {
    let feature: String
    let low: Double
    let high: Double

    /// Values up to the lower cut are low, values from the upper cut on are high.
    ///
    /// If both cuts are equal, that value is low: two thirds of the customers have it or less.
    func level(of value: Double) -> Level {
      value <= low ? .low : value >= high ? .high : .mid
    }
  }

  let cuts: [Cuts]
  /// Shape `[k][features]`: the medians of the segments, features in the order of the model.
  let medians: [[Double]]

  /// Computes the medians of a model, and the terciles of features without given cuts, quantiles of
  /// type 7.
  ///
  /// `features` are those whose levels are needed, `stated` the cuts in the script.
  init(
    _ model: Model, features: [String], stated: [Cuts], _ context: RunContext
  ) throws(StageFailure) {
    let names = model.scaled.features.names
    let table = model.scaled.features.inOriginalUnits
    let segmented = Table(
      fields: table.fields + [Field("(segment)", .integer)],
      columns: table.columns + [.integer(Cells(model.labels.map { Int64($0) }))])
    let open = features.filter { name in !stated.contains { $0.feature == name } }
    var terciles: [Cuts] = []
    if !open.isEmpty {
      let wanted = open.flatMap { name in
        [1.0 / 3, 2.0 / 3].map {
          NamedAggregate("\(name) \($0)", .quantile(.column(name), $0))
        }
      }
      let row = try context.run(.aggregate(.scan(stageInput), keys: [], wanted), over: segmented)
      terciles = open.indices.map { place in
        Cuts(
          feature: open[place], low: row[0, 2 * place].doubleValue ?? 0,
          high: row[0, 2 * place + 1].doubleValue ?? 0)
      }
    }
    cuts = features.compactMap { name in
      stated.first { $0.feature == name } ?? terciles.first { $0.feature == name }
    }
    let inSegments = Relation.filter(
      .scan(stageInput), .call(.greaterOrEqual, [.column("(segment)"), .literal(.integer(0))]))
    let middle = try context.run(
      .aggregate(
        inSegments, keys: ["(segment)"],
        names.map { NamedAggregate($0, .quantile(.column($0), 0.5)) }), over: segmented)
    medians = (0..<middle.rowCount).map { row in
      names.indices.map { middle[row, $0 + 1].doubleValue ?? 0 }
    }
  }

  /// The level of a feature in a segment.
  func level(of feature: String, in segment: Int, features: [String]) -> Level? {
    guard let place = features.firstIndex(of: feature) else { return nil }
    return cuts.first { $0.feature == feature }?.level(of: medians[segment][place])
  }
}
