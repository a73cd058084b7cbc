import Clustering
import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

package struct Scale: Stage {
  /// `nil` for unscaled features.
  let scaling: Scaling?
  let features: FeaturesType
  let range: SourceRange

  package static let signature = StageSignature(
    "scale", "Scales the features to a common scale.", group: .features, inputs: [.features],
    positional: Parameter(
      "method",
      .choice([
        .init("zscore", "Mean 0, population standard deviation 1."),
        .init("robust", "Median 0, interquartile range 1: outliers do not affect the scale."),
        .init("minmax", "Minimum 0, maximum 1."),
        .init("maxabs", "Divided by the maximum absolute value."),
        .init("none", "No scaling, on purpose."),
      ]), "The method.", isRequired: true),
    gives: "Scaled", aliases: ["standardize", "normalize", "StandardScaler", "scaler"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .features(let features) = input,
      let word = checker.positionalChoice()
    else { return nil }
    guard !features.features.isEmpty else {
      checker.report(.noFeatures(in: features.table, at: call.nameRange))
      return nil
    }
    checker.refusePersonal(features, at: call.nameRange)
    guard !checker.hasProblems else { return nil }
    scaling = Scaling(rawValue: word)
    self.features = features
    range = call.range
    if let column = features.features.first(where: { $0.missing == .declared }) {
      checker.report(.missingInFeature(column, count: nil, at: range))
      return nil
    }
  }

  /// Every other method.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    Alternative.otherWords(Scaling.allCases.map(\.rawValue) + ["none"], of: call)
  }

  private var method: String { scaling?.rawValue ?? "none" }

  package var output: ValueType { .scaled(features, method: method) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .features(let features)? = input else { brokenPlan() }
    let matrix = try FeatureMatrix.matrix(of: features, typed: self.features, at: range)
    // Replaying a lock also works without customers: those without rows are reported with the reason.
    if replayed == nil { try FeatureMatrix.requireRows(features, at: range) }
    let numbers = try numbers(of: matrix, features, replaying: replayed, context)
    var record = LedgerRecord()
    record["method"] = .text(method)
    record["center"] = .record(LedgerRecord(zip(features.names, numbers.center)))
    record["spread"] = .record(LedgerRecord(zip(features.names, numbers.spread)))
    var remarks: [Diagnostic] = []
    let constant = numbers.constantColumns.map { features.names[$0] }
    if !constant.isEmpty {
      remarks.append(
        Diagnostic(
          .constantFeature,
          "\(constant.map { "`\($0)`" }.joined(separator: ", ")) has the same value for every "
            + "customer and cannot separate them", at: range,
          fixes: [Diagnostic.Fix("| without \(constant.joined(separator: ", "))")]))
    }
    if scaling == .robust, replayed == nil {
      remarks += widened(matrix, features)
    }
    // The unscaled rows are not needed any more: they are scaled in place.
    let rows: Matrix
    do throws(ClusteringError) {
      rows = try numbers.apply(consume matrix, control: context.control)
    } catch {
      throw StageFailure(error, features, at: range)
    }
    let scaled = Scaled(
      features: features, matrix: rows, method: method, centers: numbers.center,
      spreads: numbers.spread)
    return StageResult(.scaled(scaled), record: record, remarks: remarks)
  }

  /// The features that are divided by a wider range, because their quartiles are equal.
  private func widened(_ matrix: Matrix, _ features: Features) -> [Diagnostic] {
    features.names.enumerated().compactMap { column, name in
      let values = matrix.column(column)
      let range =
        switch Scaling.robustRange(of: values) {
        case .quartiles: ""
        case .ninetyPercent: "the range from its 5% to its 95% quantile"
        case .all: "the range of all its values"
        }
      guard !range.isEmpty, values.contains(where: { $0 != values[0] }) else { return nil }
      return Diagnostic(
        .equalQuartiles, "`\(name)` has equal quartiles and is divided by \(range) instead",
        at: self.range,
        remark: "at least half of the customers have the same value",
        fixes: [Diagnostic.Fix("scale zscore", remark: "divides by the standard deviation")])
    }
  }

  private func numbers(
    of matrix: Matrix, _ features: Features, replaying replayed: LedgerRecord?,
    _ context: RunContext
  ) throws(StageFailure) -> ScalingNumbers {
    if let replayed, let stored = ScalingNumbers(replayed, names: features.names) { return stored }
    guard let scaling else {
      let d = features.names.count
      return ScalingNumbers(
        center: [Double](repeating: 0, count: d), spread: [Double](repeating: 1, count: d))
    }
    do throws(ClusteringError) {
      return try scaling.fit(matrix, control: context.control)
    } catch {
      throw StageFailure(error, features, at: range)
    }
  }
}

