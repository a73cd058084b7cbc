import Diagnostics
import Relations

/// The message for an error of reading.
package func diagnostic(for error: ReadError) -> Diagnostic {
  let wording = error.problem.wording(path: error.path)
  let spot = error.spot
  return Diagnostic(
    wording.code, wording.message,
    at: .file(
      path: error.path, line: spot?.line, column: spot?.column, excerpt: spot?.excerpt,
      length: spot?.length ?? 0),
    remark: wording.remark, notes: error.openingQuote + wording.notes,
    fixes: (error.dialectFixes + (error.headerFixes ?? wording.fixes)).map {
      Diagnostic.Fix($0.0, remark: $0.1)
    })
}

extension ReadError {
  /// Where the quote opens whose end is the mistake, if that is in a line above.
  fileprivate var openingQuote: [String] {
    guard case .textAfterQuote(let above) = problem, above > 0, let line = spot?.line else {
      return []
    }
    return ["the quote opens in line \(line - above)"]
  }

  /// What to write if the first line is not the one with the names: a title above them, a line without
  /// anything, or the first row of data; `nil` if it is.
  fileprivate var headerFixes: [(String, String)]? {
    guard let line = spot?.line, let excerpt = spot?.excerpt else { return nil }
    let cells = excerpt.split(omittingEmptySubsequences: false) { ",;\t|".contains($0) }.map {
      $0.filter { $0 != "\"" && $0 != " " }
    }
    switch problem {
    // A row of several cells below lines of one cell: the names, below a title.
    case .wrongCellCount(1, let found) where found > 1 && line > 1 && line <= 30:
      return [("skip=\(line - 1)", "if the names stand in line \(line), below a title")]
    case .emptyName where cells.allSatisfy(\.isEmpty):
      return [("skip=\(line)", "if the names stand in the next line")]
    case .duplicateName, .emptyName:
      let isData = cells.contains { Double($0) != nil }
      return isData
        ? [("header=none", "the columns are then called column_1, column_2, …")] : nil
    default: return nil
    }
  }

  /// What to write if the file seems to be quoted in another way, by the line that was refused.
  fileprivate var dialectFixes: [(String, String)] {
    guard let excerpt = spot?.excerpt else { return [] }
    switch problem {
    case .unclosedQuote, .textAfterQuote, .quoteInCell:
      return excerpt.contains("\\\"")
        ? [("escape=\"\\\\\"", "if a backslash stands before quotes that belong to the text")] : []
    case .wrongCellCount:
      let hasQuoted = excerpt.contains(",'") || excerpt.contains(";'") || excerpt.contains("\t'")
      return hasQuoted && excerpt.utf8.count { $0 == UInt8(ascii: "'") } > 1
        ? [("quote=\"'\"", "if cells are quoted with apostrophes")] : []
    default: return []
    }
  }
}

/// A remark of the reader as a note or a warning.
package func diagnostic(for remark: ReadRemark, path: String) -> Diagnostic {
  Diagnostic(
    remark.code,
    VisibleText(remark.message).text,
    at: .file(path: path, line: remark.line, column: nil, excerpt: nil, length: 0),
    fixes: remark.fixes)
}

extension ReadRemark {
  /// What to write so that the column is read as what it holds.
  package var fixes: [Diagnostic.Fix] {
    switch self {
    case .nearlyTyped(let column, let type, _, _, let exception):
      let nothing =
        standsForNothing(exception.value)
        ? [
          Diagnostic.Fix(
            "missing=\(scriptText(exception.value))", remark: "in `load`, if it means missing")
        ] : []
      return nothing + [
        Diagnostic.Fix(
          "| columns {\(VisibleName(column).text): \(type.rawValue)}",
          remark: "after `load`, to have it refused")
      ]
    case .ambiguousDate(let date):
      return [
        Diagnostic.Fix("| parse \(VisibleName(date.column).text) as \"\(date.dayFirst.text)\"")
      ]
    case .twoDigitYear(let column, let example):
      let pattern = DatePattern.twoDigitYear(like: example.value)
      return [Diagnostic.Fix("| parse \(VisibleName(column).text) as \"\(pattern)\"")]
    case .ambiguousNumber(let column, let example):
      let mark = example.value.contains(",") ? "," : "."
      let name = VisibleName(column).text
      return [
        Diagnostic.Fix("decimal=\"\(mark)\"", remark: "in `load`, if it begins a fraction"),
        Diagnostic.Fix(
          "| derive \(name) = number(replace(\(name), \"\(mark)\", \"\"))",
          remark: "if it groups thousands"),
      ]
    case .encoding, .delimiter, .decimalComma, .separatorLine, .noHeader, .trailingDelimiter,
      .apostrophes, .repeatedHeader, .quotedRows, .exponents, .thousands, .unknownDates,
      .blankLines, .gzipByContent, .contradictoryDates, .dateOrder, .severalPatterns, .zoneToUTC,
      .widened, .noValues, .similarNames, .lookalikes, .otherDates, .typesDiffer:
      return []
    }
  }
}

extension DatePattern {
  /// The pattern of a date whose year has two digits, day first: `dd.MM.yy` for `31.03.24`, and
  /// `dd-MMM-yy` for `08-DEC-22`.
  fileprivate static func twoDigitYear(like value: String) -> String {
    let mark = value.first { !$0.isLetter && !$0.isNumber } ?? "/"
    let month = value.contains(where: \.isLetter) ? "MMM" : "MM"
    return ["dd", month, "yy"].joined(separator: String(mark))
  }
}

