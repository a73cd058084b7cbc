import Diagnostics
import Relations

/// The words for a problem of reading.
struct ReadWording {
  let code: DiagnosticCode
  let message: String
  var remark = ""
  var notes: [String] = []
  var fixes: [(String, String)] = []
}

extension ReadProblem {
  func wording(path: String) -> ReadWording {
    switch self {
    case .notFound, .isFolder, .noPermission, .notAFile, .outsideRoot, .noMatch, .system,
      .changedWhileRead, .changedSinceCheck, .otherKind, .damagedGzip, .trailingBytesAfterGzip,
      .unpackedTooLarge,
      .streamTooLong, .cancelled:
      fileWording(path: path)
    case .empty, .badEncoding, .mixedEncoding, .undecidedEncoding, .unknownDelimiter, .badJSON,
      .unclosedQuote, .textAfterQuote, .quoteInCell, .wrongCellCount, .nulByte, .lineTooLong,
      .tooManyColumns, .tooManyRows, .tooManyRejects:
      rowWording(path: path)
    case .duplicateName, .emptyName, .headerLooksLikeData, .headerTooShort, .ambiguousNumber,
      .undeclaredColumn,
      .otherColumns,
      .misfit, .mixedOrder:
      cellWording(path: path)
    }
  }

  private func fileWording(path: String) -> ReadWording {
    let name = quoted(path)
    switch self {
    case .notFound(let nearest):
      return ReadWording(
        code: ReadCodes.notFound, message: "there is no file \(name)",
        fixes: nearest.map { [(scriptText($0), "did you mean this one?")] } ?? [])
    case .isFolder:
      return ReadWording(
        code: ReadCodes.isFolder, message: "\(name) is a folder, not a file",
        fixes: [(scriptText(path + (path.hasSuffix("/") ? "*.csv" : "/*.csv")), "all CSV files")])
    case .noPermission:
      return ReadWording(
        code: ReadCodes.noPermission, message: "you may not read \(name)",
        notes: ["ask its owner for permission to read, or load a copy"])
    case .notAFile:
      return ReadWording(code: ReadCodes.isFolder, message: "\(name) is a device, not a file")
    case .outsideRoot(let root):
      return ReadWording(
        code: ReadCodes.outsideRoot,
        message: "\(name) lies outside the permitted folder \(quoted(root))")
    case .noMatch:
      return ReadWording(code: ReadCodes.noMatch, message: "no file fits the pattern \(name)")
    case .system(let doing, let reason):
      return ReadWording(
        code: ReadCodes.system, message: "\(doing) \(name) failed", notes: ["system: \(reason)"])
    case .changedWhileRead:
      return ReadWording(
        code: ReadCodes.changedWhileRead, message: "\(name) changed while it was read",
        notes: ["run again when the export has finished, or load a copy"])
    case .changedSinceCheck:
      return ReadWording(
        code: ReadCodes.changedWhileRead,
        message: "\(name) changed after the script was checked: its columns are others now",
        notes: ["run again, so that the script is checked against the new columns"])
    case .otherKind(let kind):
      return ReadWording(
        code: ReadCodes.otherKind, message: "\(name) is \(kind.rawValue), not delimited text",
        notes: [kind.advice])
    case .damagedGzip(let reason):
      return ReadWording(
        code: ReadCodes.damagedGzip, message: "the packed file \(name) is damaged: \(reason)",
        notes: ["no row of it was used; copy or download the file again"])
    case .trailingBytesAfterGzip(let count):
      return ReadWording(
        code: ReadCodes.damagedGzip,
        message: "\(counted(count, "byte")) that are not gzip follow the packed text of \(name)",
        notes: ["no row of it was used; copy or download the file again"])
    case .unpackedTooLarge(let packed, let limit):
      return ReadWording(
        code: ReadCodes.unpackedTooLarge,
        message: "\(name) unpacks to more than \(limit >> 20) MiB from \(packed >> 10) KiB",
        notes: ["unpack it yourself if you trust it, and load the unpacked file"])
    case .streamTooLong(let limit):
      return ReadWording(
        code: ReadCodes.unpackedTooLarge,
        message: "\(name) sends more than \(limit >> 20) MiB",
        notes: [
          "a pipe is held in memory as a whole: write it to a file and load that, or raise `--memory`"
        ])
    case .cancelled:
      return ReadWording(code: ReadCodes.cancelled, message: "reading \(name) was stopped")
    case .empty, .badEncoding, .mixedEncoding, .undecidedEncoding, .unknownDelimiter, .badJSON,
      .unclosedQuote, .textAfterQuote, .quoteInCell, .wrongCellCount, .nulByte, .lineTooLong,
      .tooManyColumns, .tooManyRows, .tooManyRejects:
      return rowWording(path: path)
    case .duplicateName, .emptyName, .headerLooksLikeData, .headerTooShort, .ambiguousNumber,
      .undeclaredColumn,
      .otherColumns,
      .misfit, .mixedOrder:
      return cellWording(path: path)
    }
  }

