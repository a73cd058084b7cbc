import Diagnostics
import Planning
import Relations
import Syntax
import Tables

package struct Log: Stage {
  let columns: [String]
  let features: FeaturesType
  let range: SourceRange

  package static let signature = StageSignature(
    "log", "Takes the logarithm ln(1 + x) of features with a long tail.", group: .features,
    inputs: [.features],
    positional: Parameter("columns", .columns, "The features to change.", isRequired: true),
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

  /// The columns are new, and the old ones are kept to be shown.
  package var storage: ResultStorage { .added(Set(columns)) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .features(let features)? = input else { throw .brokenPlan }
    for name in columns {
      let table = try context.run(
        .aggregate(
          .scan(stageInput), keys: [],
          [
            NamedAggregate(
              "bad", .share(.call(.lessOrEqual, [.column(name), .literal(.integer(-1))]))),
            NamedAggregate("least", .min(.column(name))),
          ]), over: features.table)
      if let share = table[0, 0].doubleValue, share > 0 {
        let count = Int((share * Double(features.table.rowCount)).rounded())
        throw .problems([
          Diagnostic(
            .noLogarithm,
            "`\(name)` is −1 or less for \(counted(count, "customer")): ln(1 + x) does not exist",
            at: range, notes: ["least value: \(table[0, 1].plainText)"],
            fixes: [
              Diagnostic.Fix("| clip \(quotedName(name)) to 0...1e12", remark: "before it"),
              Diagnostic.Fix("| keep \(quotedName(name)) >= 0 because \"…\""),
            ])
        ])
      }
    }
    let projection = features.table.fields.map { field in
      NamedScalar(
        field.name,
        columns.contains(field.name)
          ? .call(.log1p, [.column(field.name)]) : .column(field.name))
    }
    let table = try context.run(.project(.scan(stageInput), projection), over: features.table)
    let result = Features(
      table: table, key: features.key, names: features.names, originals: features.originals,
      transforms: features.transforms
        + columns.map { FeatureTransform(feature: $0, kind: .log1p) })
    var record = LedgerRecord()
    record["columns"] = .list(columns.map { .text($0) })
    return StageResult(.features(result), record: record)
  }
}

extension DiagnosticCode {
  package static let noLogarithm = DiagnosticCode(
    "E0418", "a logarithm does not exist",
    page: """
      `log` takes ln(1 + x), which exists above −1. Customers whose returns outweigh their purchases
      have negative money.

      ```seg
      table [{id: 1, m: 5}, {id: 2, m: -7}] | features m = sum(m) by id | log m
      # error: E0418
      ```

      Decide what such customers are: take them out with a reason, or `clip m to 0...1e12`.
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
    are still shown in the units in which the features were made.

    ```seg
    sample transactions customers=200 seed=7
      | drop customer_id is null | keep quantity > 0
      | rfm | log frequency, monetary | scale zscore
    ```
    """
}
