import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// A table in the script: `table [{id: 1, amount: 2.5}, {id: 2, amount: null}]`.
package struct InlineTable: Stage {
  let table: Table
  let type: TableType

  package static let signature = StageSignature(
    "table", "Returns a small table that is written in the script.", group: .sources,
    inputs: [],
    positional: Parameter(
      "records", .records, "The rows, each with the same names.", isRequired: true),
    gives: "Table", aliases: ["tibble", "data_frame", "DataFrame", "values"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let item = checker.onlyItem() else { return nil }
    guard case .list(let records, let range) = item.value else {
      checker.report(
        .unexpectedKind(
          "no list", wanted: "a list of records", at: item.range,
          remark: "such as [{id: 1, amount: 2.5}]"))
      return nil
    }
    guard let first = records.first else {
      checker.report(
        Diagnostic(
          .missingArgument, "an empty list has neither names nor types", at: range,
          fixes: [Diagnostic.Fix("[{id: 1, amount: 2.5}]", at: range)]))
      return nil
    }
    guard let names = checker.fields(of: first)?.map(\.name.text) else { return nil }
    var rows: [[(value: TypedScalar, range: SourceRange)]] = []
    for (number, record) in records.enumerated() {
      guard
        let row = checker.row(record, number: number + 1, names: names, like: first.range)
      else { return nil }
      rows.append(row)
    }
    var columns: [ColumnType] = []
    var cells: [(String, Column)] = []
    for (index, name) in names.enumerated() {
      guard let column = checker.column(name, rows.map { $0[index] }) else { return nil }
      columns.append(column.type)
      cells.append((name, column.cells))
    }
    table = Table(cells)
    type = TableType(columns, name: "the table", estimatedRows: rows.count)
  }

  package var output: ValueType { .table(type) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    StageResult(.table(Rows(table)))
  }
}

extension StageChecker {
  /// The fields of a record, each name once.
  fileprivate mutating func fields(of record: Expression)
    -> [(name: Name, value: Expression)]?
  {
    guard case .block(let block) = record else {
      report(.unexpectedKind("no record", wanted: "a record such as {id: 1}", at: record.range))
      return nil
    }
    var fields: [(name: Name, value: Expression)] = []
    for entry in block.entries {
      guard case .field(let name, let value) = entry else {
        report(.unexpectedKind("a rule", wanted: "name: value", at: block.range))
        return nil
      }
      guard !fields.contains(where: { $0.name.text == name.text }) else {
        report(
          Diagnostic(
            .duplicateColumn, "two columns would be called `\(name.text)`", at: name.range))
        return nil
      }
      fields.append((name, value))
    }
    guard !fields.isEmpty else {
      report(.unexpectedKind("an empty record", wanted: "name: value", at: block.range))
      return nil
    }
    return fields
  }

  /// The values of a record in the order of `names`, which must be its names.
  fileprivate mutating func row(
    _ record: Expression, number: Int, names: [String], like first: SourceRange
  ) -> [(value: TypedScalar, range: SourceRange)]? {
    guard let fields = fields(of: record) else { return nil }
    let extra = fields.map(\.name).filter { !names.contains($0.text) }
    let absent = names.filter { name in !fields.contains { $0.name.text == name } }
    guard extra.isEmpty, absent.isEmpty else {
      let near = extra.first.flatMap { nearestName(to: $0.text, among: absent) }
      var fixes: [Diagnostic.Fix] = []
      if let near, let range = extra.first?.range {
        fixes = [Diagnostic.Fix(quotedName(near), at: range)]
      } else if let name = absent.first {
        fixes = [Diagnostic.Fix("\(quotedName(name)): null", remark: "makes it missing")]
      }
      report(
        Diagnostic(
          .recordsDiffer, "record \(number) has other names than the first",
          at: extra.first?.range ?? record.range,
          remark: near.map { "did you mean `\($0)`?" }
            ?? (absent.isEmpty ? "only here" : "without \(listed(absent))"),
          labels: [Diagnostic.Label(first, "the first record defines the names")], fixes: fixes))
      return nil
    }
    var row: [(value: TypedScalar, range: SourceRange)] = []
    for name in names {
      guard let field = fields.first(where: { $0.name.text == name }),
        let value = constant(field.value, for: "a cell of a table")
      else { return nil }
      row.append((value, field.value.range))
    }
    return row
  }

  /// A column of constants, with the common type of all.
  fileprivate mutating func column(
    _ name: String, _ values: [(value: TypedScalar, range: SourceRange)]
  ) -> (type: ColumnType, cells: Column)? {
    var common: (type: DataType, range: SourceRange)?
    for (value, range) in values where !value.isNull {
      guard let seen = common else {
        common = (value.type, range)
        continue
      }
      guard let joined = seen.type.joined(value.type) else {
        report(
          Diagnostic(
            .mixedTypes, "the column `\(name)` would hold two kinds of value", at: range,
            remark: "this is \(value.type.phrase)",
            labels: [Diagnostic.Label(seen.range, "this is \(seen.type.phrase)")],
            notes: ["a column holds one kind of value; `null` is a missing value"]))
        return nil
      }
      common = (joined, seen.range)
    }
    let type = common?.type ?? .text
    let literals = values.map { $0.value.literal ?? .null }
    let missing: Missingness = literals.contains(.null) ? .declared : .never
    return (
      ColumnType(name, type, missing: missing), Column(literals, type: type.scalar)
    )
  }
}

extension DiagnosticCode {
  package static let recordsDiffer = DiagnosticCode(
    "E0403", "the records of a table have different names",
    page: """
      Every record of a `table` has the same names as the first, so that a misspelled one cannot
      become a column of its own.

      ```seg
      table [{id: 1, amount: 5}, {id: 2, amout: 7}]
      # error: E0403
      ```

      Correct the name, or write `amount: null` if a value is missing.
      """)
}

extension InlineTable {
  package static let manual = """
    For small tables that belong in the script: a list of regions, a rate per currency, a test. Types
    follow from the values; `null` is a missing cell, dates start with `@`.

    ```seg
    table [
      {customer: "A", day: @2025-01-31, amount: 25.50},
      {customer: "B", day: @2025-02-28, amount: null}
    ]
    ```

    Cells can use params of the script. Every record has the same names:

    ```seg
    table [{id: 1, amount: 5}, {id: 2}]
    # error: E0403
    ```

    A column holds one kind of value; whole numbers and decimals can be mixed.

    ```seg
    table [{id: 1}, {id: "two"}]
    # error: E0312
    ```
    """
}
