import Clustering
import Diagnostics
import Matrices
import Planning
import Syntax

extension Sweep {
  /// The model for the answer that there are no segments: one segment of all customers.
  ///
  /// It is the candidate with one segment, if there is one; otherwise it is built from the same customers.
  func wholeModel() -> Model? {
    if let index = oneSegment { return candidates[index] }
    guard let like = candidates.first else { return nil }
    let matrix = like.scaled.matrix
    let total = Double(max(1, matrix.rows))
    var centre = Matrix(
      rows: 1, columns: matrix.columns, values: [Double](repeating: 0, count: matrix.columns))
    var inertia = 0.0
    for column in 0..<matrix.columns {
      // Ascending, so that the sum does not depend on the order of the customers.
      let values = matrix.column(column).map { $0 + 0 }.sorted()
      let mean = BlockSum.sum(count: values.count) { values[$0] } / total
      centre[0, column] = mean
      inertia += BlockSum.sum(count: values.count) { (values[$0] - mean) * (values[$0] - mean) }
    }
    var parameters = LedgerRecord()
    for entry in like.parameters.entries { parameters[entry.name] = entry.value }
    parameters["k"] = .integer(1)
    var metrics = Metrics()
    metrics.measure(by: settings)
    metrics[.inertia] = inertia
    metrics[.smallest] = 1
    metrics[.largest] = 1
    if let gap = like.metrics.gapOfOne {
      metrics[.gap] = gap.value
      metrics[.gapError] = gap.error
      metrics.gapOfOne = gap
    }
    return Model(
      algorithm: like.algorithm, parameters: parameters, scaled: like.scaled,
      labels: [Int](repeating: 0, count: matrix.rows), centroids: centre, sizes: [matrix.rows],
      rule: NearestCentroid(centroids: centre), method: like.method.with(k: 1), inertia: inertia,
      iterations: nil, converged: true, metrics: metrics)
  }
}

extension Diagnostic {
  /// W0930, with the reason in a clause.
  static func noSegments(_ reason: String, of customers: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .noSegments, "no segments here: \(reason)", at: range,
      notes: ["the result is one segment of all \(counted(customers, "customer"))"],
      fixes: [Fix("| expect k >= 2", remark: "stops the run if no segments were found")])
  }
}

extension DiagnosticCode {
  package static let noSegments = DiagnosticCode(
    "W0930", "there are no segments here",
    page: """
      The metrics that can detect it show that the customers do not form groups: any clustering would cut
      through a continuous distribution, and another sample would be cut elsewhere. This is a useful
      answer: treat the customers alike, find features in which they differ, or segment by an explicit
      business rule.

      ```seg
      table [{id: 1, a: 5}, {id: 2, a: 3}, {id: 3, a: 9}, {id: 4, a: 1}, {id: 5, a: 7},
        {id: 6, a: 6}, {id: 7, a: 2}, {id: 8, a: 8}, {id: 9, a: 4}, {id: 10, a: 10}]
        | features a = sum(a) by id | scale zscore | kmeans k in 2...4 restarts=2
        | pick gap rule=Tibs2001SEmax
      # warning: W0930
      ```

      The result is a model with one segment, so that the script continues; `expect k >= 2` after `pick`
      stops it instead.
      """)
}
