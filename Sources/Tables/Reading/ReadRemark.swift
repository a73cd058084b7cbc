import Relations

/// Something that was found out or decided about a file and that an analyst may want to know.
package enum ReadRemark: Equatable, Sendable {
  /// The text is not UTF-8; the first character outside ASCII is on that line.
  case encoding(TextEncoding, line: Int?)
  case delimiter(Delimiter)
  case decimalComma
  /// The first line was `sep=…`, as spreadsheets write it.
  case separatorLine
  /// The columns have no names of their own.
  case noHeader
  case trailingDelimiter
  /// Cells are quoted with apostrophes.
  case apostrophes
  /// So many rows repeat the names of the columns.
  case repeatedHeader(rows: Int)
  /// Each row is one quoted cell, in which the real cells stand.
  case quotedRows(Example)
  /// Numbers with an exponent, which may be ids.
  case exponents(column: String, Example)
  /// Values of a column that is called like one of dates, in no way of writing dates that is known.
  case unknownDates(column: String, Example)
  case blankLines(Int)
  case gzipByContent
  /// A column of text, most values of which are of a narrower type.
  case nearlyTyped(column: String, type: ScalarType, fits: Int, of: Int, exception: Example)
  case twoDigitYear(column: String, Example)
  /// Day and month cannot be distinguished, so the column is text until somebody says which it is.
  case ambiguousDate(AmbiguousDate)
  /// Some values can only have the day first, some only the month.
  case contradictoryDates(column: String, dayFirst: Example, monthFirst: Example)
  /// Which order of day and month was taken, and the value that proves it.
  case dateOrder(column: String, DatePattern, proof: Example)
  /// Values that look like dates, and are not written as the analyst says that dates are.
  case otherDates(column: String, [DatePattern], Example)
  /// A mark that may group thousands or begin a fraction.
  case ambiguousNumber(column: String, Example)
  /// Thousands are grouped, as a value proves.
  case thousands(column: String, Example)
  case severalPatterns(column: String, [PatternCount])
  case zoneToUTC(column: String)
  /// The sample held whole numbers only; a decimal came later.
  case widened(column: String, Example)
  case noValues(column: String)
  case similarNames(String, String)
  /// Of several files, one has text in a column where others have a narrower type.
  case typesDiffer(column: String, text: String, ScalarType, other: String)
  case lookalikes(Lookalikes)

  /// A value as it stands in the file, and where.
  package struct Example: Equatable, Sendable {
    package let value: String
    /// From 1; 0 where only a piece of the file was seen, so that the line is not known.
    package let line: Int
  }

  package struct PatternCount: Equatable, Sendable {
    package let pattern: DatePattern
    package let count: Int
  }
}

/// What is known of a date column that can be read in two ways.
package struct AmbiguousDate: Equatable, Sendable {
  package let column: String
  /// The number of values that fit both readings.
  package let count: Int
  package let first: ReadRemark.Example
  package let dayFirst: DatePattern
  package let monthFirst: DatePattern
  /// The last day of the data under each reading, in days since 1970-01-01.
  package let endDayFirst: Int32
  package let endMonthFirst: Int32
}

extension ReadRemark {
  /// The remark as one sentence, without a full stop.
  package var message: String {
    switch self {
    case .encoding(let encoding, let line):
      let place = line.map { ": line \($0) is not UTF-8" } ?? ""
      return "read as \(encoding.rawValue)\(place)"
    case .delimiter(let delimiter): return "cells are separated by \(delimiter.shown)"
    case .decimalComma: return "the decimal mark is a comma"
    case .separatorLine: return "the first line, `sep=`, names the delimiter and was left out"
    case .noHeader:
      return "the first line holds numbers, so the columns are called `column_1`, `column_2`, …"
    case .trailingDelimiter: return "every line ends with a delimiter, which was left out"
    case .apostrophes: return "cells are quoted with apostrophes, which were left out"
    case .repeatedHeader(let rows):
      return "the names of the columns stand again in \(counted(rows, "row")), which "
        + "\(rows == 1 ? "counts" : "count") as data"
    case .quotedRows(let example):
      return "each row stands in quotes as a whole, so that it is one cell: \(example.shown)"
    case .exponents(let column, let example):
      return "`\(column)` has numbers with an exponent: \(example.shown)"
    case .unknownDates(let column, let example):
      return "`\(column)` stays text: \(example.shown) is not a way of writing dates that is known"
    case .blankLines(let count): return "\(counted(count, "blank line")) left out"
    case .gzipByContent: return "the file is packed with gzip, though its name does not end in .gz"
    case .nearlyTyped(let column, let type, let fits, let count, let exception):
      return "`\(column)` stays text: \(fits) of \(count) sampled values are \(type.plural), but "
        + "not \(exception.shown)"
    case .twoDigitYear(let column, let example):
      return "`\(column)` stays text: \(example.shown) has a year of two digits"
    case .ambiguousDate(let date):
      return "`\(date.column)` stays text: day and month cannot be told apart, as in "
        + "\(date.first.shown)"
    case .contradictoryDates(let column, let dayFirst, let monthFirst):
      return "`\(column)` stays text: \(dayFirst.shown) has the day first, "
        + "\(monthFirst.shown) the month"
    case .dateOrder(let column, let pattern, let proof):
      return "`\(column)` is written \(pattern.text): \(proof.shown) shows it"
    case .otherDates(let column, let patterns, let example):
      let list = patterns.map(\.text).joined(separator: " or ")
      return "`\(column)` looks like dates, but \(example.shown) is not written \(list)"
    case .ambiguousNumber(let column, let example):
      return "`\(column)` stays text: the mark in \(example.shown) may group thousands or begin "
        + "a fraction"
    case .thousands(let column, let example):
      return "`\(column)` groups thousands: \(example.shown) shows it"
    case .severalPatterns(let column, let counts):
      // The same for rows in any order.
      let list = counts.sorted { ($1.count, $0.pattern.text) < ($0.count, $1.pattern.text) }
        .map { "\($0.pattern.text) (\($0.count))" }.joined(separator: ", ")
      return "`\(column)` is written in several ways: \(list)"
    case .zoneToUTC(let column): return "times of `\(column)` with an offset were brought to UTC"
    case .widened(let column, let example):
      return "`\(column)` is a number, not a whole number: \(example.shown)"
    case .noValues(let column): return "`\(column)` has no value in the sample and is read as text"
    case .typesDiffer(let column, let text, let type, let other):
      return "`\(column)` is read as text: it holds text in \(text), \(type.plural) in \(other)"
    case .similarNames(let a, let b):
      return "the columns `\(a)` and `\(b)` differ only in case or spaces"
    case .lookalikes(let twins): return twins.message
    }
  }

