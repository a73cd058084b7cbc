import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Counts how customers moved between segments since a locked run: `fresh | migrate june by id`.
package struct Migrate: OperandStage {
  /// The source of the value of a customer, if there is one.
  enum Money: Sendable {
    case none
    /// A column of the rows.
    case column(String)
    /// A feature of the run that assigned the rows.
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
  /// The names of the segments of the rows, if they come from a known run.
  let names: [String]
  let money: Money
  let range: SourceRange
  package let output: ValueType

  package var operands: [PlannedPipeline] { [locked] }

  package static let signature = StageSignature(
    "migrate", "Counts how customers moved between the segments of a locked run and those of now.",
    group: .monitor, inputs: [.table],
    positional: Parameter(
      "run", .dataset, "A run that `locked` opened: the earlier segments.", isRequired: true),
    parameters: [
      Parameter(
        "money", .column,
        "The value of a customer; by default `monetary` or a column with the name of an amount."
      )
    ],
    clauses: [
      ClauseParameter(.by, Parameter("by", .column, "The customer id.", isRequired: true))
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
          .tooManyArguments, "`migrate` identifies customers by one column",
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
        "share", .ratio, missing: .never,
        definition: "of the customers that were in the same segment"),
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
        .severalRowsEach(repeated, key, "but `migrate` counts each once", at: range)
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
          .strangersOnly, "no customer of \(quoted(locked.path)) is in the rows", at: range,
          notes: [
            "customers are identified by `\(key)` here, and by `\(locked.assigned.columns[0].name)` in the lock"
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
    "W0722", "no common customers",
    page: """
      `migrate` follows customers by their id from the segments of a locked run to those of the rows, and
      no id is in both. Usually ids are written differently, such as 17 and C-017.
      """)
}

extension Migrate {
  package static let manual = """
    After `apply`, or on any table with an id and a column `segment`, it returns one row for each pair of
    segments: the one in the lock, and the one now.

    ```
    let june = locked "2025-06.seg.lock"
    load "data/today.csv" | apply june | migrate june by customer_id | sort -customers
    ```

    `from` and `to` are the number of a segment, with its name if it has one. `none` stands for customers
    without a segment, `new` for those that are not in the lock, and `gone` for those that are not in the
    rows. `share` is the share of the customers that were in the same segment.

    The money is the value of the customers now, and for those that are gone their earlier value: the
    feature `monetary`, or a column with the name of an amount; `money=spend` chooses another.

    A lock stores no customers, so its files are read again and assigned with it: they must be unchanged
    since the lock was made.

    ```seg
    let orders = sample transactions customers=50
    orders | migrate orders by customer_id
    # error: E0302
    ```

    `segue diff` compares two locks instead, and matches their segments.
    """
}
