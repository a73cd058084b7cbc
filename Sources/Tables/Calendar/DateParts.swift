/// What a pattern found in a cell, before anyone asks whether the calendar has such a day.
struct DateParts: Equatable {
  var year = 0
  var month = 0
  var day = 0
  /// Microseconds since midnight; may leave the day where an offset moves it.
  var time: Int64 = 0

  var date: CivilDate { CivilDate(year: year, month: month, day: day) }

  /// The same numbers with day and month exchanged.
  var swapped: DateParts { DateParts(year: year, month: day, day: month, time: time) }

  /// Microseconds since 1970-01-01, if the calendar has the day.
  var microseconds: Int64? {
    guard date.isValid else { return nil }
    return Int64(date.daysSinceEpoch) * CivilTime.microsecondsPerDay + time
  }
}

extension DatePattern {
  /// Days since 1970-01-01, or `nil` if the cell is not so written or the calendar has no such day.
  package func parseDays(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int32? {
    parseMicroseconds(bytes, start, end).map { CivilTime.days(ofMicroseconds: $0) }
  }

  /// Microseconds since 1970-01-01T00:00:00, or `nil` as with `parseDays`.
  package func parseMicroseconds(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int64? {
    switch elements.first {
    case .serial: return serial(bytes, start, end)
    case .epoch(let perSecond):
      guard let count = readInteger(bytes, start, end) else { return nil }
      let (value, overflow) = count.multipliedReportingOverflow(by: 1_000_000 / perSecond)
      return overflow || !CivilTime(microsecondsSinceEpoch: value).date.isValid ? nil : value
    default:
      guard let parts = parse(bytes, start, end), let value = parts.microseconds,
        CivilTime(microsecondsSinceEpoch: value).date.isValid
      else { return nil }
      return value
    }
  }

  /// Days since 1970-01-01 of a text, or `nil`.
  package func parseDays(_ text: some StringProtocol) -> Int32? {
    let bytes = Array(text.utf8)
    return parseDays(bytes.span, 0, bytes.count)
  }

  /// Microseconds since 1970-01-01T00:00:00 of a text, or `nil`.
  package func parseMicroseconds(_ text: some StringProtocol) -> Int64? {
    let bytes = Array(text.utf8)
    return parseMicroseconds(bytes.span, 0, bytes.count)
  }

  /// The parts of a cell, or `nil` if it is not so written; the day may not exist.
  func parse(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> DateParts? {
    var parts = DateParts()
    var i = start
    var afternoon: Bool?
    var hour = 0
    for element in elements {
      switch element {
      case .literal(let byte):
        guard i < end, bytes[i] == byte else { return nil }
        i += 1
      case .year4:
        guard let value = digits(bytes, &i, end, 4...4) else { return nil }
        parts.year = value
      case .year2:
        guard let value = digits(bytes, &i, end, 2...2) else { return nil }
        parts.year = value < 69 ? 2000 + value : 1900 + value
      case .month(let count):
        guard let value = digits(bytes, &i, end, count...2) else { return nil }
        parts.month = value
      case .monthName(let full):
        guard let value = monthNumber(bytes, &i, end, full: full) else { return nil }
        parts.month = value
      case .day(let count):
        guard let value = digits(bytes, &i, end, count...2) else { return nil }
        parts.day = value
      case .hour(let count):
        guard let value = digits(bytes, &i, end, count...2), value < 24 else { return nil }
        hour = value
      case .hour12(let count):
        guard let value = digits(bytes, &i, end, count...2), (1...12).contains(value) else {
          return nil
        }
        hour = value % 12
      case .halfDay:
        guard i + 2 <= end, bytes[i + 1] | 0x20 == UInt8(ascii: "m") else { return nil }
        let letter = bytes[i] | 0x20
        guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else { return nil }
        afternoon = letter == UInt8(ascii: "p")
        i += 2
      case .minute:
        guard let value = digits(bytes, &i, end, 2...2), value < 60 else { return nil }
        parts.time += Int64(value) * 60_000_000
      case .second:
        guard let value = digits(bytes, &i, end, 2...2), value < 60 else { return nil }
        parts.time += Int64(value) * 1_000_000
      case .fraction:
        let first = i
        guard let value = digits(bytes, &i, end, 1...6) else { return nil }
        parts.time += Int64(value) * powersOfTen[6 - (i - first)]
        // A finer fraction would be lost.
        if i < end, bytes[i] &- 0x30 <= 9 { return nil }
      case .zone:
        guard let offset = zoneOffset(bytes, &i, end) else { return nil }
        parts.time -= offset
      case .serial, .epoch: return nil
      }
    }
    guard i == end else { return nil }
    if afternoon == true { hour += 12 }
    parts.time += Int64(hour) * 3_600_000_000
    return parts
  }

  private func serial(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int64? {
    guard
      case .number(.exact(let mantissa, let scale)) = readNumber(
        bytes, start, end, decimalMark: UInt8(ascii: "."))
    else { return nil }
    let days = mantissa / powersOfTen[scale]
    // Serial 60 is a 29 February 1900 that never was; below it the count is off by one.
    guard days > 60, days < 2_958_466 else { return nil }
    let part = Double(mantissa % powersOfTen[scale]) / Double(powersOfTen[scale])
    // Spreadsheets keep times to the second, as fractions with rounding noise.
    let seconds = Int64((part * 86_400).rounded())
    return (days - 25_569) * CivilTime.microsecondsPerDay + seconds * 1_000_000
  }

  private func digits(
    _ bytes: Span<UInt8>, _ i: inout Int, _ end: Int, _ count: ClosedRange<Int>
  ) -> Int? {
    let first = i
    var value = 0
    while i < end, i - first < count.upperBound {
      let digit = bytes[i] &- 0x30
      if digit > 9 { break }
      value = value * 10 + Int(digit)
      i += 1
    }
    return i - first >= count.lowerBound ? value : nil
  }

  private func monthNumber(
    _ bytes: Span<UInt8>, _ i: inout Int, _ end: Int, full: Bool
  ) -> Int? {
    for (index, name) in englishMonths.enumerated() {
      let letters = full ? name.utf8[...] : name.utf8.prefix(3)
      guard i + letters.count <= end else { continue }
      var same = true
      for (offset, letter) in letters.enumerated() where bytes[i + offset] | 0x20 != letter {
        same = false
      }
      if same {
        i += letters.count
        return index + 1
      }
    }
    return nil
  }

  private func zoneOffset(_ bytes: Span<UInt8>, _ i: inout Int, _ end: Int) -> Int64? {
    guard i < end else { return nil }
    let sign = bytes[i]
    i += 1
    if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return 0 }
    if i + 1 < end,
      [[0x55, 0x54, 0x43], [0x47, 0x4D, 0x54]].contains([sign, bytes[i], bytes[i + 1]])
    {
      // `UTC` or `GMT`.
      i += 2
      return 0
    }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let hours = digits(bytes, &i, end, 2...2), hours < 24
    else { return nil }
    var minutes = 0
    if i < end {
      if bytes[i] == UInt8(ascii: ":") { i += 1 }
      guard let value = digits(bytes, &i, end, 2...2), value < 60 else { return nil }
      minutes = value
    }
    let offset = Int64(hours * 60 + minutes) * 60_000_000
    return sign == UInt8(ascii: "-") ? -offset : offset
  }
}

/// In lower case, by which cells are compared.
let englishMonths = [
  "january", "february", "march", "april", "may", "june", "july", "august", "september",
  "october", "november", "december",
]

extension DatePattern {
  /// The text of a date.
  package func format(days: Int32) -> String {
    format(microseconds: Int64(days) * CivilTime.microsecondsPerDay)
  }

  /// The text of a time; what the pattern has no letters for is left out.
  package func format(microseconds: Int64) -> String {
    let time = CivilTime(microsecondsSinceEpoch: microseconds)
    let date = time.date
    var text: [UInt8] = []
    func append(_ number: Int, _ width: Int) {
      text.append(contentsOf: zeros(number, to: width).utf8)
    }
    for element in elements {
      switch element {
      case .year4: append(date.year, 4)
      case .year2: append(date.year % 100, 2)
      case .month(let count): append(date.month, count)
      case .monthName(let full):
        let name = englishMonths[date.month - 1]
        let shown = full ? name : String(name.prefix(3))
        text.append(contentsOf: (shown.prefix(1).uppercased() + shown.dropFirst()).utf8)
      case .day(let count): append(date.day, count)
      case .hour(let count): append(time.hour, count)
      case .hour12(let count): append(time.hour % 12 == 0 ? 12 : time.hour % 12, count)
      case .halfDay: text.append(contentsOf: (time.hour < 12 ? "AM" : "PM").utf8)
      case .minute: append(time.minute, 2)
      case .second: append(time.second, 2)
      case .fraction: append(time.microsecond, 6)
      case .zone: text.append(UInt8(ascii: "Z"))
      case .literal(let byte): text.append(byte)
      case .serial:
        let days = Double(microseconds) / Double(CivilTime.microsecondsPerDay) + 25_569
        text.append(contentsOf: numberText(days).utf8)
      case .epoch(let perSecond):
        text.append(contentsOf: String(microseconds / (1_000_000 / perSecond)).utf8)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