  private func rowWording(path: String) -> ReadWording {
    switch self {
    case .empty:
      return ReadWording(
        code: ReadCodes.empty, message: "the file is empty: there is not even a header")
    case .badEncoding(let declared, let byte):
      let other = declared == .windows1252 ? TextEncoding.utf8 : .windows1252
      return ReadWording(
        code: ReadCodes.badEncoding,
        message: "the byte \(hexadecimal(byte)) is not \(declared.rawValue) text",
        fixes: [("encoding=\"\(other.rawValue)\"", "if the file is so encoded")])
    case .mixedEncoding(let byte, let wideLine):
      return ReadWording(
        code: ReadCodes.mixedEncoding,
        message: "the file is UTF-8 in line \(wideLine), but the byte \(hexadecimal(byte)) is not",
        notes: ["two exports may have been put together; export again as UTF-8"],
        fixes: [("encoding=\"windows-1252\"", "reads it all, with rubbish for the UTF-8 part")])
    case .undecidedEncoding(let byte):
      return ReadWording(
        code: ReadCodes.badEncoding,
        message: "the byte \(hexadecimal(byte)) is neither UTF-8 nor Windows-1252",
        notes: ["export the file again as UTF-8"])
    case .unknownDelimiter:
      return ReadWording(
        code: ReadCodes.unknownDelimiter,
        message: "no comma, semicolon, tab or bar separates the cells",
        fixes: [("delimiter=\"blanks\"", "if runs of spaces do")])
    case .badJSON(let problem):
      return ReadWording(
        code: ReadCodes.badJSON, message: "this is not JSON: \(problem.words)",
        notes: ["one object per line, or an array of objects: [{\"id\": 1}, {\"id\": 2}]"])
    case .unclosedQuote:
      return ReadWording(
        code: ReadCodes.unclosedQuote, message: "a quote is opened here and never closed",
        remark: "opens here",
        notes: ["a quote that belongs to the text is written twice, in a cell in quotes"])
    case .textAfterQuote:
      return ReadWording(
        code: ReadCodes.textAfterQuote, message: "text follows a closing quote",
        remark: "a delimiter or the end of the line belongs here",
        notes: ["quotes inside a quoted cell are written twice: \"5\"\" pipe\""])
    case .quoteInCell:
      return ReadWording(
        code: ReadCodes.quoteInCell, message: "a quote stands inside a cell without quotes",
        notes: ["put the cell in quotes and write the quote twice: \"pipe 5\"\" long\""])
    case .wrongCellCount(let expected, let found):
      return ReadWording(
        code: ReadCodes.wrongCellCount,
        message: "the row has \(counted(found, "cell")), the header \(expected)",
        notes: [
          found > expected
            ? "a delimiter inside a text may not be quoted" : "the row may be cut off"
        ],
        fixes: [("rejects=10", "sets such rows aside and counts them")])
    case .nulByte:
      return ReadWording(
        code: ReadCodes.nulByte, message: "a cell holds a zero byte, which is not text",
        fixes: [("rejects=10", "sets such rows aside and counts them")])
    case .lineTooLong(let limit):
      return ReadWording(
        code: ReadCodes.lineTooLong, message: "a row is longer than \(limit >> 10) KiB",
        notes: ["a quote may open here and never close"])
    case .tooManyColumns(let limit):
      return ReadWording(
        code: ReadCodes.tooManyColumns, message: "a row has more than \(limit) cells",
        fixes: [("delimiter=\";\"", "if another mark separates the cells")])
    case .tooManyRows:
      return ReadWording(
        code: ReadCodes.tooManyRows, message: "the file has more than \(Int32.max) rows")
    case .tooManyRejects(let limit, let first):
      return ReadWording(
        code: ReadCodes.tooManyRejects,
        message: "more than \(counted(limit, "row")) cannot be read",
        notes: ["the first of them: \(first.wording(path: path).message)"])
    case .notFound, .isFolder, .noPermission, .notAFile, .outsideRoot, .noMatch, .system,
      .changedWhileRead, .changedSinceCheck, .otherKind, .damagedGzip, .trailingBytesAfterGzip,
      .unpackedTooLarge,
      .streamTooLong, .cancelled:
      return fileWording(path: path)
    case .duplicateName, .emptyName, .headerLooksLikeData, .headerTooShort, .ambiguousNumber,
      .undeclaredColumn,
      .otherColumns,
      .misfit, .mixedOrder:
      return cellWording(path: path)
    }
  }

