import Diagnostics

// What can be wrong with a single character, sign or literal: each code with its page, and the
// wording of its messages below.

extension DiagnosticCode {
  package static let unknownCharacter = DiagnosticCode(
    "E0101", "a character that the language does not use",
    page: """
      A sign stands outside of a text that means nothing in Segue, so the statement cannot be read.

      ```seg
      load "tx.csv" | keep amount > $50
      # error: E0101
      ```

      Write `50 EUR` or `50 USD` for money, and put anything that is text between `"` and `"`.
      A column whose name holds such a sign goes into backquotes: `` `price $` ``.
      """)

  package static let foreignSign = DiagnosticCode(
    "E0102", "a sign of another language",
    page: """
      The sign is used in R, Python, SQL or C, and Segue writes the same thing differently.

      ```seg
      load "tx.csv" |> rfm
      # error: E0102
      ```

      | elsewhere | here |
      |---|---|
      | `\\|>`, `%>%` | `\\|` |
      | `&&`, `\\|\\|`, `!` | `and`, `or`, `not` |
      | `<>`, `===` | `!=`, `==` |
      | `2..10` | `2...10` with both ends, `2..<10` without 10 |
      | `//` | `#` |
      """)

  package static let foreignQuotes = DiagnosticCode(
    "E0103", "text in the wrong kind of quotes",
    page: """
      Text stands between two straight double quotes, `"paid"`. Single quotes and the curly quotes
      of word processors are not read.

      ```seg
      load 'tx.csv' | rfm
      # error: E0103
      ```

      Write `load "tx.csv" | rfm`.
      """)

  package static let unclosedString = DiagnosticCode(
    "E0104", "a text that is not closed",
    page: """
      A text begins with `"` and must end with `"` on the same line.

      ```seg
      load "tx.csv | rfm
      # error: E0104
      ```

      Put the closing quote where the text ends: `load "tx.csv" | rfm`.
      A quote inside of a text is written `\\"`. Text of several lines stands between `\"""` and
      `\"""`.
      """)

  package static let unclosedText = DiagnosticCode(
    "E0105", "a text cell that is not closed",
    page: """
      A text cell begins with three quotes and goes on until the next three quotes.

      ```seg
      \"""
      # Autumn campaign
      # error: E0105
      ```

      Put `\"""` on a line of its own after the last line of the cell.
      """)

  package static let hiddenCharacter = DiagnosticCode(
    "E0106", "a character that only looks like a space",
    page: """
      Text copied from a web page, a chat or a document often carries non-breaking spaces or
      characters without any width. They look like a space and are none, so two lines that look
      the same would mean different things.

      ```seg
      load "tx.csv" |\u{A0}rfm
      # error: E0106
      ```

      Replace them by plain spaces; `segue fix` does it for the whole file.
      """)

  package static let notUTF8 = DiagnosticCode(
    "E0115", "the file is not UTF-8",
    page: """
      Scripts are UTF-8 text. This file holds bytes that UTF-8 does not have, so it was most likely
      saved as Windows-1252 or Latin-1, and letters such as `é` or `ö` cannot be read.

      Save the file as UTF-8 (in most editors under *Save with encoding*) and run again.
      Example: a file in which `é` is the single byte E9.
      """)

  package static let malformedNumber = DiagnosticCode(
    "E0116", "a number that cannot be read",
    page: """
      A number is written with digits, a point for the fraction, and `_` to group digits:
      `10_000`, `0.5`, `2.5e3`, `5%`. A unit or a currency may follow: `90 days`, `50 EUR`.

      ```seg
      load "tx.csv" | keep amount > 10k
      # error: E0116
      ```

      Write `10_000`. A comma separates the items of a list and is never part of a number.
      """)

