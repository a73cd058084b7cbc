import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Computes one row per entity with a number for each feature: `features orders = count() by id`.
package struct FeaturesStage: FittedStage {
  let key: String
  private let keyIsText: Bool
  private(set) var aggregates: [NamedAggregate]
  /// Expressions over the aggregates and the numbers of the whole table.
  private(set) var bindings: [NamedScalar]
  let wholeTable: WholeTableNumbers
  /// Whether columns are used without aggregation, so that each entity must have one row.
  let needsOneRow: Bool
  let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "features", "Computes one row per entity, with a number for each feature.", group: .features,
    inputs: [.table],
    positional: Parameter(
      "bindings", .bindings(aggregate: true),
      "Names and aggregates; by default every numeric column, unchanged."),
    clauses: [
      ClauseParameter(
        .by,
        Parameter(
          "by", .column, "The column that identifies the entity, or `row` if each row is one.",
          isRequired: true))
    ],
    gives: "Features<key; …>", aliases: ["group_by", "groupby", "aggregate"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let by = call.clauses[.by] else { return nil }
    range = call.range
    guard by.items.count == 1 else {
      checker.report(
        Diagnostic(
          .tooManyArguments, "features are computed for one entity, identified by one column",
          at: by.range, fixes: [Diagnostic.Fix("derive", remark: "key = concat(a, b) combines two")]
        ))
      return nil
    }
    guard let keyColumn = checker.column(by.items[0].value, in: table) else { return nil }
    key = keyColumn.name
    keyIsText = keyColumn.type.scalar == .text
    if keyColumn.type.isNumeric,
      table.remarks.contains(where: { $0.column == keyColumn.name && $0.hasExponents })
    {
      checker.report(
        Diagnostic(
          ReadCodes.exponentIds, "`\(key)` was read as numbers with an exponent, not as ids",
          at: by.items[0].range, remark: "different ids may become the same number",
          fixes: [
            Diagnostic.Fix("| columns {\(quotedName(key)): text}", remark: "after `load`")
          ]))
      return nil
    }
    let items = call.bindings.isEmpty ? [] : call.bindings
    guard call.positional.isEmpty else {
      checker.report(
        Diagnostic(
          .missingArgument, "a feature needs a name", at: call.positional[0].range,
          fixes: [
            Diagnostic.Fix(
              "feature = \(call.positional[0].value.source)", at: call.positional[0].range)
          ]))
      return nil
    }
    if items.isEmpty {
      // The table already has one row per entity: the numeric columns are the features.
      let numeric = table.columns.filter { $0.type.isNumeric && $0.name != keyColumn.name }
      guard !numeric.isEmpty else {
        checker.report(.noFeatures(in: table, at: call.nameRange))
        return nil
      }
      aggregates = numeric.map { NamedAggregate("(\($0.name))", .max(.column($0.name))) }
      bindings = numeric.map { NamedScalar($0.name, .column("(\($0.name))")) }
      wholeTable = WholeTableNumbers()
      needsOneRow = true
      output = .features(FeaturesStage.type(key: keyColumn, numeric, table))
      return
    }
    var expressions = ExpressionChecker(
      columns: table, functions: checker.functions, mode: .groups(keys: [key]))
    var scope = checker.scope
    var columns: [ColumnType] = []
    var named: [NamedScalar] = []
    for item in items {
      guard let name = item.name else { continue }
      if columns.contains(where: { $0.name == name.text }) || name.text == key {
        checker.report(
          Diagnostic(
            .duplicateColumn, "two columns would be called `\(name.text)`", at: name.range))
      }
      guard let value = expressions.check(item.value, in: scope) else { continue }
      if let marked = value.personal, value.type.isNumeric {
        checker.report(
          Diagnostic(
            .personalFeature, "personal data may not become a feature", at: item.value.range,
            remark: "so `\(name.text)` is personal data too",
            labels: [Diagnostic.Label(marked, "marked here")],
            fixes: [Diagnostic.Fix("leave `\(name.text)` out", remark: "or remove the mark")]))
      }
      columns.append(
        ColumnType(
          name.text, value.type, missing: value.missing, personal: value.personal,
          origin: item.value.range))
      named.append(NamedScalar(name.text, value.scalar))
      // A later feature may use an earlier one by its name.
      if table[name.text] == nil { scope[name.text] = .expression(item.value, checker.scope) }
    }
    expressions.problems.forEach { checker.report($0) }
    guard !checker.hasProblems else { return nil }
    aggregates = expressions.aggregates
    bindings = named
    wholeTable = expressions.wholeTable
    needsOneRow = false
    output = .features(FeaturesStage.type(key: keyColumn, columns, table))
  }

  /// The dates that recency and windows are counted from, a month earlier and later.
  package static func alternatives(to call: BoundCall) -> [Alternative] { call.otherDates }

  private static func type(key: ColumnType, _ columns: [ColumnType], _ table: TableType)
    -> FeaturesType
  {
    var id = key
    id.type = .id(key.type.scalar)
    id.missing = .never
    // If each entity is known to have one row, there are as many entities as rows.
    let type = TableType(
      [id] + columns, grain: [key.name], name: "the features",
      estimatedRows: table.grain == [key.name] ? table.estimatedRows : nil)
    return FeaturesType(table: type, key: key.name)
  }

  package var columnsAsked: Set<String>? { Set([key] + wholeTable.columns) }

  package func outline(over input: Relation) -> Relation {
    relation(
      over: input, with: Numbers(values: wholeTable.unknown, rowsWithoutKey: 0, nullWords: []))
  }

  /// The same features with the dates in their expressions replaced.
  func replacingDates(_ change: (CivilDate) -> CivilDate) -> FeaturesStage {
    func changed(_ literal: Literal) -> Literal {
      switch literal {
      case .date(let day): .date(change(CivilDate(daysSinceEpoch: day)).daysSinceEpoch)
      case .timestamp, .null, .boolean, .integer, .decimal, .number, .text, .duration: literal
      }
    }
    var copy = self
    copy.aggregates = aggregates.map {
      NamedAggregate($0.name, $0.aggregate.replacingLiterals(changed))
    }
    copy.bindings = bindings.map { NamedScalar($0.name, $0.scalar.replacingLiterals(changed)) }
    return copy
  }

  /// The numbers of the whole table, and the number of rows without an entity.
  package struct Numbers: Sendable {
    let values: [String: Literal]
    let rowsWithoutKey: Int
    /// Words for a missing value among the keys, with the rows of each.
    let nullWords: [(word: String, rows: Int)]
  }

  /// A missing id is never an entity: such rows are set aside, and counted in the ledger.
  private func known(of input: Relation) -> Relation {
    .filter(input, .call(.not, [.call(.isNull, [.column(key)])]))
  }

  package func fit(
    _ rows: Rows, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> Numbers {
    if let replayed {
      return Numbers(
        values: WholeTableLedger.values(wholeTable, from: replayed), rowsWithoutKey: 0,
        nullWords: try nullWords(in: rows, context))
    }
    let known = known(of: .scan(stageInput))
    if needsOneRow {
      let repeated = try context.duplicateKeys(of: known, in: rows, keys: [key])
      guard repeated.count == 0 else {
        throw .problems([.manyRows(repeated, key: key, at: range)])
      }
    }
    return Numbers(
      values: try context.numbers(wholeTable, of: known, in: rows),
      rowsWithoutKey: try context.count(of: .call(.isNull, [.column(key)]), in: rows),
      nullWords: try nullWords(in: rows, context))
  }

  /// The keys that are words for a missing value, the most frequent first, then by name.
  private func nullWords(
    in rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> [(word: String, rows: Int)] {
    guard keyIsText else { return [] }
    let word = Scalar.call(.lower, [.call(.trim, [.column(key)])])
    let isWord = Scalar.isIn(word, NullWord.all.map { .text($0) }, negated: false)
    let counts = try context.run(
      .aggregate(
        .filter(.scan(stageInput), isWord), keys: [key], [NamedAggregate("rows", .rows)]),
      over: rows)
    return (0..<counts.rowCount).compactMap { row in
      guard case .text(let word) = counts[row, 0], case .integer(let count) = counts[row, 1] else {
        return nil
      }
      return (word: word, rows: Int(count))
    }.sorted { ($1.rows, $0.word) < ($0.rows, $1.word) }
  }

  package func record(_ numbers: Numbers) -> LedgerRecord {
    var record = WholeTableLedger.record(numbers.values, of: wholeTable)
    if numbers.rowsWithoutKey > 0 {
      record["rows_without_\(key)"] = .integer(numbers.rowsWithoutKey)
    }
    return record
  }

  package func relation(over input: Relation, with numbers: Numbers) -> Relation {
    let groups = Relation.aggregate(known(of: input), keys: [key], aggregates)
    let columns = bindings.map { NamedScalar($0.name, $0.scalar.replacing(numbers.values)) }
    return .project(groups, [NamedScalar(key, .column(key))] + columns)
  }

  package func remarks(_ numbers: Numbers, of rows: Int) -> [Diagnostic] {
    var remarks: [Diagnostic] = []
    if numbers.rowsWithoutKey > 0 {
      remarks.append(
        Diagnostic(
          .rowsWithoutEntity,
          "\(grouped(numbers.rowsWithoutKey)) of \(grouped(rows)) rows have no "
            + "`\(key)` and were set aside", at: range,
          fixes: [
            Diagnostic.Fix(
              "| drop \(quotedName(key)) is null because \"…\"",
              remark: "before it, to record why")
          ]))
    }
    if let nothing = NullWords(numbers.nullWords, column: key, at: range).warning {
      remarks.append(nothing)
    }
    for aggregate in wholeTable.aggregates {
      let day: Int32?
      switch numbers.values[aggregate.name] {
      case .date(let date)?: day = date
      case .timestamp(let time)?: day = CivilTime.days(ofMicroseconds: time)
      default: day = nil
      }
      if let day {
        remarks.append(
          Diagnostic(
            .clockOfData,
            "\(aggregate.name.dropFirst().dropLast()) is \(CivilDate(daysSinceEpoch: day)), "
              + "read from the data", at: range,
            notes: ["it changes with a later export; write the date in the script to fix it"]))
      }
    }
    return remarks
  }
}

extension DiagnosticCode {
  package static let rowsWithoutEntity = DiagnosticCode(
    "N0102", "rows without an id were set aside",
    page: """
      A missing id is never a customer: all rows without an id would become one giant "customer". They
      are set aside before features are computed, and the ledger counts them.

      Write the decision in the script to record its reason: `drop customer_id is null because "guest checkouts"`.
      """)

  package static let clockOfData = DiagnosticCode(
    "N0103", "a date was read from the data",
    page: """
      Recency is counted up to a day. Without `as_of` it is the day after the last purchase in the
      data, so that a rerun on the same file returns the same numbers.

      Write the day in the script, `rfm as_of=@2025-06-30`, if several files are compared.
      """)
}

extension Diagnostic {
  /// E0410, with examples.
  static func manyRows(_ repeated: DuplicateKeys, key: String, at range: SourceRange) -> Diagnostic
  {
    let examples = repeated.examples.map { example in
      "\(quoted(example.key.map(\.plainText).joined(separator: ", "))) (\(example.rows) rows)"
    }
    return Diagnostic(
      .manyRowsPerEntity, "`features` has more than one row per `\(key)`", at: range,
      remark: "without bindings, every row is one entity",
      notes: ["for example: " + examples.joined(separator: ", ")],
      fixes: [
        Fix("features total = sum(…), … by \(quotedName(key))", remark: "aggregates the rows"),
        Fix("| dedupe by \(quotedName(key)) keep=last", remark: "before it"),
      ])
  }

  /// There is no numeric column to use as a feature (E0416).
  static func noFeatures(in table: TableType, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .noFeatures, "there is no numeric feature here", at: range,
      notes: table.columns.map { "\(VisibleText($0.name).text): \($0.type.name)" },
      fixes: [Diagnostic.Fix("features n = count() by …")])
  }
}

extension FeaturesStage {
  package static let manual = """
    Each binding is an expression over the rows of one entity: aggregates such as `sum(amount)`,
    `count()`, `count_distinct(invoice)`, `max(order_date)`, and arithmetic on them. A column
    without an aggregate is not allowed, because an entity has many rows.

    ```seg
    sample transactions customers=200 seed=7
      | features
          recency   = days_between(max(order_date), @2025-12-31),
          orders    = count_distinct(invoice),
          monetary  = sum(quantity * unit_price),
          basket    = sum(quantity * unit_price) / count_distinct(invoice)
        by customer_id
    ```

    Rows without an id are set aside and counted. `latest(order_date)` is the last day of the whole
    table; it is recorded, and the same day is used on new data. Sums are exact and do not depend on
    the order of rows. Without bindings, every numeric column is a feature, and each entity must have
    one row.
    """
}