  private func cellWording(path: String) -> ReadWording {
    switch self {
    case .duplicateName(let name, let first, let second):
      return ReadWording(
        code: ReadCodes.duplicateName,
        message: "columns \(first) and \(second) are both called \(quoted(name))",
        notes: ["rename one of them in the header"],
        fixes: [("header=none skip=1", "the columns are then called column_1, column_2, …")])
    case .emptyName(let column):
      return ReadWording(
        code: ReadCodes.emptyName, message: "column \(column) has no name in the header",
        notes: ["give it a name in the header"],
        fixes: [("header=none skip=1", "the columns are then called column_1, column_2, …")])
    case .headerLooksLikeData(let values):
      let list = values.map { quoted($0) }.joined(separator: ", ")
      return ReadWording(
        code: ReadCodes.headerLooksLikeData,
        message: "the first line looks like data, not like names: \(list)",
        fixes: [
          ("header=none", "the columns are then called column_1, column_2, …"),
          ("header=present", "if these are names"),
        ])
    case .ambiguousNumber(let column, let example):
      let mark = example.value.contains(",") ? "," : "."
      let name = VisibleName(column).text
      return ReadWording(
        code: ReadCodes.ambiguousNumber,
        message: "the mark in \(quoted(example.value)) of \(quoted(column)) may group thousands or "
          + "begin a fraction",
        notes: ["no value of the column shows which: a thousandfold amount is at stake"],
        fixes: [
          ("decimal=\"\(mark)\"", "in `load`, if it begins a fraction"),
          (
            "| derive \(name) = number(replace(\(name), \"\(mark)\", \"\"))",
            "in place of the declaration, if it groups thousands"
          ),
        ])
    case .headerTooShort(let names, let cells):
      return ReadWording(
        code: ReadCodes.wrongCellCount,
        message: "the rows have \(counted(cells, "cell")), the header \(names)",
        notes: ["a name may be missing, or the delimiter at the end of each row is one too many"],
        fixes: [
          ("trailing=ignored", "if the last delimiter is one too many"),
          (
            "header=none skip=1",
            "if a name is missing: the columns are then called column_1, column_2, …"
          ),
        ])
    case .undeclaredColumn(let name, let columns):
      return ReadWording(
        code: ReadCodes.undeclaredColumn, message: "no column \(quoted(name)) in the file",
        notes: ["columns here: " + columns.prefix(30).map { quoted($0) }.joined(separator: ", ")],
        fixes: nearestName(to: name, among: columns).map { [(VisibleName($0).text, "")] } ?? [])
    case .otherColumns(let firstPath, let expected, let found):
      return ReadWording(
        code: ReadCodes.otherColumns,
        message: "the columns are not those of \(quoted(firstPath))",
        notes: [
          "there: " + expected.prefix(30).map { quoted($0) }.joined(separator: ", "),
          "here: " + found.prefix(30).map { quoted($0) }.joined(separator: ", "),
        ])
    case .misfit(let misfit): return misfit.wording
    case .mixedOrder(let column, let dayFirst, let monthFirst):
      return ReadWording(
        code: ReadCodes.mixedOrder,
        message: "\(quoted(column)) has dates with the day first and with the month first",
        notes: [
          "day first: \(quoted(dayFirst.value)) (\(dayFirst.place))",
          "month first: \(quoted(monthFirst.value)) (\(monthFirst.place))",
        ],
        fixes: [("columns {\(VisibleName(column).text): text}", "reads it as it stands")])
    case .notFound, .isFolder, .noPermission, .notAFile, .outsideRoot, .noMatch, .system,
      .changedWhileRead, .changedSinceCheck, .otherKind, .damagedGzip, .trailingBytesAfterGzip,
      .unpackedTooLarge,
      .streamTooLong, .cancelled:
      return fileWording(path: path)
    case .empty, .badEncoding, .mixedEncoding, .undecidedEncoding, .unknownDelimiter, .badJSON,
      .unclosedQuote, .textAfterQuote, .quoteInCell, .wrongCellCount, .nulByte, .lineTooLong,
      .tooManyColumns, .tooManyRows, .tooManyRejects:
      return rowWording(path: path)
    }
  }

