/// How a cell that looks like a date is written, found from the cell itself.
struct DateShape: Hashable, Sendable {
  enum Order: Hashable, Sendable {
    case yearFirst
    /// Two numbers and a year: which of them is the day shows only in the column.
    case dayOrMonthFirst
    case dayAndName(fullName: Bool)
    case nameAndDay(fullName: Bool)
  }

  var order: Order
  /// Between the parts of the date.
  var separator: [UInt8]
  var secondSeparator: [UInt8]
  var hasShortYear = false
  /// Between date and time: `T`, one or two spaces, or a comma and a space; empty without a time.
  var timeGap: [UInt8] = []
  var hasSeconds = false
  var hasFraction = false
  var hasHalfDay = false
  /// A space stands before AM or PM.
  var spacesHalfDay = false
  var hasZone = false
  /// A space stands before the zone.
  var spacesZone = false
}

/// Whether the numbers of a shape are filled with zeros, over the cells seen so far.
struct DatePadding: Equatable, Sendable {
  var first = Width()
  var second = Width()
  var hour = Width()

  /// Single digits everywhere, so that a pattern reads any padding.
  static let none = {
    let short = Width(hasShort: true)
    return DatePadding(first: short, second: short, hour: short)
  }()

  struct Width: Equatable, Sendable {
    var hasShort = false
    var hasZero = false

    /// Two digits only if no single one was seen and a zero was.
    var digits: Int { hasZero && !hasShort ? 2 : 1 }

    /// Two digits unless a single one was seen, as is the custom where the year stands first.
    var fullDigits: Int { hasShort ? 1 : 2 }

    mutating func note(_ width: Int, startsWith byte: UInt8) {
      if width == 1 { hasShort = true }
      if width == 2 && byte == 0x30 { hasZero = true }
    }
  }
}

extension DateShape {
  /// The shape of a cell, or `nil` if it does not look like a date; notes its padding.
  init?(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, padding: inout DatePadding) {
    guard end - start >= 6, end - start <= 40 else { return nil }
    var cursor = Cursor(position: start, end: end)
    var noted = padding
    if let full = cursor.monthName(bytes) {
      order = .nameAndDay(fullName: full)
      separator = cursor.separator(bytes)
      guard let day = cursor.digits(bytes), day <= 2 else { return nil }
      noted.first.note(day, startsWith: bytes[cursor.position - day])
      secondSeparator = cursor.separator(bytes)
      guard !separator.isEmpty, !secondSeparator.isEmpty, let year = cursor.digits(bytes),
        year == 4
      else { return nil }
    } else {
      guard let first = cursor.digits(bytes) else { return nil }
      let firstByte = bytes[cursor.position - first]
      separator = cursor.separator(bytes)
      guard separator.count == 1 else { return nil }
      if first == 4 {
        order = .yearFirst
        guard let month = cursor.digits(bytes), month <= 2 else { return nil }
        noted.first.note(month, startsWith: bytes[cursor.position - month])
        secondSeparator = cursor.separator(bytes)
        guard secondSeparator == separator, let day = cursor.digits(bytes), day <= 2 else {
          return nil
        }
        noted.second.note(day, startsWith: bytes[cursor.position - day])
      } else {
        guard first <= 2 else { return nil }
        noted.first.note(first, startsWith: firstByte)
        if let full = cursor.monthName(bytes) {
          order = .dayAndName(fullName: full)
          secondSeparator = cursor.separator(bytes)
          guard secondSeparator.count == 1 else { return nil }
        } else {
          order = .dayOrMonthFirst
          guard separator != [0x20], let second = cursor.digits(bytes), second <= 2 else {
            return nil
          }
          noted.second.note(second, startsWith: bytes[cursor.position - second])
          secondSeparator = cursor.separator(bytes)
          guard secondSeparator == separator else { return nil }
        }
        guard let year = cursor.digits(bytes), year == 4 || year == 2 else { return nil }
        hasShortYear = year == 2
      }
    }
    if cursor.position < end {
      guard takeTime(bytes, &cursor, &noted) else { return nil }
    }
    guard cursor.position == end else { return nil }
    padding = noted
  }

