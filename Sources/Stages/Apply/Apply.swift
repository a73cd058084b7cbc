import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Assigns new rows with the decisions of an earlier run: `fresh | apply june`.
package struct Apply: OperandStage {
  let locked: PlannedPipeline
  let type: RunType
  /// How each column that the run reads is converted to its locked type.
  let conversions: [(column: ColumnType, conversion: CellConversion)]
  /// Columns of the table that are kept; `nil` if a customer may have several rows.
  let kept: [String]?
  /// Whether only the lock says that each customer has one row, so that the run must check it.
  let isOneRowEachAsked: Bool
  /// The day up to which recency is counted, if it is not that of the locked run.
  let asOf: AsOf?
  let range: SourceRange
  package let output: ValueType

  package var operands: [PlannedPipeline] { [locked] }

  package static let signature = StageSignature(
    "apply", "Assigns new rows to the segments of a locked run; nothing is fitted.",
    group: .monitor, inputs: [.table],
    positional: Parameter("run", .dataset, "A run that `locked` opened.", isRequired: true),
    parameters: [
      Parameter(
        "as_of",
        .either(.date, [.init("latest", "The day after the last purchase in the new rows.")]),
        "Counts recency up to this day instead of the locked one.")
    ],
    gives: "Table: the key, segment, name, distance, confidence, unassigned_reason",
    aliases: ["predict"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let item = checker.onlyItem(), let table = input.table,
      let (locked, type) = checker.lockedRun(item), let asOf = checker.asOf()
    else { return nil }
    self.asOf = asOf
    let source = type.run.source.table
    let difference = ColumnDifference(of: table, from: source)
    if let lack = difference.lack {
      checker.report(
        Diagnostic(
          .otherSchema, lack, at: call.nameRange, notes: difference.lackNotes,
          fixes: Apply.renamings(difference, in: table)))
      return nil
    }
    var conversions: [(column: ColumnType, conversion: CellConversion)] = []
    for wanted in source.columns {
      guard let found = table[wanted.name] else { continue }
      let patterns = type.run.source.patterns[wanted.name] ?? []
      guard let conversion = CellConversion(found, to: wanted.type, patterns: patterns) else {
        checker.report(.retyped(found, wanted, at: call.nameRange))
        continue
      }
      conversions.append((wanted, conversion))
    }
    guard !checker.hasProblems else { return nil }
    for sentence in [difference.news].compactMap({ $0 }) + difference.changes {
      checker.report(Diagnostic(.rowsUnlikeLock, sentence, at: call.nameRange))
    }
    self.locked = locked
    self.type = type
    self.conversions = conversions
    range = call.range
    let assigned = type.run.assigned
    let key = assigned.columns[0]
    let isKnown = table.grain == [key.name]
    isOneRowEachAsked = !isKnown
    guard isKnown || type.run.hasOneRowEach,
      source[key.name]?.type.scalar == key.type.scalar
    else {
      kept = nil
      var result = assigned
      result.name = table.name
      result.estimatedRows = table.estimatedRows
      result.columns[0].personal = result.columns[0].personal ?? table[key.name]?.personal
      output = .applied(result, type)
      return
    }
    let clashing = table.columns.map(\.name).filter {
      $0 != key.name && assigned[$0] != nil
    }
    if !clashing.isEmpty {
      checker.report(
        Diagnostic(
          .columnGivenAnew,
          "\(listed(clashing)) of the table \(clashing.count == 1 ? "is" : "are") not kept: `apply` "
            + "adds \(clashing.count == 1 ? "a column" : "columns") of that name",
          at: call.nameRange))
    }
    let columns = table.columns.filter { !clashing.contains($0.name) }
    kept = columns.map(\.name)
    var result = table.with(
      columns: columns.map { column in
        guard column.name == key.name else { return column }
        var key = key
        key.personal = key.personal ?? column.personal
        return key
      } + assigned.columns.dropFirst())
    result.grain = [key.name]
    output = .applied(result, type)
  }

  /// Renames for columns that are missing under one name and new under a similar one.
  private static func renamings(
    _ difference: ColumnDifference, in table: TableType
  ) -> [Diagnostic.Fix] {
    difference.missing.compactMap { name in
      nearestName(to: name, among: difference.extra).map {
        Diagnostic.Fix("| rename \(quotedName(name)) = \(quotedName($0))", remark: "before it")
      }
    }
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let table = input?.rows, case .run(let locked)? = context.operands.first else {
      brokenPlan()
    }
    let rows = try converted(table, context)
    let applied = try locked.apply(rows, asOf: asOf, control: context.control)
    let result = try kept.map { kept throws(StageFailure) in
      try keeping(kept, of: table, applied, rows, context)
    }
    return StageResult(
      .applied(applied.with(result ?? applied.table)), record: applied.record,
      remarks: applied.remarks)
  }

  /// The columns that the run reads, converted to the locked types.
  private func converted(_ table: Table, _ context: RunContext) throws(StageFailure) -> Table {
    var columns: [(String, Column)] = []
    var problems: [Diagnostic] = []
    for (column, conversion) in conversions {
      let cells = try conversion.cells(of: column.name, in: table, context)
      if cells.misfits.count > 0 {
        problems.append(
          cells.misfits.diagnostic(
            wanted: column.type.phrase, of: table.rowCount, at: range,
            fixes: [
              Diagnostic.Fix(
                "| drop \(quotedName(column.name)) == "
                  + "\"\(cells.misfits.examples.first?.value ?? "")\" because \"…\"",
                remark: "before it")
            ]))
      }
      columns.append((column.name, cells.cells))
    }
    guard problems.isEmpty else { throw .problems(problems) }
    return Table(columns)
  }

  /// The columns of the table, with the assigned columns added.
  private func keeping(
    _ kept: [String], of table: Table, _ applied: AppliedRows, _ rows: Table,
    _ context: RunContext
  ) throws(StageFailure) -> Table {
    let names = applied.table.fields.map(\.name)
    let key = names[0]
    if isOneRowEachAsked {
      let repeated = try context.duplicateKeys(of: rows, keys: [key])
      guard repeated.count == 0 else {
        throw .problems([
          .severalRowsEach(repeated, key, "but in the locked data each had one", at: range)
        ])
      }
    }
    // The key as the run reads it, so that both sides are of one type.
    let known = Table(
      kept.map { name in (name, name == key ? rows.cells(of: key) : table.cells(of: name)) })
    let joined = Relation.join(
      .scan(stageInput), .scan("known"), Join(keys: [Join.Pair(key, key)], kind: .left))
    let order = kept + names.filter { $0 != key }
    return try context.run(
      .project(joined, order.map { NamedScalar($0, .column($0)) }),
      over: [stageInput: applied.table, "known": known])
  }
}

extension StageChecker {
  /// A day, or `latest`; `.some(nil)` if the argument was left out.
  fileprivate mutating func asOf() -> AsOf?? {
    guard let expression = call.named["as_of"] else { return .some(nil) }
    if case .name(let name) = expression, name.text == "latest" { return .latest }
    guard let value = constant(expression, for: "`as_of`") else { return nil }
    guard case .date(let day)? = value.literal else {
      report(
        .unexpectedKind(
          value.type.phrase, wanted: "a date or `latest`", at: expression.range,
          remark: "as in as_of=@2026-07-01"))
      return nil
    }
    return .day(day)
  }

  /// A dataset that `locked` opened.
  mutating func lockedRun(_ item: Item) -> (PlannedPipeline, RunType)? {
    guard let planned = operand(item.value), planned.output != .unknown else { return nil }
    guard case .run(let type) = planned.output else {
      report(
        .unexpectedKind(
          planned.output.kind.phrase, wanted: "a locked run", at: item.range,
          remark: "`let june = locked \"june.seg.lock\"` gives one"))
      return nil
    }
    return (planned, type)
  }
}

extension Diagnostic {
  /// E0723, with examples; `what` says why each customer may have only one row.
  static func severalRowsEach(
    _ repeated: DuplicateKeys, _ key: String, _ what: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .severalRowsEach,
      "\(counted(repeated.count, "customer")) \(repeated.count == 1 ? "has" : "have") several rows, "
        + what, at: range,
      notes: repeated.examples.map { example in
        let cells = example.key.map { VisibleText($0.plainText).cut(to: 40) }
        return "e.g. \(cells.joined(separator: ", ")) has \(counted(example.rows, "row"))"
      },
      fixes: [Diagnostic.Fix("| dedupe by \(quotedName(key))", remark: "before it")])
  }

  fileprivate static func retyped(
    _ found: ColumnType, _ wanted: ColumnType, at range: SourceRange
  ) -> Diagnostic {
    let retyped = ColumnDifference.Retyped(
      column: found.name, locked: wanted.type.scalar.rawValue, found: found.type.scalar.rawValue)
    return Diagnostic(
      .otherSchema, retyped.phrase, at: range,
      fixes: [
        Diagnostic.Fix(
          "| columns {\(quotedName(found.name)): \(wanted.type.name)}", remark: "after `load`")
      ])
  }
}