  package static let malformedDate = DiagnosticCode(
    "E0117", "a date that cannot be read",
    page: """
      A date is written `@` year-month-day: `@2025-06-30`. A month `@2025-06`, a quarter `@2025-Q2`
      and a year `@2025` are ranges of days. Without `@` it would be a subtraction.

      ```seg
      param as_of: date = 2025-06-30
      # error: E0117
      ```

      Write `@2025-06-30`.
      """)

  package static let noSuchDay = DiagnosticCode(
    "E0118", "a day that the calendar does not have",
    page: """
      The date has the right form, but there is no such day.

      ```seg
      param as_of: date = @2025-02-29
      # error: E0118
      ```

      Write the last day of the month as the calendar has it, here `@2025-02-28`.
      """)

  package static let unknownEscape = DiagnosticCode(
    "E0119", "a backslash that means nothing",
    page: """
      In a text, `\\` begins one of `\\"`, `\\\\`, `\\n`, `\\t` and `\\u{…}` with the number of a
      character.

      ```seg
      load "data\\sales.csv" | rfm
      # error: E0119
      ```

      Write `\\\\` for a backslash. In a path, `/` works everywhere: `"data/sales.csv"`.
      """)

  package static let malformedName = DiagnosticCode(
    "E0120", "a name in backquotes that is empty or not closed",
    page: """
      A name with spaces or signs stands between two backquotes on one line: `` `Order Date` ``.

      ```seg
      load "tx.csv" | select `Order Date
      # error: E0120
      ```

      Put the closing backquote after the name.
      """)
}

extension Diagnostic {
  static func unknownCharacter(_ text: String, at range: SourceRange) -> Diagnostic {
    switch text {
    case "$", "€", "£", "¥":
      return Diagnostic(
        .unknownCharacter, "\(quoted(text)) cannot stand before an amount", at: range,
        remark: "the currency follows the number: `50 EUR`")
    case ";":
      return Diagnostic(
        .unknownCharacter, "a statement ends with its line, not with `;`", at: range,
        fixes: [Fix("", at: range, remark: "remove `;`")])
    case "%":
      return Diagnostic(
        .unknownCharacter, "`%` stands directly after a number: `5%`", at: range)
    default:
      return Diagnostic(
        .unknownCharacter, "\(quoted(text)) means nothing outside of a text", at: range,
        remark: "text stands between `\"` and `\"`")
    }
  }

