import Clustering
import Diagnostics
import Planning

extension Scaled {
  /// The input of a model stage: scaled features, or features without scaling.
  init(_ input: Value?, typed type: FeaturesType, at range: SourceRange) throws(StageFailure) {
    switch input {
    case .scaled(let scaled): self = scaled
    case .features(let features):
      let matrix = try FeatureMatrix.matrix(of: features, typed: type, at: range)
      try FeatureMatrix.requireRows(features, at: range)
      let d = features.names.count
      self.init(
        features: features, matrix: matrix, method: "none",
        centers: [Double](repeating: 0, count: d), spreads: [Double](repeating: 1, count: d))
    default: brokenPlan()
    }
  }

  /// The positions of the categories among the columns.
  var categoryColumns: CategoryColumns {
    let blocks = encoding?.blocks ?? []
    return CategoryColumns(
      quantities: matrix.columns - blocks.reduce(0, +), blocks: blocks,
      indicator: encoding?.indicator ?? 1)
  }

  /// W0420: unscaled features whose spreads differ so much that one of them dominates.
  func unequalSpread(at range: SourceRange) -> Diagnostic? {
    let spreads = features.names.indices.map { column -> Double in
      let values = matrix.column(column)
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(max(1, values.count))).squareRoot()
    }
    let named = zip(features.names, spreads).filter { $0.1 > 0 }
    guard let widest = named.max(by: { $0.1 < $1.1 }),
      let narrowest = named.min(by: { $0.1 < $1.1 }), widest.1 > 10 * narrowest.1
    else { return nil }
    return Diagnostic(
      .unscaled,
      "unscaled features differ \(grouped(Int(widest.1 / narrowest.1)))-fold in spread: "
        + "`\(widest.0)` dominates", at: range,
      notes: [
        "the spread of `\(widest.0)` is \(short(widest.1)), that of `\(narrowest.0)` "
          + "\(short(narrowest.1)) (standard deviations)"
      ],
      fixes: [
        Diagnostic.Fix("| scale zscore", remark: "before it"),
        Diagnostic.Fix("| scale none", remark: "if raw units are meant"),
      ])
  }
}

/// A number with about three digits, for a message.
private func short(_ value: Double) -> String {
  value >= 100 ? grouped(Int(value.rounded())) : hundredths(value)
}