extension DiagnosticCode {
  package static let otherSchema = DiagnosticCode(
    "E0706", "new data with different columns",
    page: """
      New rows for `segue apply` or `apply` must have the columns that the locked decisions read, with
      types that can be converted to the locked ones. The message lists columns that are missing, that
      have another type, and that are new; new columns alone do no harm.

      In a script, rename the column (`| rename customer_id = client`) or declare it
      (`| columns {day: date}`). Make a new lock if the file has changed for good.
      """)

  package static let rowsUnlikeLock = DiagnosticCode(
    "N0720", "rows with small differences from the lock",
    page: """
      The rows have columns that the lock does not know and no decision reads, or a column seems to have
      another type than in the lock and is read as the locked type. A cell that cannot be read that way
      is an error.
      """)

  package static let columnGivenAnew = DiagnosticCode(
    "N0721", "a column is replaced by one of the same name",
    page: """
      `apply` keeps the columns of a table with one row for each customer, and adds `segment`, `name`,
      `distance`, `confidence` and `unassigned_reason`. An existing column with one of these names is
      not kept. To have both, join it afterwards under another name.
      """)

  package static let severalRowsEach = DiagnosticCode(
    "E0723", "customers with several rows instead of one",
    page: """
      In the locked data each customer had one row, so that `apply` keeps the columns of the table. Now
      some customers have several rows, and it is not clear which one to keep: choose one with `dedupe`.
      `segue apply` reads all of them, as the features of the locked script do, and returns segments only.
      `migrate` counts every customer once, and also needs one row for each.
      """)
}

extension Apply {
  package static let manual = """
    Every limit, date, centre and spread comes from the lock; nothing is fitted. The result has one row
    for each customer in the table, ascending by id, with `segment`, the `name` if the lock has names,
    `distance`, `confidence`, and, if there is no segment, the `unassigned_reason`.

    ```
    let june = locked "2025-06.seg.lock"
    load "data/today.csv"
      | apply june
      | expect unassigned_share <= 2% severity=warn
      | expect psi(june) <= 0.2
      | export "out/assignments.csv"
    ```

    A table with one row for each customer keeps its columns: it counts as one after `dedupe by`, or if
    the locked rows were one for each customer. If a customer has several rows, such as orders, only the
    id is kept.

    Columns are compared when the script is checked, before anything is read: a column that is missing,
    or cannot be converted to the locked type, is an error; one that is new, or seems to have another
    type, is reported. After `apply`, `expect` knows `unassigned_share`, `psi(june)`, the largest
    population stability index of all features, and `psi(june, recency)`, that of one feature.

    ```seg
    let orders = sample transactions customers=50
    orders | apply orders
    # error: E0302
    ```

    `segue apply` does the same for files, without a script, and returns the same segments.
    """
}