  static func currencySign(fix: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unknownCharacter, "the currency follows the number: `50 EUR`", at: range,
      fixes: [Fix(fix, at: range)])
  }

  static func foreignSign(
    _ written: String, fix: String, remark: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .foreignSign, "`\(written)` is written `\(fix.trimmed)` here", at: range, remark: remark,
      fixes: [Fix(fix, at: range)])
  }

  static func wholeDivision(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignSign, "whole numbers are divided by `floor(x / y)`", at: range,
      remark: "a comment begins with `#`")
  }

  static func foreignComment(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignSign, "a comment begins with `#`", at: range, fixes: [Fix("#", at: range)])
  }

  static func foreignQuotes(_ content: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignQuotes, "text stands between straight double quotes", at: range,
      fixes: [Fix(Printer.string(content), at: range)])
  }

  static func loneQuote(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignQuotes, "text stands between straight double quotes", at: range,
      remark: "this quote is alone on its line")
  }

  static func unclosedString(at opening: SourceRange, end: SourceRange) -> Diagnostic {
    Diagnostic(
      .unclosedString, "this text is not closed", at: opening,
      remark: "it begins here, and its line ends without another `\"`",
      fixes: [Fix("\"", at: end.after, remark: "close it where the text ends")])
  }

  static func unopenedString(at closing: SourceRange, opening: SourceRange) -> Diagnostic {
    Diagnostic(
      .unclosedString, "this text is not opened", at: closing,
      remark: "it ends here, and no `\"` stands before it",
      fixes: [Fix("\"", at: opening, remark: "open it where the text begins")])
  }

  static func unclosedText(at opening: SourceRange, end: SourceRange) -> Diagnostic {
    Diagnostic(
      .unclosedText, "this text cell is not closed", at: opening,
      remark: "it begins here, and no other `\"\"\"` follows",
      fixes: [Fix("\n\"\"\"\n", at: end, remark: "`\"\"\"` on a line of its own")])
  }

  static func notUTF8(at range: SourceRange, byte: UInt8) -> Diagnostic {
    Diagnostic(
      .notUTF8, "this file is not UTF-8", at: range,
      remark: "the first byte that cannot be read is 0x\(String(byte, radix: 16, uppercase: true))",
      notes: ["it was probably saved as Windows-1252 or Latin-1"],
      fixes: [Fix("save the file as UTF-8")])
  }

  static func numberGrouping(_ digits: String, at range: SourceRange, fix: String) -> Diagnostic {
    Diagnostic(
      .malformedNumber, "`_` groups digits, so it stands alone between two of them", at: range,
      fixes: [Fix(fix, at: range)])
  }

  static func leadingZero(_ digits: String, at range: SourceRange) -> Diagnostic {
    let trimmed = digits.drop { $0 == "0" || $0 == "_" }
    return Diagnostic(
      .malformedNumber, "a number does not begin with a zero that counts nothing", at: range,
      remark: "thousands are grouped by `_`: `10_000`; codes such as `\"007\"` are text",
      fixes: [
        Fix(trimmed.first?.isNumber == true ? String(trimmed) : "0" + trimmed, at: range)
      ])
  }

  static func thousandsComma(
    at range: SourceRange, whole: SourceRange, fix: String
  ) -> Diagnostic {
    Diagnostic(
      .malformedNumber, "thousands are grouped by `_`, not by a comma", at: range,
      remark: "a comma separates the items of a list", fixes: [Fix(fix, at: whole)])
  }

  static func severalPoints(_ written: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .malformedNumber, "\(quoted(written)) has more than one point", at: range,
      remark: "a date is written `@2025-06-30`, thousands are grouped by `_`: `10_000.5`")
  }

  static func pointWithoutDigits(_ digits: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .malformedNumber, "digits are missing after the point", at: range,
      fixes: [Fix(digits, at: range)])
  }

  static func pointBeforeDigits(_ digits: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .malformedNumber, "a fraction begins with a digit", at: range,
      fixes: [Fix("0" + digits, at: range)])
  }

  static func wordInNumber(_ written: String, word: String, at range: SourceRange) -> Diagnostic {
    var report = Diagnostic(
      .malformedNumber, "\(quoted(written)) is neither a number nor a name", at: range,
      remark: "a name begins with a letter, or stands in backquotes")
    let digits = written.dropLast(word.count)
    let zeros = word == "k" ? "_000" : word == "M" ? "_000_000" : ""
    if !zeros.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) {
      report.remark = "zeros are written out"
      report.fixes = [Fix(digits + zeros, at: range)]
    } else if let unit = Units.abbreviated[word.lowercased()]
      ?? nearestName(to: word, among: Units.names)
    {
      report.remark = "a length of time is written with its unit"

      report.fixes = [Fix("\(digits) \(unit)", at: range)]
    }
    return report
  }

  static func bareDate(_ written: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .malformedDate, "a date begins with `@`", at: range,
      remark: "without it, this would be a subtraction",
      fixes: [Fix("@" + written, at: range)])
  }

  static func emptyName(at range: SourceRange) -> Diagnostic {
    Diagnostic(.malformedName, "there is no name between these backquotes", at: range)
  }

  static func unclosedName(at opening: SourceRange, end: SourceRange) -> Diagnostic {
    Diagnostic(
      .malformedName, "this name is not closed", at: opening,
      remark: "it begins here, and its line ends without another backquote",
      fixes: [Fix("`", at: end, remark: "close it where the name ends")])
  }
}

extension String {
  /// Without spaces at the ends.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
