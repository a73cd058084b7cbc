import Diagnostics
import Planning
import Relations
import Tables

/// How cells of one type become cells of another, exactly: a cell that cannot is told.
enum CellConversion: Sendable {
  case same
  /// An expression that is missing exactly where a cell cannot be converted.
  case scalar(Scalar)
  /// The first moment of a day.
  case dayToMoment
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
    case (.date, .timestamp): self = .dayToMoment
    case (.text, .date), (.text, .timestamp):
      self = .textToDates(patterns, isTimestamp: type.scalar == .timestamp)
    case (.integer, .date), (.integer, .timestamp), (.number, .date), (.number, .timestamp):
      // Serial days of a spreadsheet, seconds since 1970, or 20250630: only a pattern tells.
      guard !patterns.isEmpty else { return nil }
      self = .textToDates(patterns, isTimestamp: type.scalar == .timestamp)
    default: return nil
    }
  }

  /// The cells of a table's column, converted, one for each row.
  func cells(of name: String, in table: Table, _ context: RunContext) throws(StageFailure)
    -> (cells: Column, misfits: Misfits, patterns: [(DatePattern, Int)])
  {
    switch self {
    case .same: return (table.cells(of: name), Misfits(column: name), [])
    case .scalar(let scalar):
      let before = table.cells(of: name)
      let after = try context.cells(of: scalar, over: table)
      return (after, Misfits(column: name, before: before, after: after), [])
    case .dayToMoment:
      guard case .date(let days) = table.cells(of: name) else { throw .brokenPlan }
      let moments = days.values.map { Int64($0) * CivilTime.microsecondsPerDay }
      return (
        .timestamp(Cells(moments, validity: days.validity)), Misfits(column: name), []
      )
    case .textToDates(let patterns, let isTimestamp):
      return try dates(of: name, in: table, patterns, isTimestamp: isTimestamp, context)
    }
  }

  private func dates(
    of name: String, in table: Table, _ given: [DatePattern], isTimestamp: Bool,
    _ context: RunContext
  ) throws(StageFailure) -> (cells: Column, misfits: Misfits, patterns: [(DatePattern, Int)]) {
    let before = table.cells(of: name)
    let asText = Table([(name, before)])
    guard
      case .text(let texts) = try context.cells(of: .call(.toText, [.column(name)]), over: asText)
    else { throw .brokenPlan }
    var patterns = given
    if patterns.isEmpty {
      switch DateDetection(texts, column: name) {
      case .patterns(let found): patterns = found
      case .ambiguous(let evidence): throw .ambiguous(evidence)
      case .contradictory, .none: patterns = [.isoDate]
      }
    }
    let parsed = parseDates(texts, rows: nil, patterns: patterns)
    let column = parsed.column.asTime(isTimestamp)
    return (
      column, Misfits(column: name, before: .text(texts), after: column),
      Array(zip(patterns, parsed.counts))
    )
  }
}

extension Column {
  /// Dates as their first moments, or moments as their days.
  fileprivate func asTime(_ isTimestamp: Bool) -> Column {
    switch self {
    case .date(let days) where isTimestamp:
      .timestamp(
        Cells(
          days.values.map { Int64($0) * CivilTime.microsecondsPerDay }, validity: days.validity))
    case .timestamp(let moments) where !isTimestamp:
      .date(
        Cells(
          moments.values.map { CivilTime.days(ofMicroseconds: $0) }, validity: moments.validity))
    default: self
    }
  }
}

extension StageFailure {
  /// Day and month cannot be told apart; the stage puts its place to it.
  fileprivate static func ambiguous(_ evidence: AmbiguousDate) -> StageFailure {
    .problems([diagnostic(for: evidence, at: .process)])
  }
}

/// Cells that could not be converted.
struct Misfits: Sendable {
  let column: String
  private(set) var count = 0
  /// The first few different ones, with the row (from 1) in which each is first, and how often it is
  /// there.
  private(set) var examples: [(value: String, row: Int, count: Int)] = []
  /// So many different ones are shown.
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

  /// E0651, with the values, where they are, and what else can be done.
  func diagnostic(wanted: String, of rows: Int, at range: SourceRange, fixes: [Diagnostic.Fix])
    -> Diagnostic
  {
    Diagnostic(
      .cellsDoNotFit,
      "\(counted(count, "cell")) of `\(column)` \(count == 1 ? "is" : "are") not \(wanted)",
      at: range, remark: "of \(counted(rows, "row"))",
      notes: examples.map { example in
        let times = example.count > 1 ? ", \(grouped(example.count)) times" : ""
        return "\(quoted(example.value)) in row \(grouped(example.row))\(times)"
      } + (examples.reduce(0) { $0 + $1.count } < count ? ["and others"] : []), fixes: fixes)
  }
}
