import Clustering
import Diagnostics
import Planning
import Relations
import Syntax
import Tables

package struct Expect: RowStage {
  /// It tests a condition and changes nothing.
  package static let movesCustomers = false

  let condition: TypedScalar
  let wholeTable: WholeTableNumbers
  /// Whether the condition is tested for each row, or once for the whole table.
  let isPerRow: Bool
  let mostly: Double
  let severity: Severity
  /// `nil` if the script does not set it: then the default of the lock is used.
  let tolerance: Double?
  /// The drift measures that the condition uses, after `apply`.
  let drift: DriftQuestions
  /// The differences of the columns, if the condition compares schemas.
  let schema: ColumnDifference?
  /// The metrics of a model or of candidates that the condition uses.
  let metrics: [Metric]
  let code: String
  let because: String?
  let path: String
  let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "expect", "Tests a condition on the data or the model; if it is false, the run stops.",
    group: .clean, inputs: [.table, .features, .scaled, .sweep, .model],
    positional: Parameter("condition", .condition, "The condition to test.", isRequired: true),
    parameters: [
      Parameter(
        "mostly", .share, "The share of rows for which it must be true.", standard: "100%"),
      Parameter(
        "severity", Severity.choices, "What happens if it is false.", standard: "error"),
      Parameter(
        "tolerance", .share,
        "The relative tolerance of the metrics it names when a lock is verified.",
        standard: "0.0001%"),
    ],
    gives: "what it was given", aliases: ["assert", "check", "require", "ensure"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let item = checker.onlyItem(), let table = Expect.columns(of: input),
      let mostly = checker.number("mostly", standard: 1),
      let severity = checker.word("severity", standard: Severity.error),
      let tolerance = checker.number("tolerance", standard: 1e-6)
    else { return nil }
    var scope = checker.scope
    if table["rows"] == nil {
      let name = QualifiedName([Name("count", at: item.range)])
      scope["rows"] = .expression(
        .call(FunctionCall(name: name, arguments: [], at: item.range)), Scope())
    }
    if table["unassigned_reason"] != nil, table["unassigned_share"] == nil {
      scope["unassigned_share"] = .expression(.unassignedShare(at: item.range), Scope())
    }
    var expressions = ExpressionChecker(
      columns: table, functions: checker.functions, mode: .rows)
    expressions.drift = DriftQuestions(
      of: input, checker.datasets.map { (name: $0.name, type: $0.type) })
    let condition: TypedScalar?
    switch SchemaQuestion(item.value, of: table, checker.datasets) {
    case .asked(let difference):
      schema = difference
      condition = TypedScalar(.literal(.boolean(difference.isSame)), .boolean)
    case .otherwise:
      schema = nil
      condition = expressions.condition(item.value, in: scope)
    case .refused(let problem):
      checker.report(problem)
      return nil
    }
    expressions.problems.forEach { checker.report($0) }
    guard let condition, let drift = expressions.drift else { return nil }
    self.condition = condition
    self.drift = drift
    wholeTable = expressions.wholeTable
    let placeholders = wholeTable.aggregates.map(\.name) + drift.asked.map(\.name)
    isPerRow = condition.scalar.columns.contains { !placeholders.contains($0) }
    self.mostly = mostly
    self.severity = severity
    self.tolerance = call.named["tolerance"] == nil ? nil : tolerance
    switch input {
    case .sweep, .model:
      metrics = Metric.asked(by: condition.scalar.columns + wholeTable.columns)
    case .table, .features, .scaled, .profile, .display, .scalar, .run, .applied, .unknown:
      metrics = []
    }
    code = item.value.source
    because = call.because
    path = call.path
    range = item.range
    output = input
  }

  /// The names that a condition can use: columns, or the metrics of a model.
  private static func columns(of input: ValueType) -> TableType? {
    switch input {
    case .model: TableType.candidates(swept: [])
    default: input.table
    }
  }

  /// A comparison of schemas needs all columns.
  package var columnsAsked: Set<String>? {
    schema == nil ? Set(condition.scalar.columns + wholeTable.columns) : nil
  }

  /// The input is passed on unchanged.
  package func outline(over input: Relation) -> Relation { input }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard var input else { brokenPlan() }
    let table: Rows
    switch input {
    case .model(let model):
      var computed = model
      try computed.compute(metrics, at: range, context)
      input = .model(computed)
      table = Rows(Sweep(candidates: [computed], swept: [], interrupted: false).table)
    case .sweep(let sweep):
      let computed = try sweep.computing(metrics, at: range, context)
      input = .sweep(computed)
      table = Rows(computed.table)
    default:
      guard let rows = input.relationalRows else { brokenPlan() }
      table = try context.storing(rows, toAsk: columnsAsked)
      if case .table = input { input = .table(table) }
    }
    let numbers = try context.numbers(wholeTable, in: table)
    var drifted: [String: Literal] = [:]
    if case .applied(let rows) = input { drifted = drift.values(rows) }
    let scalar = condition.scalar.replacing(numbers.merging(drifted) { $1 })
    let found = try evaluate(scalar, over: table, context)
    let holds = found.share >= mostly
    let status: ExpectationResult.Status = holds ? .pass : severity.failure
    var record = LedgerRecord()
    record["status"] = .text(status.rawValue)
    if isPerRow { record["share"] = .number(found.share) }
    for entry in WholeTableLedger.record(numbers, of: wholeTable).entries {
      record[entry.name] = entry.value
    }
    for (name, _) in drift.asked { record[name] = drifted[name].map { .cell($0) } }
    let expectation = ExpectationResult(
      at: path, code: code, status: status, value: .number(found.share),
      tolerance: tolerance,
      metrics: Metric.all.filter { condition.scalar.columns.contains($0.name) })
    var remarks: [Diagnostic] = []
    if !holds {
      let problem = diagnostic(found, numbers, input)
      if severity == .error { throw .problems([problem]) }
      remarks.append(problem)
    }
    return StageResult(input, record: record, remarks: remarks, expectation: expectation)
  }

  private struct Finding {
    let share: Double
    let failing: Int
    let rows: Int
    /// The columns that the condition names, and their cells in the first failing rows by value.
    let tested: [String]
    let examples: [[Literal]]
  }

  private func evaluate(_ scalar: Scalar, over table: Rows, _ context: RunContext)
    throws(StageFailure) -> Finding
  {
    guard isPerRow else {
      let row = Table(fields: [], columns: [], storedRows: 1)
      let passed = try context.run(.filter(.scan(stageInput), scalar), over: row).rowCount == 1
      return Finding(
        share: passed ? 1 : 0, failing: passed ? 0 : 1, rows: table.count, tested: [],
        examples: [])
    }
    let failing = try context.rows(
      .filter(.scan(stageInput), .call(.not, [scalar])), over: table)
    let rows = table.count
    let tested = condition.scalar.columns.filter(table.columns.contains)
    return Finding(
      share: rows == 0 ? 1 : Double(rows - failing.count) / Double(rows),
      failing: failing.count, rows: rows, tested: tested,
      examples: failing.count == 0 ? [] : try examples(of: failing, tested, context))
  }

  /// The tested cells of up to three failing rows: the smallest by value, so that the order of rows
  /// does not matter.
  private func examples(
    of failing: Rows, _ tested: [String], _ context: RunContext
  ) throws(StageFailure) -> [[Literal]] {
    let least = try context.run(
      .project(
        .limit(.sort(.scan(stageInput), tested.map { SortKey(.column($0)) }), 3),
        tested.map { NamedScalar($0, .column($0)) }), over: failing)
    return (0..<least.rowCount).map { row in tested.indices.map { least[row, $0] } }
  }

  private func diagnostic(
    _ found: Finding, _ numbers: [String: Literal], _ input: Value
  ) -> Diagnostic {
    var notes = schema?.lines ?? []
    if case .applied(let rows) = input { notes += rows.notes(on: drift) }
    for aggregate in wholeTable.aggregates {
      if let value = numbers[aggregate.name] {
        let text = value == .null ? "undefined: there are no values" : value.plainText
        notes.append("\(aggregate.name.dropFirst().dropLast()) is \(text)")
      }
    }
    if isPerRow, found.rows == 1, let cells = found.examples.first {
      for (name, cell) in zip(found.tested, cells) {
        notes.append("\(name) is \(cell.plainText)")
      }
    } else {
      for example in found.examples {
        let cells = zip(found.tested, example).map { column, cell in
          "\(VisibleText(column).text) \(quoted(cell.plainText))"
        }
        notes.append("for example: " + cells.joined(separator: ", "))
      }
    }
    let what =
      isPerRow && found.rows > 1
      ? "`\(self.code)` does not hold for \(grouped(found.failing)) of \(grouped(found.rows)) rows"
        + (mostly < 1 ? ", more than \(percent(1 - mostly))" : "")
      : "`\(self.code)` does not hold"
    let message = because.map { "\(what): \($0)" } ?? what
    return Diagnostic(severity.code, message, at: range, notes: notes)
  }
}

