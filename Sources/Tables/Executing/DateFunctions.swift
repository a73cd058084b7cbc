import Relations

/// Functions of dates, timestamps and durations.
///
/// Weeks are those of ISO 8601 and Monday is weekday 1. A timestamp counts as its day wherever a
/// function asks for days. A result outside of what can be stored is missing.
enum DateFunctions {
  static func call(_ function: ScalarFunction, _ arguments: [Column]) -> Column {
    let first = arguments[0]
    switch function {
    case .hour:
      guard case .timestamp(let cells) = first else {
        preconditionFailure("a checked plan asks only timestamps for the hour")
      }
      return .integer(
        Cells(
          cells.values.map { time in
            let limit = Int64(CivilTime.greatestMagnitude)
            return Int64(CivilTime(microsecondsSinceEpoch: min(max(time, -limit), limit)).hour)
          }, validity: cells.validity))
    case .toDate: return .date(Cells(days(first), validity: first.validity))
    case .daysBetween, .monthsBetween, .yearsBetween:
      return between(function, first, arguments[1])
    case .addDuration: return add(first, arguments[1], sign: 1)
    case .subtractDuration: return add(first, arguments[1], sign: -1)
    case .toTimestamp: return asTime(first, isTimestamp: true)
    default:
      return .integer(
        Cells(days(first).map { part(function, $0) }, validity: first.validity))
    }
  }

  /// Texts read as days or moments by the first pattern that fits; other texts become missing.
  static func parse(
    _ column: Column, by patterns: ArraySlice<Scalar>, isTimestamp: Bool
  ) -> Column {
    guard case .text(let texts) = column else {
      preconditionFailure("a checked plan reads only texts by patterns")
    }
    let patterns = patterns.map { scalar in
      guard case .literal(.text(let text)) = scalar, let pattern = try? DatePattern(text) else {
        preconditionFailure("a checked plan reads dates by patterns that are literals")
      }
      return pattern
    }
    return asTime(
      parseDates(texts, rows: nil, patterns: patterns).column, isTimestamp: isTimestamp)
  }

  /// Days as their first moments, or moments as their days.
  private static func asTime(_ column: Column, isTimestamp: Bool) -> Column {
    switch column {
    case .date(let days) where isTimestamp:
      .timestamp(
        Cells(
          days.values.map { Int64($0) * CivilTime.microsecondsPerDay }, validity: days.validity))
    case .timestamp(let moments) where !isTimestamp:
      .date(
        Cells(
          moments.values.map { CivilTime.days(ofMicroseconds: $0) }, validity: moments.validity))
    case .date, .timestamp: column
    case .boolean, .integer, .decimal, .number, .text, .duration:
      preconditionFailure("days and moments, not \(column.type)")
    }
  }

  private static func days(_ column: Column) -> [Int32] {
    switch column {
    case .date(let cells): return cells.values
    case .timestamp(let cells): return cells.values.map(CivilTime.days(ofMicroseconds:))
    case .boolean, .integer, .decimal, .number, .text, .duration:
      preconditionFailure("a checked plan asks only dates and timestamps for their day")
    }
  }

  private static func part(_ function: ScalarFunction, _ day: Int32) -> Int64 {
    // A week needs the days around it, also in a missing cell, in which anything may stand.
    let day = min(max(day, .min + 7), .max - 7)
    let date = CivilDate(daysSinceEpoch: day)
    let part =
      switch function {
      case .year: date.year
      case .quarter: date.quarter
      case .month: date.month
      case .week: date.isoWeek.week
      case .weekday: CivilDate.weekday(daysSinceEpoch: day)
      case .day: date.day
      default: preconditionFailure("\(function.rawValue) is a part of a date")
      }
    return Int64(part)
  }

  private static func between(
    _ function: ScalarFunction, _ first: Column, _ second: Column
  ) -> Column {
    let a = days(first)
    let b = days(second)
    let values = a.indices.map { row -> Int64 in
      if function == .daysBetween { return Int64(b[row]) - Int64(a[row]) }
      let months = CivilDate(daysSinceEpoch: a[row])
        .wholeMonths(until: CivilDate(daysSinceEpoch: b[row]))
      return Int64(function == .monthsBetween ? months : months / 12)
    }
    return .integer(Cells(values, validity: intersection(first.validity, second.validity)))
  }

  private static func add(_ start: Column, _ added: Column, sign: Int) -> Column {
    let durations = added.durationCells
    let present = intersection(start.validity, durations.validity)
    var missing: [Int] = []
    func each<Value>(_ values: [Value], _ sum: (Value, Duration) -> Value?) -> Cells<Value> {
      let sums = values.indices.map { row -> Value in
        if let sum = sum(values[row], durations.values[row]) { return sum }
        missing.append(row)
        return values[row]
      }
      return Cells(sums, validity: presence(present, without: missing, count: values.count))
    }
    switch start {
    case .date(let cells):
      // A date is its midnight, and the sum the day on which it falls.
      return .date(
        each(cells.values) { day, duration in
          moved(Int64(day), 0, duration, sign).flatMap { Int32(exactly: $0.day) }
        })
    case .timestamp(let cells):
      return .timestamp(
        each(cells.values) { time, duration in
          guard time.magnitude <= CivilTime.greatestMagnitude else { return nil }
          let day = Int64(CivilTime.days(ofMicroseconds: time))
          let rest = time - day * CivilTime.microsecondsPerDay
          guard let moved = moved(day, rest, duration, sign) else { return nil }
          let (whole, overflow) = moved.day.multipliedReportingOverflow(
            by: CivilTime.microsecondsPerDay)
          let sum = whole.addingReportingOverflow(moved.rest)
          let isStorable = sum.partialValue.magnitude <= CivilTime.greatestMagnitude
          return overflow || sum.overflow || !isStorable ? nil : sum.partialValue
        })
    case .duration(let cells):
      return .duration(
        each(cells.values) { left, right in
          guard isSensible(left), isSensible(right) else { return nil }
          return Duration(
            months: left.months + sign * right.months, days: left.days + sign * right.days,
            microseconds: left.microseconds + Int64(sign) * right.microseconds)
        })
    case .boolean, .integer, .decimal, .number, .text:
      preconditionFailure("a checked plan adds durations only to dates, timestamps and durations")
    }
  }

  /// Whether sums with it cannot overflow; what is beyond is longer than any calendar.
  private static func isSensible(_ duration: Duration) -> Bool {
    duration.months.magnitude < 1 << 26 && duration.days.magnitude < 1 << 32
      && duration.microseconds.magnitude < 1 << 62
  }

  /// First the months, capped at the last day of the month, then the days, then the microseconds.
  private static func moved(
    _ day: Int64, _ rest: Int64, _ duration: Duration, _ sign: Int
  ) -> (day: Int64, rest: Int64)? {
    guard isSensible(duration), let start = Int32(exactly: day) else { return nil }
    var day = day
    if duration.months != 0 {
      let moved = CivilDate(daysSinceEpoch: start).adding(months: sign * duration.months)
        .daysSinceEpoch
      guard moved != .max, moved != .min else { return nil }
      day = Int64(moved)
    }
    day += Int64(sign * duration.days)
    let total = rest + Int64(sign) * duration.microseconds
    let unit = CivilTime.microsecondsPerDay
    let whole = total / unit - (total % unit < 0 ? 1 : 0)
    return (day + whole, total - whole * unit)
  }
}

extension CivilTime {
  /// Timestamps up to here, year 287 000, can be cut into days and times of day.
  static let greatestMagnitude: UInt64 = 9_000_000_000_000_000_000
}