/// E0601, for the stage that needs the date.
package func diagnostic(for date: AmbiguousDate, at place: Diagnostic.Place) -> Diagnostic {
  let value = VisibleText(date.first.value).cut(to: 80)
  let dayFirst = date.dayFirst
  let monthFirst = date.monthFirst
  let column = VisibleName(date.column).text
  var notes: [String] = []
  if let a = dayFirst.parseDays(date.first.value), let b = monthFirst.parseDays(date.first.value) {
    notes.append(
      "first value: \(value) (\(date.first.place)): "
        + "\(CivilDate(daysSinceEpoch: a).spoken) or \(CivilDate(daysSinceEpoch: b).spoken)?")
  }
  return Diagnostic(
    ReadCodes.ambiguousDate, "cannot tell day from month in \(quoted(date.column))", at: place,
    remark: "all \(date.count) values fit both \(dayFirst.text) and \(monthFirst.text)",
    notes: notes,
    fixes: [
      Diagnostic.Fix(
        "parse \(column) as \"\(dayFirst.text)\"",
        remark: "with it the data end on \(CivilDate(daysSinceEpoch: date.endDayFirst))"),
      Diagnostic.Fix(
        "parse \(column) as \"\(monthFirst.text)\"",
        remark: "with it the data end on \(CivilDate(daysSinceEpoch: date.endMonthFirst))"),
    ])
}

/// The message for a text that is not a date pattern.
package func diagnostic(
  for error: DatePatternError, pattern: String, at place: Diagnostic.Place
) -> Diagnostic {
  let message: String
  var fixes: [Diagnostic.Fix] = []
  switch error {
  case .unknownLetters(let letters):
    message = "\(quoted(letters)) means nothing in the date pattern \(quoted(pattern))"
    let known = pattern.replacingLetters(["Y": "y", "D": "d"])
    let converted = pattern.contains("%") ? pattern.convertedFromStrftime : known
    if (try? DatePattern(converted)) != nil { fixes = [Diagnostic.Fix("\"\(converted)\"")] }
  case .unclosedQuote:
    message = "a quote is never closed in the date pattern \(quoted(pattern))"
  case .partCount(let part, let letters, let count):
    message =
      count == 0
      ? "the date pattern \(quoted(pattern)) has no \(part) (`\(letters)`)"
      : "the date pattern \(quoted(pattern)) has more than one \(part)"
  }
  return Diagnostic(
    ReadCodes.datePattern, message, at: place,
    notes: ["letters: yyyy yy MM M MMM dd d HH H hh h a mm ss f X; words: excel, epoch, epoch_ms"],
    fixes: fixes)
}

extension String {
  fileprivate func replacingLetters(_ letters: [Character: Character]) -> String {
    String(map { letters[$0] ?? $0 })
  }
}

extension CivilDate {
  /// `3 April`, as an analyst would say it.
  var spoken: String {
    let name = englishMonths[month - 1]
    return "\(day) \(name.prefix(1).uppercased())\(name.dropFirst())"
  }
}

extension ReadRemark {
  fileprivate var code: DiagnosticCode {
    switch self {
    case .apostrophes, .decimalComma, .thousands, .zoneToUTC: ReadCodes.readingOfNumbers
    case .repeatedHeader, .quotedRows: ReadCodes.rowsNotData
    default: isWarning ? ReadCodes.readingWarning : ReadCodes.readingRemark
    }
  }

  /// The line that it speaks of, where that is known.
  var line: Int? { exampleLine.flatMap { $0 > 0 ? $0 : nil } }

  private var exampleLine: Int? {
    switch self {
    case .encoding(_, let line): line
    case .nearlyTyped(_, _, _, _, let example), .twoDigitYear(_, let example),
      .dateOrder(_, _, let example), .ambiguousNumber(_, let example), .widened(_, let example),
      .otherDates(_, _, let example), .quotedRows(let example), .unknownDates(_, let example),
      .exponents(_, let example), .thousands(_, let example):
      example.line
    case .ambiguousDate(let date): date.first.line
    case .delimiter, .decimalComma, .separatorLine, .noHeader, .trailingDelimiter, .blankLines,
      .apostrophes, .repeatedHeader,
      .gzipByContent, .contradictoryDates, .severalPatterns, .zoneToUTC, .noValues,
      .similarNames, .lookalikes, .typesDiffer:
      nil
    }
  }
}

/// A text as a literal of the language, with nothing in it that a terminal obeys.
package func scriptText(_ text: String) -> String {
  let escaped = text.map { character in
    switch character {
    case "\"": "\\\""
    case "\\": "\\\\"
    default: String(character)
    }
  }.joined()
  return "\"" + VisibleText(escaped).cut(to: 80) + "\""
}

extension String {
  /// `%d/%m/%Y` of Python and R as `dd/MM/yyyy`.
  fileprivate var convertedFromStrftime: String {
    let letters: [Character: String] = [
      "Y": "yyyy", "y": "yy", "m": "MM", "d": "dd", "e": "d", "b": "MMM", "B": "MMM", "h": "MMM",
      "H": "HH", "I": "hh", "M": "mm", "S": "ss", "p": "a", "z": "X", "F": "yyyy-MM-dd",
      "T": "HH:mm:ss", "D": "MM/dd/yy", "R": "HH:mm",
    ]
    var result = ""
    var isLetter = false
    for character in self {
      if isLetter {
        result += letters[character] ?? "%" + String(character)
        isLetter = false
      } else if character == "%" {
        isLetter = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}

/// Whether a cell may be meant as one without a value.
///
/// A word for that is, such as `n/a`, and so are marks alone; a name or a number is a value.
func standsForNothing(_ value: String) -> Bool {
  NullWord(value) != nil || !value.contains { $0.isLetter || $0.isNumber }
}
