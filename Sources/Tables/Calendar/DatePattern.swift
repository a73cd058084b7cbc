/// How dates or times are written, such as `dd/MM/yyyy` or `yyyy-MM-dd'T'HH:mm:ssX`.
///
/// | letters | meaning |
/// |---|---|
/// | `yyyy`, `yy` | year; two digits mean 1969...2068 |
/// | `MM`, `M`, `MMM`, `MMMM` | month: two digits, one or two, English short name, English name |
/// | `dd`, `d` | day: two digits, one or two |
/// | `HH`, `H`, `hh`, `h` with `a` | hour of 24, or of 12 with AM or PM |
/// | `mm`, `ss`, `f…` | minute, second, fraction of 1 to 6 digits |
/// | `X` | `Z`, `UTC`, `GMT` or an offset such as `+02:00`; the time is brought to UTC |
///
/// Every other letter must stand in `'…'`, except `T`; all other characters stand for themselves.
/// The words `excel` (serial days since 1899-12-30, fractions are times), `epoch` (seconds since
/// 1970-01-01) and `epoch_ms` are patterns of their own.
package struct DatePattern: Hashable, Sendable {
  enum Element: Hashable, Sendable {
    case year4, year2
    case month(digits: Int)
    case monthName(full: Bool)
    case day(digits: Int)
    case hour(digits: Int), hour12(digits: Int), halfDay
    case minute, second
    case fraction
    case zone
    case literal(UInt8)
    case serial, epoch(perSecond: Int64)
  }

  /// As written, and as shown in messages and declarations.
  package let text: String
  let elements: [Element]

  /// Reads a pattern as an analyst writes it.
  package init(_ text: String) throws(DatePatternError) {
    self.text = text
    switch text {
    case "excel": elements = [.serial]
    case "epoch": elements = [.epoch(perSecond: 1)]
    case "epoch_ms": elements = [.epoch(perSecond: 1000)]
    default: elements = try DatePattern.elements(of: text)
    }
    if elements.count == 1, isNamed { return }
    func count(_ test: (Element) -> Bool) -> Int { elements.count { test($0) } }
    let years = count { $0 == .year4 || $0 == .year2 }
    let months = count {
      switch $0 {
      case .month, .monthName: true
      default: false
      }
    }
    let days = count { if case .day = $0 { true } else { false } }
    if years != 1 { throw .partCount("year", "yyyy", years) }
    if months != 1 { throw .partCount("month", "MM", months) }
    if days != 1 { throw .partCount("day", "dd", days) }
  }

  /// A pattern put together by the reader, which knows that it is complete.
  init(text: String, elements: [Element]) {
    self.text = text
    self.elements = elements
  }

  /// A pattern that is one of the words: `excel`, `epoch`, `epoch_ms`.
  package var isNamed: Bool {
    switch elements.first {
    case .serial, .epoch: true
    default: false
    }
  }

  /// Whether its values look like whole numbers, which other columns hold too.
  package var isBareNumber: Bool {
    !elements.contains { if case .literal = $0 { true } else { false } }
  }

  /// Whether it has a time of day, so that values are timestamps.
  package var hasTime: Bool {
    elements.contains {
      switch $0 {
      case .hour, .hour12, .epoch: true
      case .year4, .year2, .month, .monthName, .day, .halfDay, .minute, .second, .fraction,
        .zone, .literal, .serial:
        false
      }
    }
  }

  /// Whether it has a time zone, so that times are brought to UTC.
  package var hasZone: Bool { elements.contains(.zone) }

  /// The plain ISO date.
  package static let isoDate = DatePattern(
    text: "yyyy-MM-dd",
    elements: [
      .year4, .literal(0x2D), .month(digits: 2), .literal(0x2D), .day(digits: 2),
    ])

  package static func == (left: DatePattern, right: DatePattern) -> Bool {
    left.elements == right.elements
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(elements) }
}

/// Why a text is not a date pattern.
package enum DatePatternError: Error, Equatable, Sendable {
  case unknownLetters(String)
  case unclosedQuote
  /// A part, the letters for it, how often it stands there.
  case partCount(String, String, Int)
}

extension DatePattern {
  private static func elements(of text: String) throws(DatePatternError) -> [Element] {
    var elements: [Element] = []
    var rest = Array(text.unicodeScalars)[...]
    while let first = rest.first {
      if first == "'" {
        rest.removeFirst()
        guard let close = rest.firstIndex(of: "'") else { throw .unclosedQuote }
        for scalar in rest[..<close] { appendLiteral(scalar) }
        rest = rest[(close + 1)...]
        continue
      }
      let run = rest.prefix { $0 == first }.count
      if let element = element(first, run) {
        elements.append(element)
        rest = rest.dropFirst(run)
      } else if first.properties.isAlphabetic, first != "T" {
        throw .unknownLetters(String(repeating: String(first), count: run))
      } else {
        appendLiteral(first)
        rest.removeFirst()
      }
    }
    return elements

    func appendLiteral(_ scalar: Unicode.Scalar) {
      for byte in String(scalar).utf8 { elements.append(.literal(byte)) }
    }
  }

  private static func element(_ letter: Unicode.Scalar, _ run: Int) -> Element? {
    switch (letter, run) {
    case ("y", 4): .year4
    case ("y", 2): .year2
    case ("M", 1), ("M", 2): .month(digits: run)
    case ("M", 3): .monthName(full: false)
    case ("M", 4): .monthName(full: true)
    case ("d", 1), ("d", 2): .day(digits: run)
    case ("H", 1), ("H", 2): .hour(digits: run)
    case ("h", 1), ("h", 2): .hour12(digits: run)
    case ("a", 1): .halfDay
    case ("m", 2): .minute
    case ("s", 2): .second
    case ("f", 1...6), ("S", 1...6): .fraction
    case ("X", 1...3): .zone
    default: nil
    }
  }
}

extension DatePattern: CustomStringConvertible {
  package var description: String { text }
}