/// Features as numbers, with nothing missing.
package enum FeatureMatrix {
  /// Shape `[n, d]`, rows in the order of the table, columns in the order of the features.
  static func matrix(of features: Features, typed type: FeaturesType, at range: SourceRange)
    throws(StageFailure) -> Matrix
  {
    var problems: [Diagnostic] = []
    let (n, d) = (features.table.rowCount, features.names.count)
    var values = [Double](repeating: 0, count: n * d)
    for (j, name) in features.names.enumerated() {
      let numbers = features.table.numbers(of: name)
      if !numbers.missing.isEmpty {
        problems.append(
          .missingInFeature(
            type.table[name] ?? ColumnType(name, .number), count: numbers.missing.count,
            of: features.table.rowCount, at: range))
      }
      for (i, value) in numbers.values.enumerated() { values[i * d + j] = value }
    }
    guard problems.isEmpty else { throw .problems(problems) }
    return Matrix(rows: n, columns: d, values: values)
  }

  /// Refuses to fit anything without customers.
  static func requireRows(_ features: Features, at range: SourceRange) throws(StageFailure) {
    guard features.table.rowCount > 0 else {
      throw .problems([
        Diagnostic(
          .nothingLeft, "no customer is left to cluster", at: range,
          notes: ["`:decisions` shows which stage removed the rows"])
      ])
    }
  }
}

extension LedgerRecord {
  init(_ numbers: some Sequence<(String, Double)>) {
    self.init()
    for (name, number) in numbers { self[name] = .number(number) }
  }
}

extension ScalingNumbers {
  /// The centres and spreads of a ledger record, if it has one for each name.
  init?(_ record: LedgerRecord, names: [String]) {
    guard case .record(let center)? = record["center"], case .record(let spread)? = record["spread"]
    else { return nil }
    func numbers(_ entries: LedgerRecord) -> [Double] {
      names.compactMap { name in
        if case .number(let value)? = entries[name] { value } else { nil }
      }
    }
    let (centers, spreads) = (numbers(center), numbers(spread))
    guard centers.count == names.count, spreads.count == names.count else { return nil }
    self.init(center: centers, spread: spreads)
  }
}

extension DiagnosticCode {
  package static let constantFeature = DiagnosticCode(
    "W0421", "a feature is the same for everyone",
    page: """
      A constant feature adds nothing to any distance. It is scaled to 0 and kept, so that the columns
      stay as the script defines them.

      ```seg
      table [{id: 1, a: 1, b: 5}, {id: 2, a: 3, b: 5}] | features a = sum(a), b = sum(b) by id
        | scale zscore
      # warning: W0421
      ```
      """)

  package static let equalQuartiles = DiagnosticCode(
    "N0422", "an interquartile range of 0",
    page: """
      `scale robust` divides by the interquartile range. If at least half of the customers have the same
      value, such as one order, that range can be 0. The feature is then divided by the range from the 5%
      to the 95% quantile, or by the range of all values if that is 0 too. The spread is in the ledger.
      scikit-learn divides by 1 instead, so that the result depends on the unit of the feature.

      ```seg
      table [{id: 1, a: 1}, {id: 2, a: 1}, {id: 3, a: 1}, {id: 4, a: 1}, {id: 5, a: 9}]
        | features a = sum(a) by id | scale robust
      # note: N0422
      ```
      """)

  package static let nothingLeft = DiagnosticCode(
    "E0417", "no customer is left",
    page: """
      Every row was dropped or has no customer id, so there is nothing to cluster.

      ```seg
      sample transactions customers=50 | keep quantity > 1_000_000_000 | rfm | scale zscore
      # error: E0417
      ```

      The ledger shows which decision removed the rows.
      """)
}

extension Diagnostic {
  /// E0415; `count` is `nil` if it is known before reading that a value may be missing.
  static func missingInFeature(
    _ feature: ColumnType, count: Int?, of rows: Int = 0, at range: SourceRange
  ) -> Diagnostic {
    let column = quotedName(feature.name)
    let found = count.map { "missing for \(grouped($0)) of \(grouped(rows)) customers" }
    return Diagnostic(
      .missingInFeature,
      "`\(feature.name)` \(count == nil ? "may be" : "is sometimes") missing and cannot be scaled",
      at: range, remark: feature.origin == nil ? found ?? "" : "",
      labels: feature.origin.map { [Label($0, found ?? "computed here")] } ?? [],
      fixes: [
        Fix("| fill \(column) with 0"), Fix("| fill \(column) with median"),
        Fix("| drop \(column) is null because \"…\""),
      ])
  }
}

extension Scale {
  package static let manual = """
    Distances are sums over the features, so they need a common scale. `zscore` is the usual choice;
    with a long tail (as money nearly always has) try `log monetary | scale zscore` or `scale robust`,
    so that a few customers do not determine the scale for all.

    ```seg
    sample transactions customers=200 seed=7 | rfm | scale robust
    ```

    A missing value cannot be scaled:

    ```seg
    table [{id: 1, a: 1, b: null}, {id: 2, a: 3, b: 2}, {id: 3, a: 4, b: 6}]
      | features a = sum(a), b = sum(b) by id | scale zscore
    # error: E0415
    ```

    The centres and spreads are recorded and used on new data. `zscore` divides by the
    population standard deviation, as scikit-learn does; quartiles are type 7. If the quartiles are
    equal, `robust` divides by the range from the 5% to the 95% quantile, or by that of all values, and
    reports it (N0422).
    """
}
