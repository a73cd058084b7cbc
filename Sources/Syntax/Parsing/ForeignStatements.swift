import Diagnostics

/// Whole statements in the form of SQL and R.
extension Parser {
  /// `tx <- load "tx.csv"`, and the arrow of R read as `=`.
  func parseForeignBinding() -> Statement.Kind? {
    guard current.kind.isName, peek().kind == .less, peek(2).kind == .minus, peek(2).isGlued,
      !endsStatement(at: index + 2)
    else { return nil }
    let name = plainName(current)
    let start = current.start
    let arrow = range(peek().start, peek(2).end)
    complain(
      Diagnostic(
        .foreignSign, "a name gets its value with `let` and `=`", at: arrow,
        fixes: [Diagnostic.Fix("let \(Printer.name(name)) =", at: range(start, arrow.end))]))
    advance()
    advance()
    advance()
    return .binding(BindingDeclaration(name: name, type: nil, pipeline: parsePipeline()))
  }

  /// `SELECT a, b FROM tx WHERE c ORDER BY d LIMIT 5` is answered with the pipeline.
  func parseSelect() -> Statement.Kind? {
    guard current.kind.isName, text(current).lowercased() == "select" else { return nil }
    let start = current
    let parts = partsOfSelect()
    guard let source = parts["from"], !source.isEmpty else { return nil }
    let lineEnd = parts.keys.isEmpty ? current.end : previous.end
    let whole = range(start.start, lineEnd)
    report(
      Diagnostic(
        .foreignSign, "a query is a pipeline: what it works on comes first, then the stages",
        at: range(start), fixes: [Diagnostic.Fix(pipeline(of: parts), at: whole)]))
    return .missing
  }

  /// What stands after each word of a query; the statement is read to its end.
  private func partsOfSelect() -> [String: String] {
    var parts: [String: String] = [:]
    let opening = index
    var word = "select"
    advance()
    var begins = current.start
    var open = 0
    func close() { parts[word] = text(begins, max(begins, previous.end)) }
    while !isAtEnd {
      let token = current
      if token.kind.opensBracket { open += 1 }
      if token.kind.closesBracket { open -= 1 }
      let written = text(token).lowercased()
      let next = text(peek()).lowercased()
      let isPair = (written == "group" || written == "order") && next == "by"
      if open == 0, isPair || ["from", "where", "limit", "having"].contains(written) {
        close()
        word = written
        advance()
        if isPair { advance() }
        begins = isAtEnd ? previous.end : current.start
      } else {
        advance()
      }
    }
    close()
    if parts["from"] == nil { index = opening }
    return parts
  }

  private func pipeline(of parts: [String: String]) -> String {
    var stages = [parts["from"] ?? ""]
    if let condition = parts["where"] { stages.append("keep " + condition) }
    let items = (parts["select"] ?? "").topLevelItems
    if let keys = parts["group"] {
      let totals = items.compactMap { item -> String? in
        guard item.contains("(") else { return nil }
        let words = item.split(separator: " ").map(String.init)
        if words.count >= 3, words[words.count - 2].lowercased() == "as" {
          return "\(words[words.count - 1]) = " + words.dropLast(2).joined(separator: " ")
        }
        return "total = " + item
      }
      stages.append("summarize \(totals.joined(separator: ", ")) by \(keys)")
      if let condition = parts["having"] { stages.append("keep " + condition) }
    } else if items != ["*"] {
      stages.append("select " + items.joined(separator: ", "))
    }
    if let order = parts["order"] {
      let keys = order.topLevelItems.map { key in
        let words = key.split(separator: " ").map(String.init)
        return (words.last?.lowercased() == "desc" ? "-" : "") + (words.first ?? key)
      }
      stages.append("sort " + keys.joined(separator: ", "))
    }
    if let count = parts["limit"] { stages.append("take " + count) }
    return stages.joined(separator: " | ")
  }

  /// `1,5` outside of brackets: a decimal comma, or thousands.
  ///
  /// No stage takes numbers separated by commas without brackets, so that there is one reading.
  func decimalComma(after value: Item) -> Bool {
    guard brackets == 0, current.kind == .comma, current.isGlued, previous.kind == .number,
      peek().kind == .number, peek().isGlued
    else { return false }
    let first = previous
    let last = peek()
    let digits = text(last)
    let whole = range(first.start, last.end)
    let before = text(first).filter { $0 != "." }
    guard digits.allSatisfy({ $0.isNumber || $0 == "%" }), digits.first != "0" || digits.count != 3
    else { return false }
    var fixes = [Diagnostic.Fix("\(before).\(digits)", at: whole, remark: "with a decimal point")]
    if digits.count == 3 {
      fixes.append(Diagnostic.Fix("\(before)_\(digits)", at: whole, remark: "thousands"))
    }
    complain(
      Diagnostic(
        .malformedNumber, "the fraction of a number begins with a point", at: range(current),
        remark: "a comma separates the items of a list", fixes: fixes))
    advance()
    advance()
    return true
  }

  /// `CAST(amount AS text)`: the value and the function that converts it.
  func parseCast(_ name: QualifiedName, from start: Int) -> Expression? {
    guard name.text.lowercased() == "cast", current.kind == .leftParenthesis,
      let behind = indexBehindBracket(), behind - index > 4
    else { return nil }
    let type = tokens[behind - 2]
    guard text(tokens[behind - 3]).lowercased() == "as" else { return nil }
    advance()
    brackets += 1
    let value = parseExpression()
    brackets -= 1
    while index < behind { advance() }
    return converted(value, to: text(type), sign: name.range, from: start)
  }

  /// A value with a function that makes it another kind.
  func converted(
    _ value: Expression, to type: String, sign: SourceRange, from start: Int
  ) -> Expression {
    let function =
      switch type.lowercased() {
      case "int", "integer", "bigint", "int64", "int32": "int"
      case "float", "double", "numeric", "decimal", "real", "number": "number"
      case "date": "date"
      default: "text"
      }
    let whole = range(from: start)
    complain(
      .foreignExpression(
        "a value is made another kind by `\(function)(…)`", at: sign, whole: whole,
        fix: "\(function)(\(text(value.range)))"))
    return call(QualifiedName([Name(function, at: sign)]), [value], at: whole)
  }
}

extension String {
  /// The items between the commas outside of brackets.
  fileprivate var topLevelItems: [String] {
    var items: [String] = []
    var item = ""
    var open = 0
    for character in self {
      if "([{".contains(character) { open += 1 }
      if ")]}".contains(character) { open -= 1 }
      if character == ",", open == 0 {
        items.append(item.trimmed)
        item = ""
      } else {
        item.append(character)
      }
    }
    return items + [item.trimmed]
  }
}