extension DiagnosticCode {
  package static let expectationFailed = DiagnosticCode(
    "E0810", "an expectation failed",
    page: """
      The condition of an `expect` is false. The run stops with exit code 4, so that CI notices before
      anyone acts on the segments.

      ```seg
      sample transactions customers=50 | expect quantity > 0
      # error: E0810
      ```

      Find out why (the message shows rows that fail). `mostly=99%` allows exceptions, and
      `severity=warn` reports without stopping.
      """)

  package static let expectationWarning = DiagnosticCode(
    "W0810", "an expectation failed, and the run continues",
    page: """
      An `expect … severity=warn` failed. The run continues; the ledger and the lock record it.
      """)

  package static let expectationNote = DiagnosticCode(
    "N0810", "something worth knowing about the data",
    page: """
      An `expect … severity=note` failed: a note that a stage of the standard library or one of your
      own makes about the data.
      """)
}

extension Expect {
  package static let manual = """
    A condition on rows must be true for every row, or for the share given by `mostly`. With an
    aggregate it is tested once for the whole table: `expect missing(customer_id) == 0`. `rows` is the
    number of rows. After a model its metrics can be used: `expect silhouette >= 0.35`.

    ```seg
    sample transactions customers=200 seed=7
      | expect rows >= 100
      | expect quantity > 0 mostly=90%
      | expect missing(customer_id) == 0 severity=warn
    ```

    ```seg
    sample transactions customers=200 seed=7 | expect rows > 1_000_000_000
    # error: E0810
    ```

    After `apply`, a condition can use `unassigned_share`, the share of customers without a segment;
    `psi(june)`, the population stability index of the feature that drifted most from the lock; and
    `psi(june, recency)`, that of one feature. Before it, `schema == june.inputs.tx.schema` tests whether
    the columns are those that the locked run read: none missing, none new, with compatible types.

    ```
    let june = locked "2025-06.seg.lock"
    load "data/today.csv"
      | expect schema == june.inputs.tx.schema
      | apply june
      | expect unassigned_share <= 2% severity=warn
      | expect psi(june) <= 0.2
    ```

    `tolerance=1%` is how much a metric that the condition names may differ when a lock is verified on
    another machine or by another version; by default a millionth of its value.

    A failing expectation stops the run with exit code 4 and shows failing rows.
    """
}