  private mutating func takeTime(
    _ bytes: Span<UInt8>, _ cursor: inout Cursor, _ padding: inout DatePadding
  ) -> Bool {
    if cursor.take(bytes, "T") {
      timeGap = [UInt8(ascii: "T")]
    } else {
      if cursor.take(bytes, ",") { timeGap = [UInt8(ascii: ",")] }
      guard cursor.take(bytes, " ") else { return false }
      timeGap.append(0x20)
      if timeGap.count == 1, cursor.take(bytes, " ") { timeGap.append(0x20) }
    }
    guard let hour = cursor.digits(bytes), hour <= 2 else { return false }
    padding.hour.note(hour, startsWith: bytes[cursor.position - hour])
    guard cursor.take(bytes, ":"), cursor.digits(bytes) == 2 else { return false }
    if cursor.take(bytes, ":") {
      guard cursor.digits(bytes) == 2 else { return false }
      hasSeconds = true
      if cursor.take(bytes, ".") {
        guard let width = cursor.digits(bytes), width <= 6 else { return false }
        hasFraction = true
      }
    }
    let before = cursor.position
    spacesHalfDay = cursor.take(bytes, " ")
    if cursor.takeHalfDay(bytes) {
      hasHalfDay = true
    } else {
      spacesHalfDay = false
      cursor.position = before
    }
    spacesZone = cursor.take(bytes, " ")
    if cursor.position < cursor.end {
      hasZone = true
      // The pattern checks the offset itself.
      let sign = bytes[cursor.position]
      guard "Z+-UG".utf8.contains(sign) else { return false }
      cursor.position = cursor.end
    }
    return true
  }

  /// The pattern with the day before the month, or with the month first.
  func pattern(_ padding: DatePadding, monthFirst: Bool = false) -> DatePattern {
    var text = ""
    func run(_ letter: String, _ count: Int) -> String { String(repeating: letter, count: count) }
    let year = hasShortYear ? "yy" : "yyyy"
    let first = String(decoding: separator, as: UTF8.self)
    let second = String(decoding: secondSeparator, as: UTF8.self)
    switch order {
    case .yearFirst:
      text =
        year + first + run("M", padding.first.fullDigits) + second
        + run("d", padding.second.fullDigits)
    case .dayOrMonthFirst:
      let letters = monthFirst ? ("M", "d") : ("d", "M")
      text =
        run(letters.0, padding.first.digits) + first + run(letters.1, padding.second.digits)
        + second + year
    case .dayAndName(let full):
      text = run("d", padding.first.digits) + first + (full ? "MMMM" : "MMM") + second + year
    case .nameAndDay(let full):
      text = (full ? "MMMM" : "MMM") + first + run("d", padding.first.digits) + second + year
    }
    if !timeGap.isEmpty {
      text += String(decoding: timeGap, as: UTF8.self)
      text += run(hasHalfDay ? "h" : "H", padding.hour.digits) + ":mm"
      if hasSeconds { text += ":ss" }
      if hasFraction { text += ".fff" }
      if spacesHalfDay { text += " " }
      if hasHalfDay { text += "a" }
      if hasZone { text += spacesZone ? " X" : "X" }
    }
    // Made of letters and marks that a pattern knows.
    return (try? DatePattern(text)) ?? .isoDate
  }

  /// A place in a cell that moves on as parts are found.
  private struct Cursor {
    var position: Int
    let end: Int

    mutating func digits(_ bytes: Span<UInt8>) -> Int? {
      let start = position
      while position < end, bytes[position] &- 0x30 <= 9 { position += 1 }
      return position > start ? position - start : nil
    }

    mutating func separator(_ bytes: Span<UInt8>) -> [UInt8] {
      var found: [UInt8] = []
      while position < end, found.count < 2 {
        let byte = bytes[position]
        guard
          byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: ",") || byte == 0x20
        else { break }
        found.append(byte)
        position += 1
      }
      return found
    }

    mutating func take(_ bytes: Span<UInt8>, _ mark: Unicode.Scalar) -> Bool {
      guard position < end, bytes[position] == UInt8(ascii: mark) else { return false }
      position += 1
      return true
    }

    mutating func takeHalfDay(_ bytes: Span<UInt8>) -> Bool {
      guard position + 2 <= end, bytes[position + 1] | 0x20 == UInt8(ascii: "m") else {
        return false
      }
      let letter = bytes[position] | 0x20
      guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else { return false }
      position += 2
      return true
    }

    /// An English name of a month; the answer says whether it is written out.
    mutating func monthName(_ bytes: Span<UInt8>) -> Bool? {
      let start = position
      guard position < end, (0x61...0x7A).contains(bytes[position] | 0x20) else { return nil }
      var letters: [UInt8] = []
      while position < end, letters.count < 10, (0x61...0x7A).contains(bytes[position] | 0x20) {
        letters.append(bytes[position] | 0x20)
        position += 1
      }
      if letters.count < 3 {
        position = start
        return nil
      }
      // May is its own short name.
      for name in englishMonths where name.utf8.first == letters[0] {
        if name.utf8.prefix(3).elementsEqual(letters) { return false }
        if name.utf8.elementsEqual(letters) { return true }
      }
      position = start
      return nil
    }
  }
}
