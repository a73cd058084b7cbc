import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// `append other`: the rows of another dataset below these.
package struct Append: OperandStage, RowStage {
  let other: PlannedPipeline
  package let output: ValueType

  package var operands: [PlannedPipeline] { [other] }

  package static let signature = StageSignature(
    "append", "Adds the rows of another dataset below these.", group: .shape, inputs: [.table],
    positional: Parameter(
      "other", .dataset, "A dataset with the same columns, or a pipeline in parentheses.",
      isRequired: true),
    gives: "Table", aliases: ["union", "concat", "bind_rows", "rbind", "union_all"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let item = checker.onlyItem(),
      let other = checker.operand(item.value), other.output != .unknown
    else { return nil }
    guard case .table(let added) = other.output.ofOtherRows else {
      checker.report(
        .unexpectedKind(other.output.kind.phrase, wanted: "a table", at: item.range))
      return nil
    }
    guard checker.sameColumns(table, added, called: other.rowsName, at: item.range) else {
      return nil
    }
    var columns: [ColumnType] = []
    for column in table.columns {
      guard let twin = added[column.name] else { continue }
      guard let type = column.type.joined(twin.type) else {
        checker.report(
          Diagnostic(
            .typesDiffer,
            "`\(column.name)` is \(column.type.phrase) here and \(twin.type.phrase) in "
              + VisibleText(other.rowsName).text, at: item.range,
            notes: ["a column holds one kind of value"],
            fixes: [
              Diagnostic.Fix(
                "| columns {\(quotedName(column.name)): \(column.type.name)}",
                remark: "after the other dataset")
            ]))
        continue
      }
      columns.append(
        ColumnType(
          column.name, type, missing: column.missing.joined(twin.missing),
          personal: column.personal ?? twin.personal))
    }
    guard !checker.hasProblems else { return nil }
    self.other = other
    var result = table.with(columns: columns)
    // A key of each table is not a key of both together.
    result.grain = []
    output = .table(result)
  }

  package func outline(over input: Relation) -> Relation { .union(input, .scan(stageOperand)) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let rows = input?.relationalRows, let added = context.operands.first?.rows else {
      brokenPlan()
    }
    let result = try context.rows(outline(over: .scan(stageInput)), over: rows, beside: added)
    var record = LedgerRecord()
    record["appended"] = .integer(added.rowCount)
    return StageResult(.table(result), record: record)
  }
}

extension StageChecker {
  /// Whether two tables have the same column names; reports those that are in one table only.
  fileprivate mutating func sameColumns(
    _ first: TableType, _ second: TableType, called other: String, at range: SourceRange
  ) -> Bool {
    func only(_ a: TableType, _ b: TableType) -> [String] {
      a.columns.map(\.name).filter { b[$0] == nil }
    }
    let here = only(first, second)
    let there = only(second, first)
    guard !here.isEmpty || !there.isEmpty else { return true }
    let name = VisibleText(other).text
    var notes: [String] = []
    if !here.isEmpty { notes.append("only here: " + here.joined(separator: ", ")) }
    if !there.isEmpty { notes.append("only in \(name): " + there.joined(separator: ", ")) }
    var fixes: [Diagnostic.Fix] = []
    if let old = there.first, let near = nearestName(to: old, among: here) ?? onlyOne(here, there) {
      fixes.append(
        Diagnostic.Fix(
          "| rename \(quotedName(near)) = \(quotedName(old))", remark: "after the other dataset"))
    } else if here.isEmpty {
      fixes.append(
        Diagnostic.Fix(
          "| without \(there.map(quotedName).joined(separator: ", "))",
          remark: "after the other dataset"))
    } else {
      fixes.append(
        Diagnostic.Fix(
          "| derive \(here.map { quotedName($0) + " = null" }.joined(separator: ", "))",
          remark: "after the other dataset, if the value is unknown there"))
    }
    report(
      Diagnostic(
        .columnsDiffer, "\(name) has different columns, so its rows cannot be added below these",
        at: range,
        notes: notes, fixes: fixes))
    return false
  }

  /// The column that must be meant, if each side has exactly one that the other does not have.
  private func onlyOne(_ here: [String], _ there: [String]) -> String? {
    here.count == 1 && there.count == 1 ? here[0] : nil
  }
}

extension DiagnosticCode {
  package static let columnsDiffer = DiagnosticCode(
    "E0405", "two tables have different columns",
    page: """
      `append` adds rows below rows: columns are matched by name, and every column must be in both
      tables. Otherwise the cells of a column that one side lacks would silently become missing.

      ```seg
      let may = table [{id: 1, amount: 5}]
      table [{id: 2, total: 7}] | append may
      # error: E0405
      ```

      Rename columns that have different names, `append (may | rename total = amount)`, and remove
      columns that only one side has with `without`.
      """)
}

extension Append {
  package static let manual = """
    Columns are matched by name; the order of columns does not matter. Whole numbers become numbers
    if the other side has fractions.

    ```seg
    let april = table [{id: 1, amount: 5}]
    table [{id: 2, amount: 7.50}] | append april
    ```

    A pipeline in parentheses prepares the other dataset:

    ```seg
    let april = table [{id: 1, total: 5}]
    table [{id: 2, amount: 7}] | append (april | rename amount = total)
    ```

    A column that only one side has is an error:

    ```seg
    let april = table [{id: 1, total: 5}]
    table [{id: 2, amount: 7}] | append april
    # error: E0405
    ```

    Duplicate rows are kept; `dedupe` removes them.
    """
}
