/// How the cells of one column are read.
enum ColumnPlan: Equatable, Sendable {
  case text
  case boolean
  /// Whole numbers that were found in a sample: a decimal makes the column one of numbers.
  case numeric
  /// Numbers, some of which group their thousands.
  case grouped(ThousandsGrouping)
  /// Whole numbers by declaration, whatever they look like.
  case integer
  case dates(DatePlan)
}

/// How dates are written in a column.
struct DatePlan: Equatable, Sendable {
  /// Patterns with one meaning, tried in this order.
  var patterns: [DatePattern]
  /// Patterns of which the order of day and month is not settled yet; it is the same for all.
  var open: [OpenOrder] = []
  /// Values are times; else days.
  var isTimestamp: Bool

  /// One way to write a date that has two readings.
  struct OpenOrder: Equatable, Sendable {
    let dayFirst: DatePattern
    let monthFirst: DatePattern
  }
}

/// What the dates of a column say about the order of day and month.
struct OrderEvidence: Equatable, Sendable {
  /// Cells that are written in a pattern with two readings.
  var count = 0
  /// The first of them, as an offset in the text.
  var first: Int?
  /// The first one that has no reading with the day first.
  var againstDayFirst: Int?
  /// The first one that has no reading with the month first.
  var againstMonthFirst: Int?
  /// How many have no reading with the day first, and with the month first.
  var countAgainstDayFirst = 0
  var countAgainstMonthFirst = 0
  /// The first one of which the two readings are different days.
  var firstDifferent: Int?
  /// The last day under each reading, in microseconds since 1970-01-01.
  var endDayFirst = Int64.min
  var endMonthFirst = Int64.min

  /// Counts offsets from `base` bytes further up.
  mutating func move(by base: Int) {
    first = first.map { $0 + base }
    againstDayFirst = againstDayFirst.map { $0 + base }
    againstMonthFirst = againstMonthFirst.map { $0 + base }
    firstDifferent = firstDifferent.map { $0 + base }
  }

  /// Joins what a later part of the text says.
  mutating func add(_ later: OrderEvidence) {
    count += later.count
    first = first ?? later.first
    againstDayFirst = againstDayFirst ?? later.againstDayFirst
    againstMonthFirst = againstMonthFirst ?? later.againstMonthFirst
    countAgainstDayFirst += later.countAgainstDayFirst
    countAgainstMonthFirst += later.countAgainstMonthFirst
    firstDifferent = firstDifferent ?? later.firstDifferent
    endDayFirst = max(endDayFirst, later.endDayFirst)
    endMonthFirst = max(endMonthFirst, later.endMonthFirst)
  }

  /// Notes one cell at `offset` with its readings; `nil` where the calendar has no such day.
  mutating func note(at offset: Int, dayFirst: Int64?, monthFirst: Int64?) {
    count += 1
    if first == nil { first = offset }
    if let dayFirst {
      endDayFirst = max(endDayFirst, dayFirst)
    } else {
      countAgainstDayFirst += 1
      if againstDayFirst == nil { againstDayFirst = offset }
    }
    if let monthFirst {
      endMonthFirst = max(endMonthFirst, monthFirst)
    } else {
      countAgainstMonthFirst += 1
      if againstMonthFirst == nil { againstMonthFirst = offset }
    }
    if firstDifferent == nil, dayFirst != monthFirst { firstDifferent = offset }
  }

  /// The order of nearly all values, if at most one in `rarity` speaks against it.
  func prevailing(rarity: Int) -> Order {
    guard order == .contradictory else { return order }
    if countAgainstDayFirst * rarity < count { return .dayFirst }
    return countAgainstMonthFirst * rarity < count ? .monthFirst : .contradictory
  }

  enum Order: Equatable { case dayFirst, monthFirst, contradictory, undecided }

  /// What the evidence proves.
  ///
  /// Where both readings agree on every day, the day is taken to be first.
  var order: Order {
    switch (againstDayFirst, againstMonthFirst) {
    case (nil, nil): firstDifferent == nil ? .dayFirst : .undecided
    case (nil, _?): .dayFirst
    case (_?, nil): .monthFirst
    case (_?, _?): .contradictory
    }
  }
}
