import Diagnostics
import Planning
import Relations
import Tables

/// How cells of one type are converted to another, exactly: a cell that cannot be converted is reported.
///
/// ```swift
/// guard let conversion = CellConversion(column, to: .date, patterns: []) else { return nil }
/// let converted = try conversion.cells(of: column.name, in: table, context)
/// converted.misfits.count  // cells that are not dates
/// ```
enum CellConversion: Sendable {
  case same
  /// An expression that is missing exactly where a cell cannot be converted.
  case scalar(Scalar)
  case textToDates([DatePattern], isTimestamp: Bool)

  /// The conversion of a column, or `nil` if none makes sense.
  init?(_ column: ColumnType, to type: DataType, patterns: [DatePattern]) {
    if case .id = type {
      self = .same
      return
    }
    let cell = Scalar.column(column.name)
    let trimmed = Scalar.call(.trim, [cell])
    switch (column.type.scalar, type.scalar) {
    case (let from, let to) where from == to: self = .same
    case (_, .text): self = .scalar(.call(.toText, [cell]))
    case (.integer, .number): self = .scalar(.call(.toNumber, [cell]))
    case (.text, .number): self = .scalar(.call(.toNumber, [trimmed]))
    case (.text, .integer): self = .scalar(.call(.toInteger, [trimmed]))
    case (.number, .integer):
      let whole = Scalar.call(.toInteger, [cell])
      self = .scalar(
        .cases([.init(.call(.equal, [cell, whole]), whole)], otherwise: .literal(.null)))
    case (.boolean, .integer), (.boolean, .number):
      self = .scalar(.call(type.scalar == .integer ? .toInteger : .toNumber, [cell]))
    case (.integer, .boolean), (.number, .boolean), (.text, .boolean):
      let word: Scalar = column.type.scalar == .text ? .call(.lower, [trimmed]) : cell
      let (yes, no): ([Literal], [Literal]) =
        column.type.scalar == .text
        ? ([.text("true"), .text("yes"), .text("1")], [.text("false"), .text("no"), .text("0")])
        : ([.integer(1)], [.integer(0)])
      self = .scalar(
        .cases(
          [
            .init(.isIn(word, yes, negated: false), .literal(.boolean(true))),
            .init(.isIn(word, no, negated: false), .literal(.boolean(false))),
          ], otherwise: .literal(.null)))
    case (.timestamp, .date): self = .scalar(.call(.toDate, [cell]))
    case (.date, .timestamp): self = .scalar(.call(.toTimestamp, [cell]))
    case (.text, .date), (.text, .timestamp):
      self = .textToDates(patterns, isTimestamp: type.scalar == .timestamp)
    case (.integer, .date), (.integer, .timestamp), (.number, .date), (.number, .timestamp):
      // Serial days of a spreadsheet, seconds since 1970, or 20250630: only a pattern decides.
      guard !patterns.isEmpty else { return nil }
      self = .textToDates(patterns, isTimestamp: type.scalar == .timestamp)
    default: return nil
    }
  }

