import Diagnostics
import Planning
import Relations
import Syntax
import Tables

extension StageChecker {
  /// The options for reading from the parameters of `load`.
  mutating func readOptions() -> ReadOptions? {
    var options = ReadOptions()
    guard let types = word("types", standard: ReadOptions.Types.sniffed),
      let header = word("header", standard: ReadOptions.Header.detected),
      let delimiter = text("delimiter", standard: nil),
      let quote = text("quote", standard: nil), let escape = text("escape", standard: nil),
      let trailing = word("trailing", standard: TrailingDelimiter.detected),
      let encoding = text("encoding", standard: nil),
      let decimal = text("decimal", standard: nil),
      let skip = integer("skip", standard: 0), let rejects = integer("rejects", standard: 0)
    else { return nil }
    options.types = types
    options.header = header
    options.skip = skip
    if call.named["rejects"] != nil { options.rejects = .keepGoing(limit: rejects) }
    func refuse(_ name: String, _ known: String, _ fix: String? = nil) {
      if let range = call.named[name]?.range {
        report(
          Diagnostic(
            .unknownChoice, "unknown value of `\(name)`", at: range,
            notes: ["it is one of \(known)"],
            fixes: fix.map { [Diagnostic.Fix("\"\($0)\"", at: range)] } ?? []))
      }
    }
    if let delimiter {
      guard let known = Delimiter(name: delimiter) else {
        refuse("delimiter", "\",\", \";\", \"|\", \"tab\", \"blanks\", or several marks")
        return nil
      }
      options.delimiter = known
    }
    options.ignoresTrailingDelimiter = trailing == .ignored
    if let quote {
      guard quote == "\"" || quote == "'", let byte = quote.utf8.first else {
        refuse("quote", "\"\\\"\" and \"'\"")
        return nil
      }
      options.quote = byte
    }
    if let escape {
      guard let byte = escape.utf8.first, escape.utf8.count == 1, byte > 0x20, byte < 0x7F,
        byte != options.quote ?? Quoting().quote
      else {
        refuse("escape", "\"\\\\\" and other single marks")
        return nil
      }
      options.escape = byte
    }
    if let encoding {
      guard let known = TextEncoding(rawValue: encoding.lowercased()) else {
        let elsewhere = ["latin1", "latin-1", "iso-8859-1", "cp1252", "ansi", "iso-8859-15"]
        let isWindows = elsewhere.contains(encoding.lowercased())
        refuse(
          "encoding", TextEncoding.allCases.map(\.rawValue).joined(separator: ", "),
          isWindows
            ? "windows-1252"
            : nearestName(to: encoding, among: TextEncoding.allCases.map(\.rawValue)))
        return nil
      }
      options.encoding = known
    }
    if let decimal {
      guard decimal == "." || decimal == ",", let byte = decimal.utf8.first else {
        refuse("decimal", "\".\" and \",\"")
        return nil
      }
      options.decimalMark = byte
    }
    if let missing = call.named["missing"] {
      guard let texts = self.texts([missing]) else { return nil }
      options.missing = texts
    }
    if let dates = call.named["dates"] {
      guard let patterns = datePatterns([dates]) else { return nil }
      options.datePatterns = patterns
    }
    return options
  }

  private mutating func texts(_ values: [Syntax.Expression]) -> [String]? {
    texts(values.flatMap { $0.listed }.map { Item(name: nil, value: $0, at: $0.range) })
  }

  /// Patterns such as "dd/MM/yyyy", each checked.
  mutating func datePatterns(_ values: [Syntax.Expression]) -> [DatePattern]? {
    guard let texts = texts(values) else { return nil }
    var patterns: [DatePattern] = []
    for text in texts {
      do throws(DatePatternError) {
        patterns.append(try DatePattern(text))
      } catch {
        let place = values.flatMap(\.listed).first { $0.word == text }?.range ?? values[0].range
        var problem = diagnostic(for: error, pattern: text, at: .script(place))
        problem.fixes = problem.fixes.map { Diagnostic.Fix($0.replacement, at: place) }
        report(problem)
        return nil
      }
    }
    return patterns
  }
}

extension Syntax.Expression {
  /// The items of a list, or the expression alone.
  var listed: [Syntax.Expression] {
    switch self {
    case .list(let items, _): items
    case .parenthesized(let inner, _): inner.listed
    default: [self]
    }
  }
}

extension ReadOptions.Types: ParameterWord {
  package var meaning: String {
    switch self {
    case .sniffed: "Types are detected from the header and a sample."
    case .text: "Every column is text."
    }
  }
}

extension ReadOptions.Header: ParameterWord {
  package var meaning: String {
    switch self {
    case .detected: "Detected from the first lines."
    case .present: "The first line names the columns."
    case .none: "The columns are called column_1, column_2, …"
    }
  }
}

/// What a delimiter at the end of each row means.
enum TrailingDelimiter: String, ParameterWord {
  case detected, ignored

  var meaning: String {
    switch self {
    case .detected: "A delimiter at the end of every line, with the header, is ignored."
    case .ignored: "It is also ignored if only the rows have one."
    }
  }
}
