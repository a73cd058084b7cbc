import Diagnostics
import Planning
import Relations
import Syntax
import Tables

package struct Log: FittedStage {
  let columns: [String]
  let features: FeaturesType
  let range: SourceRange

  package static let signature = StageSignature(
    "log", "Takes the logarithm ln(1 + x) of features with a long tail.", group: .features,
    inputs: [.features],
    positional: Parameter("columns", .columns, "The features to transform.", isRequired: true),
    gives: "Features", aliases: ["log1p", "ln"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .features(let features) = input,
      let columns = checker.columns(call.positional, in: features.table)
    else { return nil }
    for column in columns where !features.features.contains(where: { $0.name == column.name }) {
      checker.report(
        .unexpectedKindOfColumn(column, wanted: "a numeric feature", at: call.positional[0].range))
    }
    guard !checker.hasProblems else { return nil }
    self.columns = columns.map(\.name)
    self.features = features
    range = call.range
  }

  package static func alternatives(to call: BoundCall) -> [Alternative] { [.leftOut] }

  package var output: ValueType { .features(features) }

  /// Results are shown in the original units.
  package var keepsReplaced: Bool { true }

  package var columnsAsked: Set<String>? { Set(columns) }

  package func outline(over input: Relation) -> Relation { relation(over: input, with: ()) }

  /// Refuses customers with values that have no logarithm.
  package func fit(
    _ rows: Rows, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) {
    for name in columns {
      let isBad = Scalar.call(.lessOrEqual, [.column(name), .literal(.integer(-1))])
      let count = try context.count(of: isBad, in: rows)
      guard count > 0 else { continue }
      let least = try context.numbers([.min(.column(name))], in: rows)[0]
      throw .problems([
        Diagnostic(
          .noLogarithm,
          "`\(name)` is −1 or less for \(counted(count, "customer")): ln(1 + x) does not exist",
          at: range, notes: ["smallest value: \(least.plainText)"],
          fixes: [
            Diagnostic.Fix("| clip \(quotedName(name)) to 0...1e12", remark: "before it"),
            Diagnostic.Fix("| keep \(quotedName(name)) >= 0 because \"…\""),
          ])
      ])
    }
  }

  package func record(_ numbers: Void) -> LedgerRecord {
    var record = LedgerRecord()
    record["columns"] = .list(columns.map { .text($0) })
    return record
  }

  package func relation(over input: Relation, with numbers: Void) -> Relation {
    input.deriving(
      columns.map { NamedScalar($0, .call(.log1p, [.column($0)])) },
      among: features.table.columns.map(\.name))
  }

  package func value(
    of input: Value, _ rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> Value {
    guard case .features(let features) = input else { brokenPlan() }
    return .features(
      Features(
        table: try context.storing(rows).table, key: features.key, names: features.names,
        originals: features.originals,
        transforms: features.transforms
          + columns.map { FeatureTransform(feature: $0, kind: .log1p) }))
  }
}

extension DiagnosticCode {
  package static let noLogarithm = DiagnosticCode(
    "E0418", "a value without a logarithm",
    page: """
      `log` computes ln(1 + x), which exists for x > −1. Customers whose returns exceed their purchases
      have negative amounts.

      ```seg
      table [{id: 1, m: 5}, {id: 2, m: -7}] | features m = sum(m) by id | log m
      # error: E0418
      ```

      Decide how to treat such customers: drop them with a reason, or use `clip m to 0...1e12`.
      """)
}

extension Diagnostic {
  /// E0302 for a column.
  static func unexpectedKindOfColumn(
    _ column: ColumnType, wanted: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .wrongKind, "`\(column.name)` is \(column.type.phrase), and \(wanted) is needed here",
      at: range)
  }
}

extension Log {
  package static let manual = """
    Money and counts have long tails: a few customers hold most of it. On a logarithmic scale the
    tenth order counts more than the hundredth. `log` comes before `scale`; profiles and centroids
    are still shown in the original units.

    ```seg
    sample transactions customers=200 seed=7
      | drop customer_id is null | keep quantity > 0
      | rfm | log frequency, monetary | scale zscore
    ```
    """
}