  /// The same conversion with the patterns of its dates: detected from the cells, if the script
  /// declares none.
  func knowingPatterns(
    of name: String, in rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> CellConversion {
    guard case .textToDates(let patterns, let isTimestamp) = self, patterns.isEmpty else {
      return self
    }
    let cells = try context.run(
      .project(.scan(stageInput), [NamedScalar(name, .call(.toText, [.column(name)]))]), over: rows
    ).cells(of: name)
    guard case .text(let texts) = cells else { brokenPlan() }
    switch DateDetection(texts, column: name) {
    case .patterns(let found): return .textToDates(found, isTimestamp: isTimestamp)
    case .ambiguous(let evidence): throw .ambiguous(evidence)
    case .contradictory, .none: return .textToDates([.isoDate], isTimestamp: isTimestamp)
    }
  }

  /// The converted cell of a column, missing if it cannot be converted; `nil` if it is unchanged.
  ///
  /// Without a pattern, dates are read in the ISO format.
  func scalar(of name: String) -> Scalar? {
    switch self {
    case .same: return nil
    case .scalar(let scalar): return scalar
    case .textToDates(let patterns, let isTimestamp):
      return CellConversion.date(
        of: name, by: patterns.isEmpty ? [.isoDate] : patterns, isTimestamp: isTimestamp)
    }
  }

  private static func date(
    of name: String, by patterns: some Sequence<DatePattern>, isTimestamp: Bool
  ) -> Scalar {
    .call(
      isTimestamp ? .parseTimestamp : .parseDate,
      [.call(.toText, [.column(name)])] + patterns.map { .literal(.text($0.text)) })
  }

  /// How many cells each pattern read.
  func patternCounts(
    of name: String, in rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> [(DatePattern, Int)] {
    guard case .textToDates(let patterns, let isTimestamp) = self else { return [] }
    // A cell is read by the first pattern that fits it.
    let read = try context.numbers(
      patterns.indices.map {
        .count(CellConversion.date(of: name, by: patterns[...$0], isTimestamp: isTimestamp))
      }, in: rows
    ).map(\.counted)
    return patterns.indices.map { (patterns[$0], read[$0] - ($0 > 0 ? read[$0 - 1] : 0)) }
  }

  /// The cells that have a value before the conversion and none after it.
  func misfits(
    of name: String, in rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> Misfits { try compared(name, in: rows, context).misfits }

  /// The cells of a table's column, converted, one for each row.
  func cells(of name: String, in table: Table, _ context: RunContext) throws(StageFailure)
    -> (cells: Column, misfits: Misfits)
  {
    let rows = Rows(table)
    return try knowingPatterns(of: name, in: rows, context).compared(name, in: rows, context)
  }

  private func compared(
    _ name: String, in rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> (cells: Column, misfits: Misfits) {
    var before = Scalar.column(name)
    if case .textToDates = self { before = .call(.toText, [before]) }
    let after = scalar(of: name) ?? before
    let both = try context.run(
      .project(.scan(stageInput), [NamedScalar("before", before), NamedScalar("after", after)]),
      over: rows)
    let cells = both.cells(of: "after")
    return (cells, Misfits(column: name, before: both.cells(of: "before"), after: cells))
  }
}

/// Columns that a stage converts.
struct ConvertedColumns {
  let conversions: [(name: String, conversion: CellConversion)]

  /// All columns in order: the converted ones replaced, the others unchanged.
  func relation(over input: Relation, among columns: [String]) -> Relation {
    let computed = conversions.compactMap { column in
      column.conversion.scalar(of: column.name).map { NamedScalar(column.name, $0) }
    }
    return computed.isEmpty ? input : input.deriving(computed, among: columns)
  }

  /// For each conversion, the number of cells that have a value before and none after it.
  func misfitCounts(
    from before: Rows, to after: Rows, _ context: RunContext
  ) throws(StageFailure) -> [Int] {
    let missing = conversions.map { Aggregate.missing(.column($0.name)) }
    let had = try context.numbers(missing, in: before)
    let has = try context.numbers(missing, in: after)
    return zip(has, had).map { $0.counted - $1.counted }
  }
}

extension StageFailure {
  /// Day and month cannot be told apart; the stage adds its place in the script.
  fileprivate static func ambiguous(_ evidence: AmbiguousDate) -> StageFailure {
    .problems([diagnostic(for: evidence, at: .process)])
  }
}

/// Cells that could not be converted.
struct Misfits: Sendable {
  let column: String
  private(set) var count = 0
  /// The first few distinct values, with the row (from 1) of the first occurrence and the number of
  /// occurrences.
  private(set) var examples: [(value: String, row: Int, count: Int)] = []
  /// The number of distinct values that are shown.
  private static let limit = 5

  init(column: String) { self.column = column }

  /// The cells that have a value before and none after.
  init(column: String, before: Column, after: Column) {
    self.init(column: column)
    for row in 0..<before.count where after.isMissing(row) && !before.isMissing(row) {
      count += 1
      let value = before[row].plainText
      if let index = examples.firstIndex(where: { $0.value == value }) {
        examples[index].count += 1
      } else if examples.count < Misfits.limit {
        examples.append((value, row + 1, 1))
      }
    }
  }

  /// E0651, with the values, their rows, and the given fixes.
  func diagnostic(wanted: String, of rows: Int, at range: SourceRange, fixes: [Diagnostic.Fix])
    -> Diagnostic
  {
    Diagnostic(
      .cellsDoNotFit,
      "\(counted(count, "cell")) of `\(column)` cannot be read as \(wanted)",
      at: range, remark: "of \(counted(rows, "row"))",
      notes: examples.map { example in
        let times = example.count > 1 ? ", \(grouped(example.count)) times" : ""
        return "\(quoted(example.value)) in row \(grouped(example.row))\(times)"
      } + (examples.reduce(0) { $0 + $1.count } < count ? ["and others"] : []), fixes: fixes)
  }
}
