import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Replaces missing cells with a value: `fill discount with 0`, `fill monetary with median`.
package struct Fill: FittedStage {
  /// Where the value comes from.
  enum Filling: Sendable {
    case constant(Literal)
    case statistic(Statistic)
  }

  enum Statistic: String, CaseIterable, Sendable {
    case median, mean, mode

    func aggregate(_ column: String) -> Aggregate {
      switch self {
      case .median: .quantile(.column(column), 0.5)
      case .mean: .mean(.column(column))
      case .mode: .mode(.column(column))
      }
    }
  }

  let columns: [String]
  /// All columns of the input, in order.
  let all: [String]
  let filling: Filling
  let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "fill", "Replaces missing cells with a value.", group: .clean, inputs: [.table, .features],
    positional: Parameter("columns", .columns, "The columns.", isRequired: true),
    clauses: [
      ClauseParameter(
        .with,
        Parameter(
          "with", .expression,
          "A value, or `median`, `mean` or `mode` of the cells that are not missing.",
          isRequired: true))
    ],
    gives: "the same kind", aliases: ["fillna", "fill_null", "impute", "replace_na", "coalesce"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let columns = checker.columns(call.positional, in: table),
      let clause = call.clauses[.with], let item = clause.items.first
    else { return nil }
    guard clause.items.count == 1 else {
      checker.report(
        Diagnostic(
          .tooManyArguments, "missing cells get one value", at: clause.items[1].range,
          notes: ["write a `fill` for each column that needs another value"]))
      return nil
    }
    guard let filling = checker.filling(item.value) else { return nil }
    var changed: [ColumnType] = []
    for (column, place) in zip(columns, call.positional) {
      guard let type = checker.type(of: column, filledWith: filling, place.range, item) else {
        continue
      }
      changed.append(
        ColumnType(column.name, type, missing: .never, personal: column.personal))
    }
    for (column, place) in zip(columns, call.positional) {
      guard let marked = column.personal, case .statistic = filling.filling else { continue }
      checker.report(
        Diagnostic(
          .personalShown, "one person's `\(column.name)` would be used for others", at: place.range,
          remark: "and written to the ledger", labels: [Diagnostic.Label(marked, "marked here")],
          notes: ["write a constant value instead"]))
    }
    guard !checker.hasProblems else { return nil }
    self.columns = columns.map(\.name)
    all = table.columns.map(\.name)
    self.filling = filling.filling
    range = call.range
    output = input.with(table.replacing(changed))
  }

  /// The statistics that could replace the value, by its type.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    guard let written = call.clauses[.with]?.items.first?.value else { return [] }
    var words: [Statistic] = []
    switch written {
    case .number: words = [.median, .mean]
    case .string: words = [.mode]
    case .name(let name) where name.text != Statistic.mode.rawValue: words = [.median, .mean]
    default: break
    }
    return [.leftOut]
      + words.map(\.rawValue).filter { $0 != written.source }.map { word in
        Alternative(
          .changed(call.call.with(written.replaced(by: word), behind: .with)), "with \(word)")
      }
  }

  package var columnsAsked: Set<String>? { Set(columns) }

  /// The cells of a column in order, for a median.
  package func workingMemory(rows: Int, threads: Int) -> Int { 72 * rows }

  package func outline(over input: Relation) -> Relation {
    relation(over: input, with: columns.map { _ in Number(value: .null, filled: 0) })
  }

  /// The fill value of a column, and the number of cells that get it.
  package struct Number: Sendable {
    let value: Literal
    let filled: Int
  }

  package func fit(
    _ rows: Rows, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> [Number] {
    let missing = try context.numbers(columns.map { .missing(.column($0)) }, in: rows)
    var numbers: [Number] = []
    for (column, filled) in zip(columns, missing) {
      numbers.append(
        Number(
          value: try value(for: column, in: rows, replaying: replayed, context),
          filled: filled.counted))
    }
    return numbers
  }

  package func record(_ numbers: [Number]) -> LedgerRecord {
    var record = LedgerRecord()
    for (column, number) in zip(columns, numbers) {
      var entry = LedgerRecord()
      entry["value"] = .cell(number.value)
      entry["filled"] = .integer(number.filled)
      record[column] = .record(entry)
    }
    return record
  }

  package func relation(over input: Relation, with numbers: [Number]) -> Relation {
    input.deriving(
      zip(columns, numbers).map { column, number in
        NamedScalar(column, .call(.coalesce, [.column(column), .literal(number.value)]))
      }, among: all)
  }

  private func value(
    for column: String, in rows: Rows, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> Literal {
    if case .record(let stored)? = replayed?[column], case .cell(let value)? = stored["value"] {
      return value
    }
    switch filling {
    case .constant(let value): return value
    case .statistic(let statistic):
      let value = try context.numbers([statistic.aggregate(column)], in: rows)[0]
      guard value == .null, rows.count > 0 else { return value }
      throw .problems([
        Diagnostic(
          .nothingToFillFrom,
          "every cell of `\(column)` is missing, so there is no \(statistic.rawValue)", at: range,
          fixes: [
            Diagnostic.Fix("| fill \(quotedName(column)) with 0", remark: "a constant value"),
            Diagnostic.Fix("| without \(quotedName(column))"),
          ])
      ])
    }
  }
}

/// The checked argument after `with`.
private struct CheckedFilling {
  let filling: Fill.Filling
  /// `nil` if the type is that of the column.
  let type: DataType?
}

extension StageChecker {
  /// A statistic by its name, or a constant.
  fileprivate mutating func filling(_ expression: Syntax.Expression) -> CheckedFilling? {
    if case .name(let name) = expression, scope[name.text] == nil {
      if let statistic = Fill.Statistic(rawValue: name.text) {
        return CheckedFilling(filling: .statistic(statistic), type: nil)
      }
      let words = Fill.Statistic.allCases.map(\.rawValue)
      let near = nearestName(to: name.text, among: words + scope.names)
      report(
        Diagnostic(
          .unknownChoice, "`\(name.text)` is not a value to fill with", at: name.range,
          remark: near.map { "did you mean `\($0)`?" } ?? "",
          notes: [
            "words: \(words.joined(separator: ", ")); text must be in double quotes",
            "to use a value of the same row, write derive x = x ?? other",
          ],
          fixes: [Diagnostic.Fix(near ?? "\"\(name.text)\"", at: name.range)]))
      return nil
    }
    if case .call(let call) = expression, Fill.Statistic(rawValue: call.name.text) != nil {
      report(
        Diagnostic(
          .unknownChoice, "a statistic to fill with is one word", at: expression.range,
          remark: "it is taken of each column that is filled",
          fixes: [Diagnostic.Fix(call.name.text, at: expression.range)]))
      return nil
    }
    guard let value = constant(expression, for: "`fill`"), let literal = value.literal else {
      return nil
    }
    guard literal != .null else {
      report(
        .unexpectedKind(
          "`null`", wanted: "a value", at: expression.range,
          remark: "missing cells are null already"
        ))
      return nil
    }
    return CheckedFilling(filling: .constant(literal), type: value.type)
  }

  /// The type of a column after its missing cells are filled; problems are reported.
  fileprivate mutating func type(
    of column: ColumnType, filledWith checked: CheckedFilling, _ place: SourceRange, _ item: Item
  ) -> DataType? {
    switch checked.filling {
    case .statistic(.mode): return column.type
    case .statistic(let statistic):
      guard column.type.isNumeric else {
        report(
          Diagnostic(
            .wrongKind,
            "`\(column.name)` is \(column.type.phrase) and has no \(statistic.rawValue)",
            at: place,
            fixes: [
              Diagnostic.Fix("mode", at: item.range, remark: "the most frequent value"),
              Diagnostic.Fix("\"unknown\"", at: item.range),
            ]))
        return nil
      }
      return column.type == .integer ? .number : column.type
    case .constant:
      guard let given = checked.type, let type = column.type.joined(given) else {
        report(
          Diagnostic(
            .typesDiffer,
            "`\(column.name)` is \(column.type.phrase), and its missing cells would become "
              + (checked.type?.phrase ?? "something else"), at: item.range,
            labels: [Diagnostic.Label(place, "this is \(column.type.phrase)")],
            fixes: column.type.isNumeric
              ? [Diagnostic.Fix("0", at: item.range), Diagnostic.Fix("median", at: item.range)]
              : column.type.scalar == .text
                ? [Diagnostic.Fix("\"\(item.value.source)\"", at: item.range)] : []))
        return nil
      }
      return type
    }
  }
}

extension DiagnosticCode {
  package static let nothingToFillFrom = DiagnosticCode(
    "E0419", "there is no value to fill with",
    page: """
      A median, mean or mode is computed from the cells that are not missing. Here all of them are.

      ```seg
      table [{id: 1, a: null}, {id: 2, a: null}] | fill a with mode
      # error: E0419
      ```

      Write a value, `fill a with 0`, or remove the column with `without a`.
      """)
}

extension Fill {
  package static let manual = """
    How to treat a missing value is a decision: what does an empty cell mean here? Record it with
    `because`.

    ```seg
    table [{id: 1, discount: 5}, {id: 2, discount: null}]
      | fill discount with 0 because "blank means no coupon was used"
    ```

    `median`, `mean` and `mode` are computed from the cells that are not missing and recorded; new data
    get the recorded value. `mode` is the most frequent value, the smallest one if there are ties.

    ```seg
    table [{id: 1, age: 31, city: "Oslo"}, {id: 2, age: null, city: null}, {id: 3, age: 45, city: "Oslo"}]
      | fill age with median | fill city with mode
    ```

    ```seg
    table [{id: 1, city: "Oslo"}, {id: 2, city: null}] | fill city with 0
    # error: E0311
    ```

    Cells are not filled from the row before: the order of rows in an export has no meaning. Derive a
    value that depends on the row: `derive price = price ?? list_price`.
    """
}
