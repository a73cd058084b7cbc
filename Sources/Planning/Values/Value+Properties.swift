import Clustering
import Relations

extension Value {
  /// What `\(model.silhouette)` in a text cell may ask of a value.
  package static let properties =
    ["rows", "columns", "k", "count"] + Metric.all.map(\.name)

  /// The property, or `nil` where this kind of value has none of that name.
  package func property(_ name: String) -> Literal? {
    switch (self, name) {
    case (_, "rows"): return rowCount.map { .integer(Int64($0)) }
    case (.table(let rows), "columns"): return .integer(Int64(rows.columns.count))
    case (_, "columns"): return rows.map { .integer(Int64($0.fields.count)) }
    case (.model(let model), "k"), (.model(let model), "count"):
      return .integer(Int64(model.k))
    case (.sweep(let sweep), "count"): return .integer(Int64(sweep.candidates.count))
    case (.model(let model), _):
      return Metric(named: name).flatMap { model.metrics[$0] }.map { .number($0) }
    default: return nil
    }
  }
}