  private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "0x" + (digits.count < 2 ? "0" : "") + digits
  }
}

extension CellMisfit {
  var wording: ReadWording {
    let name = VisibleName(column).text
    var remark: String
    switch reason {
    case .notOfType: remark = "not \(type.singular)"
    case .noSuchDay: remark = "the calendar has no such day"
    case .tooLarge: remark = "larger than a number can be"
    case .identifier: remark = "as a number it would lose leading zeros or digits"
    case .otherOrder: remark = "day and month stand the other way round"
    }
    if !patterns.isEmpty, reason == .notOfType {
      remark += " written " + patterns.map(\.text).joined(separator: " or ")
    }
    // A date that is written in another way is a good value: neither missing nor to be set aside.
    var fixes = writtenOtherwise.map {
      ("| parse \(name) as \"\($0.text)\"", "as this one is written")
    }
    if fixes.isEmpty {
      if reason == .notOfType, standsForNothing(value) {
        fixes.append(("missing=\(scriptText(value))", "in `load`, if it means missing"))
      }
      fixes.append(("rejects=10", "in `load`, sets such rows aside and counts them"))
    }
    fixes.append(("| columns {\(name): text}", "reads the column as it stands"))
    return ReadWording(
      code: ReadCodes.misfit,
      message: "\(quoted(value)) in column \(columnNumber), \(quoted(column)), is not "
        + "\(type.singular)",
      remark: remark,
      notes: [
        isSniffed
          ? "the sample showed a column of \(type.plural)"
          : "the column is declared to hold \(type.plural)"
      ],
      fixes: fixes)
  }

  /// The ways of writing dates that this cell fits, if the column holds dates and it is one.
  private var writtenOtherwise: [DatePattern] {
    guard type == .date || type == .timestamp, reason == .notOfType || reason == .otherOrder else {
      return []
    }
    let cell = TextCells(codes: Cells([0]), dictionary: TextPool([value]))
    switch DateDetection(cell, column: column) {
    case .patterns(let patterns): return patterns
    case .ambiguous(let date): return [date.dayFirst, date.monthFirst]
    case .contradictory, .none: return []
    }
  }
}

extension ScalarType {
  /// As a sentence names one value.
  var singular: String {
    switch self {
    case .boolean: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .text: "text"
    case .date: "a date"
    case .timestamp: "a time"
    case .duration: "a length of time"
    }
  }
}

extension JSONError.Problem {
  /// What is wrong, as the end of a sentence.
  var words: String {
    switch self {
    case .expectedValue: "a value is missing here"
    case .expected(let sign): "`\(sign)` is missing here"
    case .unclosedString: "a text is opened here and never closed"
    case .controlCharacterInString: "a text holds a line end or another control character"
    case .unknownEscape: "there is no such escape in JSON"
    case .halfSurrogate: "half of a character stands alone"
    case .badUTF8: "the line is not UTF-8"
    case .malformedNumber: "a number is not written like this"
    case .numberTooLarge: "a number is too large"
    case .duplicateName(let name): "\(quoted(name)) occurs twice in a record"
    case .nestedTooDeep: "objects are nested too deep"
    case .textAfterEnd: "something follows the end of the array"
    }
  }
}
