import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Fresh rows through the decisions of a run of the past: `fresh | apply june`.
package struct Apply: OperandStage {
  let locked: PlannedPipeline
  let type: RunType
  /// How each column that the run reads becomes one of its type.
  let conversions: [(column: ColumnType, conversion: CellConversion)]
  /// Columns of the table that are kept; `nil` where a customer has several rows.
  let kept: [String]?
  /// Whether it is only known of the lock that each customer has one row.
  let isOneRowEachAsked: Bool
  /// Another day to count recency up to than that of the run.
  let asOf: AsOf?
  let range: SourceRange
  package let output: ValueType

  package var operands: [PlannedPipeline] { [locked] }

  package static let signature = StageSignature(
    "apply", "Gives fresh rows the segments that a locked run gives them; nothing is fitted.",
    group: .monitor, inputs: [.table],
    positional: Parameter("run", .dataset, "What `locked` gave.", isRequired: true),
    parameters: [
      Parameter(
        "as_of",
        .either(.date, [.init("latest", "The day after the last purchase of the fresh rows.")]),
        "Counts recency up to another day than the locked one.")
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
            + "gives \(clashing.count == 1 ? "a column" : "columns") of that name",
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

  /// A column that is missing under one name and new under another.
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

  /// The columns that the run reads, with its types.
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

  /// What was given to entities beside the columns that they had.
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
          .severalRowsEach(repeated, key, "and where the lock was made each had one", at: range)
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
  /// A day, or `latest`; `.some(nil)` where the argument was left out.
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

  /// A dataset that `locked` gave.
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
  /// E0723, with examples; `what` says why each may have one.
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
          "| columns {\(quotedName(found.name)): \(wanted.type.name)}", remark: "behind `load`")
      ])
  }
}

extension DiagnosticCode {
  package static let otherSchema = DiagnosticCode(
    "E0706", "fresh data with other columns",
    page: """
      Fresh rows for `segue apply` or `apply` must have the columns that the locked decisions read, with
      types that can become the locked ones. The message lists what is missing, what has another type,
      and what is new; new columns alone do no harm.

      In a script, rename the column (`| rename customer_id = client`) or declare it
      (`| columns {day: date}`). Make a new lock if the file is another one from now on.
      """)

  package static let rowsUnlikeLock = DiagnosticCode(
    "N0720", "rows that are a little unlike those of the lock",
    page: """
      The rows have columns that the lock does not know, which no decision reads; or a column looks
      like another type than it has in the lock, and is read as the locked one. A cell that cannot be
      read so is an error.
      """)

  package static let columnGivenAnew = DiagnosticCode(
    "N0721", "a column that gives way to one of the same name",
    page: """
      `apply` keeps the columns of a table with one row for each customer, and adds `segment`, `name`,
      `distance`, `confidence` and `unassigned_reason`. A column that has one of these names already is
      not kept. To have both, join it afterwards under another name.
      """)

  package static let severalRowsEach = DiagnosticCode(
    "E0723", "customers with several rows, where each may have one",
    page: """
      Where the lock was made, each customer had one row, so that `apply` keeps the columns of the table.
      Now some customers have several rows, and it cannot be told which one is meant: `dedupe` says so.
      `segue apply` takes them all, as the features of the locked script do, and gives only segments.
      `migrate` counts every customer once, and asks for the same.
      """)
}

extension Apply {
  package static let manual = """
    Every limit, date, centre and spread is the locked one; nothing is fitted. There is one row out for
    each customer in the table, ascending by id, with `segment`, the `name` where the lock has names,
    `distance`, `confidence`, and where there is no segment the `unassigned_reason`.

    ```
    let june = locked "2025-06.seg.lock"
    load "data/today.csv"
      | apply june
      | expect unassigned_share <= 2% severity=warn
      | expect psi(june) <= 0.2
      | export "out/assignments.csv"
    ```

    A table with one row for each customer keeps its columns: it is one if `dedupe by` says so, or if the
    rows that were locked were of this kind. Of several rows for each customer, such as orders, only the
    id is kept.

    Columns are compared when the script is checked, before anything is read: one that is missing, or
    cannot be taken for the locked type, is an error; one that is new, or looks like another type, is
    told. Behind `apply`, `expect` knows `unassigned_share`, `psi(june)`, the greatest population
    stability index of all features, and `psi(june, recency)`, that of one.

    ```seg
    let orders = sample transactions customers=50
    orders | apply orders
    # error: E0302
    ```

    `segue apply` does the same for files, without a script around it, and gives the same segments.
    """
}
