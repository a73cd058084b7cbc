import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// A declaration of types: `columns {customer_id: id, amount: money<EUR>, category: text?}`.
package struct Columns: DeclarationStage, RowStage {
  package let call: BoundCall
  let declared: [DeclaredType]
  let conversions: [CellConversion]
  /// All columns of the input, in order.
  let all: [String]
  package let output: ValueType

  package static let signature = StageSignature(
    "columns", "Declares the types of columns, and which may have missing cells.", group: .shape,
    inputs: [.table],
    positional: Parameter(
      "types", .block,
      "A type for each named column: \(DataType.names.joined(separator: ", ")); with `?` if cells may be missing.",
      isRequired: true),
    gives: "Table", aliases: ["schema", "cast", "astype", "col_types", "dtypes"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let block = checker.block(),
      let declared = checker.declaredTypes(block)
    else { return nil }
    var conversions: [CellConversion] = []
    var changed: [ColumnType] = []
    for field in declared {
      guard let column = checker.column(named: field, in: table) else { continue }
      guard let conversion = CellConversion(column, to: field.type, patterns: field.patterns) else {
        checker.report(.cannotBecome(column, field))
        continue
      }
      conversions.append(conversion)
      var type = field.type
      if case .id = type { type = .id(column.type.scalar) }
      changed.append(
        ColumnType(
          field.name, type, missing: field.isNullable ? .declared : column.missing,
          personal: column.personal))
    }
    guard !checker.hasProblems else { return nil }
    self.call = call
    self.declared = declared
    self.conversions = conversions
    all = table.columns.map(\.name)
    var result = table.replacing(changed)
    result.remarks.removeAll { remark in declared.contains { $0.name == remark.column } }
    output = .table(result)
  }

  package static func declarations(
    _ call: BoundCall, on input: TableType, _ checker: inout StageChecker
  ) -> [DeclaredField] {
    var quiet = checker
    guard let block = quiet.block(), let types = quiet.declaredTypes(block) else { return [] }
    return types.filter { input[$0.name] != nil }.compactMap(\.field)
  }

  package func outline(over input: Relation) -> Relation {
    converted(conversions).relation(over: input, among: all)
  }

  package var columnsAsked: Set<String>? { Set(declared.map(\.name)) }

  private func converted(_ conversions: [CellConversion]) -> ConvertedColumns {
    ConvertedColumns(conversions: Array(zip(declared.map(\.name), conversions)))
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let given = input?.relationalRows else { brokenPlan() }
    let rows = try context.storing(given, toAsk: columnsAsked)
    var record = LedgerRecord()
    var known: [CellConversion] = []
    for (field, conversion) in zip(declared, conversions) {
      record[field.name] = .text(field.type.name + (field.isNullable ? "?" : ""))
      known.append(
        try placed(field) { () throws(StageFailure) in
          try conversion.knowingPatterns(of: field.name, in: rows, context)
        })
    }
    let columns = converted(known)
    let result = try context.storing(
      context.rows(columns.relation(over: .scan(stageInput), among: all), over: rows),
      toAsk: columnsAsked)
    let counts = try columns.misfitCounts(from: rows, to: result, context)
    var problems: [Diagnostic] = []
    for ((field, conversion), count) in zip(zip(declared, known), counts) where count > 0 {
      let misfits = try conversion.misfits(of: field.name, in: rows, context)
      problems.append(
        misfits.diagnostic(
          wanted: field.type.phrase, of: rows.count, at: field.range,
          fixes: [Diagnostic.Fix("\(quotedName(field.name)): text", at: field.range)]
            + (field.type.isTemporal
              ? [
                Diagnostic.Fix(
                  "| parse \(quotedName(field.name)) as \(field.type.name) misfits=missing",
                  remark: "instead, reads them as missing")
              ] : [])))
    }
    guard problems.isEmpty else { throw .problems(problems) }
    return StageResult(.table(result), record: record, remarks: try missing(in: result, context))
  }

  /// Columns that were declared without `?` but have missing cells.
  private func missing(
    in rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> [Diagnostic] {
    let fields = declared.filter { !$0.isNullable }
    let counts = try context.numbers(
      fields.map { .missing(.column($0.name)) }, in: rows)
    return zip(fields, counts.map(\.counted)).compactMap { field, count in
      guard count > 0 else { return nil }
      return Diagnostic(
        .missingUndeclared,
        "`\(field.name)` is declared without `?`, and \(counted(count, "cell")) "
          + "\(count == 1 ? "is" : "are") missing", at: field.range,
        remark: "of \(counted(rows.count, "row"))",
        fixes: [
          Diagnostic.Fix(
            "\(quotedName(field.name)): \(field.type.name)?", remark: "if that is right"),
          Diagnostic.Fix("| drop \(quotedName(field.name)) is null because \"…\""),
        ])
    }
  }

  /// Adds the place of a field to the problems of its cells.
  private func placed<Result>(
    _ field: DeclaredType, _ body: () throws(StageFailure) -> Result
  ) throws(StageFailure) -> Result {
    do throws(StageFailure) {
      return try body()
    } catch {
      guard case .problems(let problems) = error else { throw error }
      throw .problems(
        problems.map { problem in
          Diagnostic(
            problem.code, problem.message, at: field.range, remark: problem.remark,
            notes: problem.notes,
            fixes: problem.fixes.compactMap { fix in
              // The fix of the reader for a whole stage, `parse d as "dd/MM/yyyy"`, has the pattern that
              // the declaration lacks.
              guard let pattern = fix.replacement.firstQuoted else { return nil }
              return Diagnostic.Fix(
                "\(quotedName(field.name)): \(field.type.name)(\(pattern))", at: field.range,
                remark: fix.remark)
            })
        })
    }
  }
}

extension String {
  /// The first text in double quotes, with them; `nil` if there is none.
  fileprivate var firstQuoted: Substring? {
    guard let start = firstIndex(of: "\""),
      let end = self[index(after: start)...].firstIndex(of: "\"")
    else { return nil }
    return self[start...end]
  }
}

extension StageChecker {
  /// The block that is the only argument of the stage.
  fileprivate mutating func block() -> Block? {
    guard let item = onlyItem() else { return nil }
    guard case .block(let block) = item.value else {
      report(
        .unexpectedKind(
          "no declaration", wanted: "a block of types in braces", at: item.range,
          remark: "such as {customer_id: id, amount: money}"))
      return nil
    }
    return block
  }

  fileprivate mutating func column(named field: DeclaredType, in table: TableType) -> ColumnType? {
    let range = SourceRange(
      source: field.range.source, start: field.range.start,
      end: field.range.start + field.name.utf8.count)
    let name = Name(field.name, quoted: true, at: range)
    return column(.name(QualifiedName([name])), in: table)
  }
}

extension DiagnosticCode {
  package static let cellsDoNotFit = DiagnosticCode(
    "E0651", "cells are not of the type that was declared",
    page: """
      A column was declared as numbers or dates, and some of its cells are something else. They are
      shown; none were changed or dropped.

      ```seg
      table [{id: 1, amount: "5.50"}, {id: 2, amount: "unknown"}] | columns {amount: number}
      # error: E0651
      ```

      Correct the file, drop such rows with a reason (`drop amount == "unknown" because "…"`), or
      leave the column as text.
      """)

  package static let cannotBecome = DiagnosticCode(
    "E0430", "a column cannot become that type",
    page: """
      There is no exact conversion from one type to the other.

      ```seg
      table [{id: 1, paid: true}] | columns {paid: date}
      # error: E0430
      ```

      Whole numbers become dates only with a pattern that says what they count:
      `columns {day: date("excel")}`, `date("epoch")` or `date("yyyyMMdd")`.
      """)

  package static let missingUndeclared = DiagnosticCode(
    "W0412", "a column without `?` has missing cells",
    page: """
      `?` after a type says that cells may be missing. Here there is no `?`, but some cells are missing:
      either the declaration or the data is wrong.

      ```seg
      table [{id: 1, amount: 5}, {id: 2, amount: null}] | columns {amount: money}
      # warning: W0412
      ```

      Write `amount: money?`, or drop or fill such rows with a reason.
      """)
}

extension Diagnostic {
  /// There is no exact conversion to the declared type: E0430.
  fileprivate static func cannotBecome(_ column: ColumnType, _ field: DeclaredType) -> Diagnostic {
    let isNumber = column.type.isNumeric && field.type.isTemporal
    return Diagnostic(
      .cannotBecome,
      "`\(column.name)` is \(column.type.phrase) and cannot become \(field.type.phrase)",
      at: field.range,
      remark: isNumber ? "what do the numbers count?" : "",
      fixes: isNumber
        ? ["yyyyMMdd", "excel", "epoch"].map { pattern in
          Fix("\(quotedName(field.name)): date(\"\(pattern)\")", at: field.range)
        } : [Fix("\(quotedName(field.name)): text", at: field.range)])
  }
}

extension Columns {
  package static let manual = """
    A declaration is a contract for a file: a later export that violates it is refused, with the line.
    Directly after `load`, the file is read as declared, so that a text column keeps every character and
    a date pattern decides between day and month.

    ```seg
    table [{customer: "0017", day: "03/04/2025", amount: "12.50", note: null}]
      | columns {customer: id, day: date("dd/MM/yyyy"), amount: money<EUR>, note: text?}
    ```

    `id` identifies an entity and is never used in calculations; it is kept as it was read. `money<EUR>`
    does not mix with other currencies. `?` allows missing cells; without it they cause a warning.
    Columns that are not named are not changed.

    ```seg
    table [{amount: "12x4"}] | columns {amount: number}
    # error: E0651
    ```

    ```seg
    table [{amount: 5}] | columns {amount: numbr}
    # error: E0206
    ```

    ```seg
    table [{amount: 5}] | columns {amuont: money}
    # error: E0203
    ```

    Types: `int number text bool date timestamp duration money ratio id`.
    """
}