  /// Whether it is told when a file is read; the rest speaks only when a column is missed.
  ///
  /// Invoice numbers such as `C536379` among 536379 are codes, not damaged numbers.
  package var isWorthReporting: Bool {
    switch self {
    case .unknownDates, .exponents: return false
    default: break
    }
    guard case .nearlyTyped(let column, _, let fits, let count, let exception) = self else {
      return true
    }
    if NullWord(exception.value) != nil { return true }
    if isIdentifierName(column) { return false }
    let digits = exception.value.utf8.count { $0 &- 0x30 <= 9 }
    let hasLetters = exception.value.contains(where: \.isLetter)
    let looksLikeCode = digits >= 3 && hasLetters
    return digits == 0 || (!looksLikeCode && (count - fits) * 20 <= count)
  }

  /// Whether it says of another file what `other` says, but for examples and lines.
  package func tellsTheSame(as other: ReadRemark) -> Bool {
    switch (self, other) {
    case (.encoding(let a, _), .encoding(let b, _)): a == b
    case (.dateOrder(let a, let one, _), .dateOrder(let b, let two, _)): a == b && one == two
    case (.widened(let a, _), .widened(let b, _)): a == b
    case (.nearlyTyped(let a, _, _, _, _), .nearlyTyped(let b, _, _, _, _)): a == b
    case (.otherDates(let a, _, _), .otherDates(let b, _, _)): a == b
    default: self == other
    }
  }

  /// Whether an analyst should look at it; the others only tell.
  package var isWarning: Bool {
    switch self {
    case .nearlyTyped, .twoDigitYear, .ambiguousDate, .contradictoryDates, .ambiguousNumber,
      .similarNames, .lookalikes, .otherDates, .typesDiffer, .repeatedHeader, .quotedRows,
      .unknownDates:
      true
    case .encoding, .delimiter, .decimalComma, .separatorLine, .noHeader, .trailingDelimiter,
      .apostrophes, .exponents, .thousands, .blankLines, .gzipByContent, .dateOrder,
      .severalPatterns,
      .zoneToUTC, .widened,
      .noValues:
      false
    }
  }
}

extension ReadRemark.Example {
  /// The value in backquotes with its line.
  var shown: String { "`\(value)` (\(place))" }

  var place: String { line > 0 ? "line \(line)" : "further down" }
}

extension Delimiter {
  /// As a sentence names it.
  var shown: String {
    switch self {
    case .tab: "tabs"
    case .blanks: "runs of spaces"
    case .byte, .text: "`\(name)`"
    }
  }
}

extension ScalarType {
  /// As a sentence names the values of a column.
  var plural: String {
    switch self {
    case .boolean: "true or false"
    case .integer: "whole numbers"
    case .number: "numbers"
    case .text: "text"
    case .date: "dates"
    case .timestamp: "times"
    case .duration: "lengths of time"
    }
  }
}

/// `1 row`, `2 rows`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// Whether a column is called like the name of something: `CustomerID`, `Invoice No`, `email`.
package func isIdentifierName(_ name: String) -> Bool {
  let folded = name.lowercased().filter { $0.isLetter || $0.isNumber }
  let endings = [
    "id", "no", "nr", "number", "code", "key", "email", "mail", "sku", "customer", "client",
    "user", "member", "account", "invoice", "order",
  ]
  return endings.contains { folded.hasSuffix($0) }
}
