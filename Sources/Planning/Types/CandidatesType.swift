import Clustering

extension TableType {
  /// The columns of the sweep as a table, one row per candidate.
  package static func candidates(swept: [ColumnType], yardsticks: [Yardstick] = []) -> TableType {
    let columns =
      [
        ColumnType("algorithm", .text, missing: .never),
        ColumnType("k", .integer, missing: .never),
      ] + swept
      + Metric.columns.map { metric in
        ColumnType(
          metric.name, metric.isShare ? .ratio : .number, missing: .declared,
          definition: metric.isStanding ? nil : metric.definition)
      } + yardsticks.flatMap(\.columns)
    return TableType(columns, name: "the candidates")
  }
}
