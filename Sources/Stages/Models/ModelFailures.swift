import Clustering
import Diagnostics
import Planning

extension DiagnosticCode {
  package static let tooManySegments = DiagnosticCode(
    "E0902", "more segments than distinct customers",
    page: """
      Customers with equal features are always in the same segment. With fewer distinct customers than
      segments, some segments would be empty.

      ```seg
      table [{id: 1, a: 1}, {id: 2, a: 1}, {id: 3, a: 2}] | features a = sum(a) by id
        | scale none | kmeans k=3
      # error: E0902
      ```

      Use fewer segments.
      """)

  package static let extremeValue = DiagnosticCode(
    "E0903", "a value that cannot be used in computations",
    page: """
      A feature has a value so large that its square overflows, or one that is not a number. The
      message names the customer and the feature.
      """)

  package static let undefinedMetric = DiagnosticCode(
    "E0904", "a metric is undefined here",
    page: """
      The silhouette, Davies-Bouldin and Calinski-Harabasz compare segments with each other: they
      exist for 2 to n − 1 segments of n customers. Otherwise they are reported as undefined, never
      shown as a number.

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
      `min_points` is the number of neighbours that make a region dense. It cannot be larger than the
      number of customers.

      ```seg
      sample transactions customers=20 seed=1 | rfm | scale zscore | hdbscan min_size=5 min_points=500
      # error: E0911
      ```
      """)

  package static let collapsedClouds = DiagnosticCode(
    "E0912", "degenerate components",
    page: """
      Every start of the mixture ended with a component that has shrunk to a point or a plane, where the
      likelihood is unbounded. This happens with many equal customers, or with features that are
      multiples of each other. Use fewer components or a simpler covariance, or leave out one of the
      features.
      """)
}

extension StageFailure {
  /// The message for an error of the engine.
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
          "\(k) segments were requested, but there are only \(distinct) distinct customers",
          at: range, fixes: [Diagnostic.Fix("k=\(min(distinct, 4))")]))
    case .notFinite(let row, let column):
      self = problem(
        Diagnostic(.extremeValue, "a value is not a number: \(cell(row, column))", at: range))
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
            Diagnostic.Fix("| sample 20_000", remark: "before it, to cluster a random sample"),
          ]))
    case .tooManyColumns(let columns, let limit):
      self = problem(
        Diagnostic(
          .tooLarge,
          "\(grouped(columns)) features are more than this method supports (\(grouped(limit)))",
          at: range, fixes: [Diagnostic.Fix("kmeans", remark: "supports any number of features")]))
    case .minimumOutOfRange(let minimum):
      self = problem(
        Diagnostic(
          .tooFewCustomers,
          "neighbourhoods of \(grouped(Int(minimum))) customers were requested, but there are only "
            + "\(counted(features.table.rowCount, "customer"))", at: range,
          fixes: [Diagnostic.Fix("min_points=5")]))
    case .tooManyDistinctRows(let distinct, let most):
      self = problem(
        Diagnostic(
          .tooLarge,
          "\(grouped(distinct)) distinct customers are too many to compare pair by pair "
            + "(\(grouped(most)))", at: range,
          fixes: [Diagnostic.Fix("| sample \(most)", remark: "before it")]))
    case .collapsedComponents:
      self = problem(
        Diagnostic(
          .collapsedClouds, "every start ended in degenerate components", at: range,
          notes: ["many customers are equal, or some features are redundant"],
          fixes: [
            Diagnostic.Fix("covariance=diag", remark: "has fewer parameters"),
            Diagnostic.Fix("k=2"),
          ]))
    case .sizesOutOfReach(let k, let least, let most, let total):
      self = problem(
        .boundsOutOfReach(
          "\(counted(k, "segment")) of \(grouped(Int(least))) to \(grouped(Int(most))) customers "
            + "cannot be formed from \(grouped(Int(total)))", at: range,
          fixes: [Diagnostic.Fix("min_share=0% max_share=100%", remark: "allows any sizes")]))
    case .noRows, .noColumns, .weightOutOfRange, .weightCount, .fewerThanOneSegment, .startShape,
      .startNotFinite, .columnCount, .labelCount, .radiusOutOfRange, .shareOutOfRange,
      .fuzzinessOutOfRange:
      preconditionFailure("a stage passes valid points and settings to the engine: \(error)")
    }
  }
}
