import Clustering
import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// A condition that keeps or removes rows.
///
/// `keep` and `drop` share it. A missing value makes a comparison false, so that `keep x > 0`
/// removes such rows and `drop x <= 0` keeps them. Both count them.
///
/// ```swift
/// guard let rows = RowCondition(call, on: input, keepsMatches: false, &checker) else { return nil }
/// ```
package struct RowCondition: Sendable {
  let condition: TypedScalar
  let wholeTable: WholeTableNumbers
  let output: ValueType
  let keepsMatches: Bool
  /// For candidates: the metrics that the condition uses.
  let metrics: [Metric]
  let range: SourceRange

  init?(
    _ call: BoundCall, on input: ValueType, keepsMatches: Bool, _ checker: inout StageChecker
  ) {
    guard let table = input.table else { return nil }
    if let problem = RowCondition.columnsInstead(call, in: table, keepsMatches: keepsMatches) {
      checker.report(problem)
      return nil
    }
    guard let item = checker.onlyItem() else { return nil }
    var expressions = ExpressionChecker(
      columns: table, functions: checker.functions, mode: .rows)
    let condition = expressions.condition(item.value, in: checker.scope)
    expressions.problems.forEach { checker.report($0) }
    guard let condition else { return nil }
    self.condition = condition
    self.wholeTable = expressions.wholeTable
    self.keepsMatches = keepsMatches
    if case .sweep = input {
      metrics = Metric.asked(by: condition.scalar.columns + expressions.wholeTable.columns)
    } else {
      metrics = []
    }
    range = call.range
    output = input.ofOtherRows
  }

  /// `drop email`, `keep amount, status`: columns, which `without` and `select` choose.
  private static func columnsInstead(
    _ call: BoundCall, in table: TableType, keepsMatches: Bool
  ) -> Diagnostic? {
    let columns = call.positional.flatMap { $0.value.listed }.compactMap { value in
      value.columnWord.flatMap { table[$0] }
    }
    guard let first = columns.first, columns.count == call.positional.flatMap(\.value.listed).count,
      columns.count > 1 || first.type != .boolean
    else { return nil }
    let names = columns.map { quotedName($0.name) }
    let stage = keepsMatches ? "select" : "without"
    let verb = keepsMatches ? "keep" : "drop"
    let tests = names.map { "\($0) is \(keepsMatches ? "not " : "")null" }
    return Diagnostic(
      .wrongKind,
      columns.count == 1
        ? "`\(first.name)` is a column, and `\(verb)` needs a condition on rows"
        : "these are columns, and `\(verb)` needs a condition on rows",
      at: call.positional[0].range,
      fixes: [
        Diagnostic.Fix(
          "\(stage) \(names.joined(separator: ", "))", at: call.range,
          remark: keepsMatches ? "chooses columns" : "drops columns"),
        Diagnostic.Fix(
          "\(verb) \(tests.joined(separator: keepsMatches ? " and " : " or "))", at: call.range,
          remark: keepsMatches ? "keeps rows with a value" : "drops rows without a value"),
      ])
  }

  /// The numbers of the whole table, and the counts.
  package struct Numbers: Sendable {
    let values: [String: Literal]
    /// Rows in which a column that the condition tests is missing.
    let missingTested: Int
    /// Those of them that an inequality drops.
    var missingDropped = 0
  }

  /// The condition for the rows that are kept.
  func staying(_ numbers: [String: Literal]) -> Scalar {
    let scalar = condition.scalar.replacing(numbers)
    return keepsMatches ? scalar : .call(.not, [scalar])
  }
}

