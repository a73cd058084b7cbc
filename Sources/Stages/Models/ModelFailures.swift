import Clustering
import Diagnostics
import Planning

extension DiagnosticCode {
  package static let tooManySegments = DiagnosticCode(
    "E0902", "more segments than different customers",
    page: """
      Customers with equal features always share a segment. With fewer different customers than
      segments, some segments would be empty.

      ```seg
      table [{id: 1, a: 1}, {id: 2, a: 1}, {id: 3, a: 2}] | features a = sum(a) by id
        | scale none | kmeans k=3
      # error: E0902
      ```

      Ask for fewer segments.
      """)

  package static let extremeValue = DiagnosticCode(
    "E0903", "a value cannot be computed with",
    page: """
      A feature holds a value so large that its square overflows, or one that is no number. The
      message names the customer and the feature.
      """)

  package static let undefinedMetric = DiagnosticCode(
    "E0904", "a metric is undefined here",
    page: """
      The silhouette, Davies-Bouldin and Calinski-Harabasz compare segments with each other: they
      exist for 2 to n − 1 segments of n customers. It is said, never shown as a number.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore | kmeans k in 1...1
        | pick silhouette
      # error: E0904
      ```
      """)
}

extension StageFailure {
  /// The words for what the engine could not do.
  init(_ error: ClusteringError, _ features: Features, at range: SourceRange) {
    func problem(_ diagnostic: Diagnostic) -> StageFailure { .problems([diagnostic]) }
    func cell(_ row: Int, _ column: Int) -> String {
      let key = features.table.index(of: features.key) ?? 0
      return "\(features.key) \(quoted(features.table[row, key].plainText)), "
        + "feature `\(features.names[column])`"
    }
    switch error {
    case .cancelled: self = .cancelled(partial: nil)
    case .moreSegmentsThanDistinctRows(let k, let distinct):
      self = problem(
        Diagnostic(
          .tooManySegments,
          "\(k) segments were asked for, and there are only \(distinct) different customers",
          at: range, fixes: [Diagnostic.Fix("k=\(min(distinct, 4))")]))
    case .notFinite(let row, let column):
      self = problem(
        Diagnostic(.extremeValue, "a value is no number: \(cell(row, column))", at: range))
    case .tooLarge(let row, let column, let value):
      self = problem(
        Diagnostic(
          .extremeValue, "\(value) is too large to compute with: \(cell(row, column))",
          at: range, fixes: [Diagnostic.Fix("| winsorize \(features.names[column]) to 1%...99%")]))
    case .segmentsOutOfRange(let segments, let rows):
      self = problem(
        Diagnostic(
          .undefinedMetric,
          "the metric is undefined for \(segments) segments of \(rows) customers", at: range))
    default:
      preconditionFailure("a stage hands the engine points, weights and labels that fit: \(error)")
    }
  }
}
