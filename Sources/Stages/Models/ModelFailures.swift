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

extension DiagnosticCode {
  package static let tooFewCustomers = DiagnosticCode(
    "E0911", "fewer customers than a neighbourhood",
    page: """
      `min_points` says how many customers near by make a region dense. There cannot be more of them
      than there are customers.

      ```seg
      sample transactions customers=20 seed=1 | rfm | scale zscore | hdbscan min_size=5 min_points=500
      # error: E0911
      ```
      """)

  package static let collapsedClouds = DiagnosticCode(
    "E0912", "clouds without extent",
    page: """
      Every start of the mixture ended with a cloud that has shrunk to a point or a flat sheet, where
      its likelihood has no limit. Many equal customers, or features that are a multiple of each other,
      lead there. Ask for fewer clouds or simpler shapes, or leave one of the features out.
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
    case .needsMemory(let bytes, let limit):
      self = problem(
        Diagnostic(
          .tooLarge,
          "the distances between all customers would need about \(gibibytes(bytes)), and "
            + "\(gibibytes(limit)) may be used", at: range,
          remark: "for \(counted(features.table.rowCount, "customer"))",
          notes: ["nothing was computed"],
          fixes: [
            Diagnostic.Fix("ward", remark: "a hierarchy that needs less memory"),
            Diagnostic.Fix("| sample 20_000", remark: "before it, to divide a part by lot"),
          ]))
    case .tooManyColumns(let columns, let limit):
      self = problem(
        Diagnostic(
          .tooLarge,
          "\(grouped(columns)) features are more than this method can search in (\(grouped(limit)))",
          at: range, fixes: [Diagnostic.Fix("kmeans", remark: "takes any number of features")]))
    case .minimumOutOfRange(let minimum):
      self = problem(
        Diagnostic(
          .tooFewCustomers,
          "neighbourhoods of \(grouped(Int(minimum))) customers were asked for, and there are only "
            + "\(counted(features.table.rowCount, "customer"))", at: range,
          fixes: [Diagnostic.Fix("min_points=5")]))
    case .tooManyDistinctRows(let distinct, let most):
      self = problem(
        Diagnostic(
          .tooLarge,
          "\(grouped(distinct)) different customers are more than can be compared pair by pair "
            + "(\(grouped(most)))", at: range,
          fixes: [Diagnostic.Fix("| sample \(most)", remark: "before it")]))
    case .collapsedComponents:
      self = problem(
        Diagnostic(
          .collapsedClouds, "every start ended in clouds without extent", at: range,
          notes: ["many customers are equal, or some features say the same"],
          fixes: [
            Diagnostic.Fix("covariance=diag", remark: "asks less of the data"),
            Diagnostic.Fix("k=2"),
          ]))
    case .sizesOutOfReach(let k, let least, let most, let total):
      self = problem(
        .boundsOutOfReach(
          "\(counted(k, "segment")) of \(grouped(Int(least))) to \(grouped(Int(most))) customers "
            + "cannot be made of \(grouped(Int(total)))", at: range,
          fixes: [Diagnostic.Fix("min_share=0% max_share=100%", remark: "for sizes of any kind")]))
    case .noRows, .noColumns, .weightOutOfRange, .weightCount, .fewerThanOneSegment, .startShape,
      .startNotFinite, .columnCount, .labelCount, .radiusOutOfRange, .shareOutOfRange,
      .fuzzinessOutOfRange:
      preconditionFailure("a stage hands the engine points and settings that fit: \(error)")
    }
  }
}