extension RowCondition {
  /// That no row is left, with the values that come near what the condition compares with.
  fileprivate func nothingLeft(
    of rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> Diagnostic {
    var fixes: [Diagnostic.Fix] = []
    for (name, wanted) in condition.scalar.comparedTexts {
      guard let column = output.table?[name], column.personal == nil, rows.columns.contains(name)
      else { continue }
      let cell = Scalar.column(name)
      let levels = try context.run(
        .limit(
          .sort(
            .aggregate(
              .filter(.scan(stageInput), .call(.not, [.call(.isNull, [cell])])), keys: [name],
              [NamedAggregate("(rows)", .rows)]),
            [SortKey(.column("(rows)"), descending: true), SortKey(cell)]), 1_000), over: rows)
      let values = (0..<levels.rowCount).map { levels[$0, 0].plainText }
      guard !values.contains(wanted), let near = nearestName(to: wanted, among: values) else {
        continue
      }
      fixes.append(
        Diagnostic.Fix(
          "\(quotedName(name)) == \(scriptText(near))", remark: "a value that is there"
        ))
    }
    return Diagnostic(
      .noRowLeft, "no row of \(grouped(rows.count)) is left", at: range,
      notes: fixes.isEmpty ? ["text is compared byte by byte: case and spaces count"] : [],
      fixes: fixes)
  }
}

extension Scalar {
  /// Columns that are compared by `!=` or `not in`, each once.
  fileprivate var columnsOfInequalities: [String] {
    switch self {
    case .call(.notEqual, let sides): sides.flatMap(\.testedColumns).uniqued
    case .isIn(let value, _, negated: true): value.testedColumns
    case .call(.and, let sides), .call(.or, let sides):
      sides.flatMap(\.columnsOfInequalities).uniqued
    case .column, .literal, .call, .cases, .isIn: []
    }
  }

  /// Columns that are compared with a text by `==` or `in`, with the text.
  fileprivate var comparedTexts: [(column: String, text: String)] {
    switch self {
    case .call(.equal, let sides):
      if case .column(let name) = sides[0], case .literal(.text(let text)) = sides[1] {
        [(name, text)]
      } else {
        []
      }
    case .isIn(.column(let name), let literals, negated: false):
      literals.compactMap { if case .text(let text) = $0 { (name, text) } else { nil } }
    case .call(.and, let sides), .call(.or, let sides): sides.flatMap(\.comparedTexts)
    case .column, .literal, .call, .cases, .isIn: []
    }
  }
}

extension DiagnosticCode {
  package static let noRowLeft = DiagnosticCode(
    "W0415", "a condition that leaves no row",
    page: """
      Every row was dropped. Usually the condition names a value that the data write in another way: another
      case, a space, another language.

      ```seg
      table [{id: 1, country: "Sweden"}] | keep country == "sweden"
      ```

      The nearest values are shown; `describe country` lists the most frequent ones.
      """)

  package static let missingDropped = DiagnosticCode(
    "N0416", "rows without a value were dropped",
    page: """
      A comparison with a missing value is false, also `!=`: a row without a status is not a row whose status
      is something else. `keep` drops it.

      ```seg
      table [{id: 1, status: "paid"}, {id: 2, status: null}] | keep status != "refunded"
      ```

      Write `keep status != "refunded" or status is null` to keep such rows, or leave it as it is: the ledger
      counts them.
      """)
}

/// A stage that chooses rows by a condition.
package protocol ConditionStage: FittedStage where Numbers == RowCondition.Numbers {
  var rows: RowCondition { get }
}

extension ConditionStage {
  package var output: ValueType { rows.output }

  package var columnsAsked: Set<String>? {
    Set(rows.condition.scalar.testedColumns + rows.wholeTable.columns)
      .subtracting(rows.wholeTable.aggregates.map(\.name))
  }

  package func outline(over input: Relation) -> Relation {
    .filter(input, rows.staying(rows.wholeTable.unknown))
  }

  package func relation(over input: Relation, with numbers: RowCondition.Numbers) -> Relation {
    .filter(input, rows.staying(numbers.values))
  }

