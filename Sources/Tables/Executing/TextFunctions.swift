import Relations

/// Functions of text, computed once per distinct combination of arguments.
///
/// A character is a Unicode scalar, so that lengths and positions do not depend on the version of
/// Unicode that a library knows. Case mapping is the simple one, of scalar to scalar. Comparing and
/// searching are by UTF-8 bytes. A missing argument gives a missing cell, or false from a test.
enum TextFunctions {
  static func call(_ function: ScalarFunction, _ arguments: [Column], count: Int) -> Column {
    let grouping = RowKeys(arguments, count: count).grouped()
    let samples = arguments.map { $0.gathered(grouping.firstRows) }
    let results = (0..<grouping.count).map { group -> Literal in
      let cells = samples.map { $0[group] }
      return cells.contains(.null) ? .null : result(function, cells)
    }
    let ids = grouping.ids
    switch function {
    case .startsWith, .endsWith, .contains, .matches:
      let holds = results.map { $0 == .boolean(true) }
      return .boolean(Cells(ids.map { holds[Int($0)] }))
    case .length: return Column(results, type: .integer).gathered(ids)
    default: return Column(results, type: .text).gathered(ids)
    }
  }

  private static func result(_ function: ScalarFunction, _ arguments: [Literal]) -> Literal {
    let texts = arguments.compactMap { if case .text(let text) = $0 { text } else { nil } }
    switch function {
    case .concat: return .text(texts.joined())
    case .substring:
      guard case .integer(let start) = arguments[1], case .integer(let length) = arguments[2]
      else { preconditionFailure("a checked plan cuts text by whole numbers") }
      return .text(substring(texts[0], from: start, length: length))
    default: break
    }
    let text = texts[0]
    switch function {
    case .lower: return .text(lower(text))
    case .upper: return .text(upper(text))
    case .trim: return .text(trim(text))
    case .length: return .integer(Int64(text.unicodeScalars.count))
    case .replace:
      return .text(replace(Array(text.utf8), Array(texts[1].utf8), Array(texts[2].utf8)))
    case .startsWith: return .boolean(text.utf8.starts(with: texts[1].utf8))
    case .endsWith: return .boolean(text.utf8.reversed().starts(with: texts[1].utf8.reversed()))
    case .contains:
      return .boolean(find(Array(texts[1].utf8), in: Array(text.utf8), from: 0) != nil)
    case .matches:
      return .boolean(
        matches(Array(text.unicodeScalars), pattern: Array(texts[1].unicodeScalars)))
    default: preconditionFailure("\(function.rawValue) is a function of text")
    }
  }

  static func lower(_ text: String) -> String {
    mapped(text) { scalar in
      // The only letter whose full mapping is longer than its simple one.
      scalar == "\u{130}" ? "i" : single(scalar.properties.lowercaseMapping) ?? scalar
    }
  }

  static func upper(_ text: String) -> String {
    mapped(text) { scalar in
      single(scalar.properties.uppercaseMapping) ?? single(scalar.properties.titlecaseMapping)
        ?? scalar
    }
  }

  private static func mapped(
    _ text: String, _ map: (Unicode.Scalar) -> Unicode.Scalar
  ) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(map(scalar)) }
    return String(result)
  }

  private static func single(_ text: String) -> Unicode.Scalar? {
    text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
  }

  /// Without white space at both ends.
  static func trim(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(String.UnicodeScalarView(scalars))
  }

  /// The characters from `start`, where the first is 1; positions outside of the text are empty.
  private static func substring(_ text: String, from start: Int64, length: Int64) -> String {
    let scalars = Array(text.unicodeScalars)
    let (end, overflow) = start.addingReportingOverflow(max(0, length))
    let first = Int(min(max(start, 1), Int64(scalars.count) + 1))
    let last = overflow ? scalars.count + 1 : Int(min(max(end, 1), Int64(scalars.count) + 1))
    guard first < last else { return "" }
    return String(String.UnicodeScalarView(scalars[first - 1..<last - 1]))
  }

  private static func find(_ part: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    guard text.count - start >= part.count else { return nil }
    for position in start...text.count - part.count
    where text[position..<position + part.count].elementsEqual(part) {
      return position
    }
    return nil
  }

  /// Every occurrence from the left replaced; nothing for an empty part.
  private static func replace(_ text: [UInt8], _ part: [UInt8], _ other: [UInt8]) -> String {
    if part.isEmpty { return String(decoding: text, as: UTF8.self) }
    var result: [UInt8] = []
    var start = 0
    while let position = find(part, in: text, from: start) {
      result += text[start..<position] + other
      start = position + part.count
    }
    return String(decoding: result + text[start...], as: UTF8.self)
  }

  /// Whether the whole text matches: `*` is any run, `?` any one character.
  ///
  /// Only the last `*` is ever taken back: linear in the text for a given pattern.
  static func matches(_ text: [Unicode.Scalar], pattern: [Unicode.Scalar]) -> Bool {
    var t = 0
    var p = 0
    var star: Int?
    var retry = 0
    while t < text.count {
      if p < pattern.count, pattern[p] == "*" {
        star = p
        retry = t
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == text[t] {
        t += 1
        p += 1
      } else if let star {
        p = star + 1
        retry += 1
        t = retry
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
