import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Which customers went from which segment of a locked run to which: `fresh | migrate june by id`.
package struct Migrate: OperandStage {
  /// What a customer is worth, if anything says so.
  enum Money: Sendable {
    case none
    /// A column of the rows.
    case column(String)
    /// A feature of the run that gave the rows their segments.
    case feature(String)

    var name: String? {
      switch self {
      case .none: nil
      case .column(let name), .feature(let name): name
      }
    }
  }

  let locked: PlannedPipeline
  let key: String
  /// What the segments of the rows are called, where they are those of a known run.
  let names: [String]
  let money: Money
  let range: SourceRange
  package let output: ValueType

  package var operands: [PlannedPipeline] { [locked] }

  package static let signature = StageSignature(
    "migrate", "Counts which customers of a locked run are in which segment now.",
    group: .monitor, inputs: [.table],
    positional: Parameter(
      "run", .dataset, "What `locked` gave: where they were.", isRequired: true),
    parameters: [
      Parameter(
        "money", .column,
        "What a customer is worth; without it `monetary` or a column that is called like an amount."
      )
    ],
    clauses: [
      ClauseParameter(.by, Parameter("by", .column, "Who the customer is.", isRequired: true))
    ],
    gives: "Table: from, to, customers, share, and the money", aliases: ["transitions"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let item = checker.onlyItem(), let table = input.table,
      let (locked, _) = checker.lockedRun(item), let clause = call.clauses[.by],
      let by = clause.items.first, let key = checker.column(by.value, in: table)
    else { return nil }
    guard clause.items.count == 1 else {
      checker.report(
        Diagnostic(
          .tooManyArguments, "`migrate` tells customers apart by one column",
          at: clause.items[1].range))
      return nil
    }
    guard table["segment"]?.type == .integer else {
      checker.report(
        Diagnostic(
          .unknownColumn,
          "`migrate` compares segments, and there is no column `segment` of numbers",
          at: call.nameRange, notes: [Diagnostic.columnsHere(table)],
          fixes: [Diagnostic.Fix("| apply \(item.value.source) | \(call.call.source)")]))
      return nil
    }
    let applied: RunType? = if case .applied(_, let run) = input { run } else { nil }
    guard let money = Migrate.money(call, table, key.name, applied, &checker) else { return nil }
    self.locked = locked
    self.key = key.name
    self.money = money
    names = applied?.run.segmentNames ?? []
    range = call.range
    var columns = [
      ColumnType("from", .text, missing: .never), ColumnType("to", .text, missing: .never),
      ColumnType("customers", .integer, missing: .never),
      ColumnType(
        "share", .ratio, missing: .never, definition: "of those who were in the same segment"),
    ]
    if let name = money.name {
      columns.append(
        ColumnType(
          columns.contains { $0.name == name } ? "money" : name, table[name]?.type ?? .number,
          missing: .declared))
    }
    output = .table(TableType(columns, grain: ["from", "to"], name: "the migration"))
  }

  private static func money(
    _ call: BoundCall, _ table: TableType, _ key: String, _ applied: RunType?,
    _ checker: inout StageChecker
  ) -> Money? {
    guard let expression = call.named["money"] else {
      if let column = table.moneyColumn(besides: key) { return .column(column) }
      let features = TableType(
        (applied?.run.features ?? []).map { ColumnType($0, .number) }, name: "the features")
      return features.moneyColumn(besides: key).map { .feature($0) } ?? Money.none
    }
    if case .name(let name) = expression, table[name.text] == nil,
      applied?.run.features.contains(name.text) ?? false
    {
      return .feature(name.text)
    }
    guard let column = checker.column(expression, in: table) else { return nil }
    guard column.type.isNumeric else {
      checker.report(
        .unexpectedKind(column.type.phrase, wanted: "an amount to add up", at: expression.range))
      return nil
    }
    return .column(column.name)
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let input, let table = input.rows, case .run(let locked)? = context.operands.first else {
      brokenPlan()
    }
    let known = try context.run(
      .filter(.scan(stageInput), .call(.not, [.call(.isNull, [.column(key)])])), over: table)
    let repeated = try context.duplicateKeys(of: known, keys: [key])
    guard repeated.count == 0 else {
      throw .problems([
        .severalRowsEach(repeated, key, "and `migrate` counts each once", at: range)
      ])
    }
    let segments = known.cells(of: "segment")
    let fresh = SegmentedCustomers(
      keys: known.cells(of: key),
      segments: (0..<segments.count).map { row in
        if case .integer(let number) = segments[row] { Int(number) } else { nil }
      }, names: names, money: worth(input, known))
    let migration = try locked.migration(to: fresh, control: context.control)
    var record = LedgerRecord()
    record["customers"] = .integer(migration.common)
    record["moved"] = .integer(migration.moved)
    record["gone"] = .integer(migration.gone)
    record["new"] = .integer(migration.new)
    if known.rowCount < table.rowCount {
      record["without_id"] = .integer(table.rowCount - known.rowCount)
    }
    var remarks: [Diagnostic] = []
    if migration.common == 0, fresh.keys.count > 0 {
      remarks.append(
        Diagnostic(
          .strangersOnly, "nobody of \(quoted(locked.path)) is in the rows", at: range,
          notes: [
            "customers are told apart by `\(key)` here, and by `\(locked.assigned.columns[0].name)` in the lock"
          ]))
    }
    return StageResult(
      .table(
        Rows(migration.rows.table(money: output.table?.columns.dropFirst(4).first?.name))),
      record: record, remarks: remarks)
  }

  private func worth(_ input: Value, _ rows: Table) -> SegmentedCustomers.Money? {
    switch money {
    case .none: nil
    case .column(let name): .init(name: name, of: rows, key: key)
    case .feature(let name):
      if case .applied(let applied) = input, let features = applied.features {
        .init(name: name, of: features, key: features.fields[0].name)
      } else {
        nil
      }
    }
  }
}

extension [MigratedCustomers.Row] {
  /// One row for each pair of segments with a customer.
  fileprivate func table(money name: String?) -> Table {
    var columns: [(String, Column)] = [
      ("from", Column(map { .text($0.from) }, type: .text)),
      ("to", Column(map { .text($0.to) }, type: .text)),
      ("customers", Column(map { .integer(Int64($0.customers)) }, type: .integer)),
      ("share", Column(map { .number($0.share) }, type: .number)),
    ]
    if let name {
      columns.append(
        (name, Column(map { $0.money.map { .number($0) } ?? .null }, type: .number)))
    }
    return Table(columns)
  }
}

extension DiagnosticCode {
  package static let strangersOnly = DiagnosticCode(
    "W0722", "nobody is in both",
    page: """
      `migrate` follows customers by their id from the segments of a locked run to those of the rows, and
      no id is in both. Mostly an id is written in two ways, such as 17 and C-017.
      """)
}

extension Migrate {
  package static let manual = """
    Behind `apply`, or on any table with an id and a column `segment`, it gives one row for each pair of
    segments: where customers were when the lock was made, and where they are now.

    ```
    let june = locked "2025-06.seg.lock"
    load "data/today.csv" | apply june | migrate june by customer_id | sort -customers
    ```

    `from` and `to` are the number of a segment, with its name where it has one. `none` stands for
    customers without a segment, `new` for those whom the lock does not have, and `gone` for those whom
    the rows do not have. `share` is the share of those who were in the same segment.

    Money is what the customers are worth now, and of those that are gone what they were worth: the
    feature `monetary`, or a column that is called like an amount; `money=spend` names another.

    A lock holds no customers, so that its files are read once more and pushed through it: they must be
    those that were locked.

    ```seg
    let orders = sample transactions customers=50
    orders | migrate orders by customer_id
    # error: E0302
    ```

    `segue diff` compares two locks instead, and says which segment became which.
    """
}