  package func fit(
    _ table: Rows, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> RowCondition.Numbers {
    let values: [String: Literal]
    if let replayed {
      values = WholeTableLedger.values(rows.wholeTable, from: replayed)
    } else {
      values = try context.numbers(rows.wholeTable, in: table)
    }
    let staying = rows.staying(values)
    guard let isMissing = staying.missesTested else {
      return RowCondition.Numbers(values: values, missingTested: 0)
    }
    var numbers = RowCondition.Numbers(
      values: values, missingTested: try context.count(of: isMissing, in: table))
    if rows.keepsMatches, numbers.missingTested > 0,
      !rows.condition.scalar.columnsOfInequalities.isEmpty
    {
      numbers.missingDropped = try context.count(
        of: .call(.and, [isMissing, .call(.not, [staying])]), in: table)
    }
    return numbers
  }

  package func record(_ numbers: RowCondition.Numbers) -> LedgerRecord {
    var record = WholeTableLedger.record(numbers.values, of: rows.wholeTable)
    if numbers.missingTested > 0 { record["null_tested"] = .integer(numbers.missingTested) }
    return record
  }

  /// A note if `!=` or `not in` dropped rows that have no value: few readers expect that.
  package func remarks(_ numbers: RowCondition.Numbers, of count: Int) -> [Diagnostic] {
    let names = rows.condition.scalar.columnsOfInequalities
    guard numbers.missingDropped > 0, let name = names.first else { return [] }
    let isOne = numbers.missingDropped == 1
    return [
      Diagnostic(
        .missingDropped,
        "\(grouped(numbers.missingDropped)) of \(counted(count, "row")) \(isOne ? "has" : "have") no "
          + "\(listed(names)): a comparison with a missing value is false, so "
          + (isOne ? "it was dropped" : "they were dropped"),
        at: rows.range,
        fixes: [Diagnostic.Fix("or \(quotedName(name)) is null", remark: "keeps them")])
    ]
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .sweep(let sweep)? = input else {
      var result = try runFitted(input, replaying: replayed, context)
      if let before = input?.relationalRows, let after = result.value.relationalRows,
        before.count > 0, after.count == 0
      {
        result.remarks.append(try rows.nothingLeft(of: before, context))
      }
      return result
    }
    let computed = try sweep.computing(rows.metrics, at: rows.range, context)
    var result = try runFitted(.sweep(computed), replaying: replayed, context)
    for entry in computed.record(of: rows.metrics, context).entries {
      result.record[entry.name] = entry.value
    }
    return result
  }
}

/// Writes numbers of the whole table to the ledger and reads them back.
enum WholeTableLedger {
  static func record(_ values: [String: Literal], of wanted: WholeTableNumbers) -> LedgerRecord {
    var record = LedgerRecord()
    for aggregate in wanted.aggregates {
      if let value = values[aggregate.name] { record[aggregate.name] = .cell(value) }
    }
    return record
  }

  static func values(_ wanted: WholeTableNumbers, from record: LedgerRecord) -> [String: Literal] {
    var values: [String: Literal] = [:]
    for aggregate in wanted.aggregates {
      if case .cell(let value)? = record[aggregate.name] { values[aggregate.name] = value }
    }
    return values
  }
}

package struct Keep: ConditionStage {
  package let rows: RowCondition

  package static let signature = StageSignature(
    "keep", "Keeps the rows for which a condition is true.", group: .shape,
    inputs: [.table, .features, .sweep],
    positional: Parameter(
      "condition", .condition, "The condition for a row to be kept.", isRequired: true),
    gives: "the same kind, with fewer rows", aliases: ["filter", "where", "query"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let rows = RowCondition(call, on: input, keepsMatches: true, &checker) else {
      return nil
    }
    self.rows = rows
  }

  package static func alternatives(to call: BoundCall) -> [Alternative] { [.leftOut] }
}

extension Keep {
  package static let manual = """
    Rows for which the condition is false are removed. A comparison with a missing value is false, so
    such rows are removed too, and the ledger counts them as `null_tested`.

    ```seg
    sample transactions customers=200 seed=7
      | keep quantity > 0 and unit_price > 0 because "returns are studied elsewhere"
      | keep country in ["France", "Germany"]
      | show
    ```

    An aggregate in the condition is the number of the whole table, computed once and recorded:
    `keep order_date > latest(order_date) - 24 months`.

    After a sweep it keeps candidates by their metrics, which are computed if they are not known yet:
    `keep stability >= 0.8 and smallest >= 3%`. A metric that is undefined for a candidate is missing,
    and the candidate is removed.

    On new data the same condition is used with the recorded numbers; customers whose rows are all
    removed are unassigned, with this stage as the reason.
    """
}

extension Expression {
  /// The name of a column, with or without quotes.
  fileprivate var columnWord: String? {
    switch self {
    case .name(let name): name.text
    case .string(let literal): literal.value
    default: nil
    }
  }
}
