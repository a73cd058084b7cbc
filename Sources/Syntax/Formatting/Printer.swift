import Diagnostics

/// Pieces of a tree as text on one line, as the formatter would write them.
///
/// Printing and parsing again gives the same tree apart from ranges. Digits are not grouped and
/// escapes are the shortest, so that two ways to write the same thing print alike.
package struct Printer {
  private var output = ""

  // MARK: Names and literals

  /// A name, in backquotes where it needs them.
  static func name(_ text: String) -> String {
    isPlain(text) ? text : "`" + text.filter { $0 != "`" && !$0.isNewline } + "`"
  }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, Token.Kind.reservedByText[text] == nil,
      first == "_" || Lexer.continuesName(first)
    else { return false }
    return text.unicodeScalars.allSatisfy {
      $0 == "_" || ("0"..."9").contains($0) || Lexer.continuesName($0)
    }
  }

  static func name(_ name: Name) -> String {
    name.quoted ? "`" + name.text + "`" : Printer.name(name.text)
  }

  static func name(_ name: QualifiedName) -> String {
    name.parts.map(Printer.name).joined(separator: ".")
  }

  /// A text in quotes, with the escapes it needs.
  static func string(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || HiddenCharacters.contains(scalar):
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  static func number(_ literal: NumberLiteral) -> String {
    switch literal.suffix {
    case .none: literal.digits
    case .percent: literal.digits + "%"
    case .unit(let name), .currency(let name): literal.digits + " " + name.text
    }
  }

  static func date(_ literal: DateLiteral) -> String {
    let year = "@" + padded(literal.year, to: 4)
    return switch literal.precision {
    case .year: year
    case .quarter(let quarter): year + "-Q\(quarter)"
    case .month(let month): year + "-" + padded(month, to: 2)
    case .day(let month, let day): year + "-" + padded(month, to: 2) + "-" + padded(day, to: 2)
    }
  }

  private static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  static func text(_ literal: TextLiteral) -> String {
    var text = "\"\"\"\n"
    for piece in literal.pieces {
      switch piece {
      case .text(let plain): text += escapedInterpolation(plain)
      case .value(let value): text += "\\(" + value.source + ")"
      }
    }
    return text + "\n\"\"\""
  }

  private static func escapedInterpolation(_ plain: String) -> String {
    var text = ""
    var last: Unicode.Scalar?
    for scalar in plain.unicodeScalars {
      if scalar == "(", last == "\\" { text += "\\" }
      text.unicodeScalars.append(scalar)
      last = scalar
    }
    // The backslash goes before the one that is there: `\(` becomes `\\(`, letter by letter.
    return text
  }

  // MARK: Types

  static func type(_ type: TypeExpression) -> String {
    var text = name(type.name)
    if !type.arguments.isEmpty {
      text += "<" + type.arguments.map(Printer.type).joined(separator: ", ") + ">"
    }
    return type.optional ? text + "?" : text
  }

  static func parameters(_ parameters: [FormalParameter]) -> String {
    guard !parameters.isEmpty else { return "" }
    let each = parameters.map { parameter in
      var text = name(parameter.name)
      if let type = parameter.type { text += ": " + Printer.type(type) }
      if let value = parameter.value { text += " = " + value.source }
      return text
    }
    return "(" + each.joined(separator: ", ") + ")"
  }
}

extension TypeExpression {
  /// The type as the formatter writes it.
  package var source: String { Printer.type(self) }
}

extension Expression {
  /// The expression on one line, as the formatter would write it.
  package var source: String {
    switch self {
    case .number(let literal): Printer.number(literal)
    case .string(let literal): Printer.string(literal.value)
    case .text(let literal): Printer.text(literal)
    case .date(let literal): Printer.date(literal)
    case .boolean(let value, _): value ? "true" : "false"
    case .null: "null"
    case .name(let name): Printer.name(name)
    case .optionalName(let name, _): Printer.name(name) + "?"
    case .call(let call): call.source
    case .unary(.not, let operand, _): "not " + operand.source
    case .unary(let sign, let operand, _): sign.rawValue + operand.source
    case .binary(let sign, let left, let right, _):
      left.source + " " + sign.rawValue + " " + right.source
    case .test(let value, let negated, let name, _):
      value.source + (negated ? " is not " : " is ") + (name.map(Printer.name) ?? "null")
    case .range(let low, let high, let upperIncluded, _):
      low.source + (upperIncluded ? "..." : "..<") + high.source
    case .list(let elements, _): "[" + elements.map(\.source).joined(separator: ", ") + "]"
    case .block(let block): block.source
    case .cases(let block, _): "case " + block.source
    case .conditional(let condition, let then, let otherwise, _):
      "if " + condition.source + " then " + then.source + " else " + otherwise.source
    case .pipeline(let pipeline, _): "(" + pipeline.source + ")"
    case .parenthesized(let inner, _): "(" + inner.source + ")"
    case .missing: "…"
    }
  }

  /// Whether `name=value` is written without spaces: not around operators.
  var isCompact: Bool {
    switch self {
    case .binary, .test, .conditional, .cases, .unary(.not, _, _): false
    case .number, .string, .text, .date, .boolean, .null, .name, .optionalName, .call, .unary,
      .range, .list, .block, .pipeline, .parenthesized, .missing:
      true
    }
  }
}

extension FunctionCall {
  package var source: String {
    Printer.name(name) + "(" + arguments.map { $0.source(compact: true) }.joined(separator: ", ")
      + ")" + (isOptional ? "?" : "")
  }
}

extension Block {
  package var source: String {
    let each = entries.map { entry in
      switch entry {
      case .field(let name, let value): Printer.name(name) + ": " + value.source
      case .rule(let condition, let value, _):
        (condition?.source ?? "else") + " => " + value.source
      }
    }
    return "{" + each.joined(separator: ", ") + "}"
  }
}

extension Item {
  func source(compact: Bool) -> String {
    guard let name else { return value.source }
    return Printer.name(name) + (compact ? "=" : " = ") + value.source
  }
}

extension Argument {
  /// Whether the `=` of its items stand without blanks: an option such as `seed=42`.
  var isCompact: Bool { items.count == 1 && items.allSatisfy(\.value.isCompact) }

  package var source: String {
    items.map { $0.source(compact: isCompact) }.joined(separator: ", ")
  }
}

extension Call {
  /// The stage with its arguments and clauses in the order in which they were written.
  package var source: String {
    var pieces = arguments.map { (at: $0.range.start, text: $0.source) }
    pieces += clauses.map {
      (at: $0.range.start, text: $0.preposition.rawValue + " " + $0.argument.source)
    }
    pieces.sort { $0.at < $1.at }
    return ([Printer.name(name)] + pieces.map(\.text)).joined(separator: " ")
  }
}

extension Pipeline {
  /// The pipeline on one line.
  package var source: String {
    var pieces: [String] = []
    switch head {
    case .call(let call): pieces.append(call.source)
    case .expression(let expression): pieces.append(expression.source)
    case nil: break
    }
    pieces += calls.map(\.source)
    return (head == nil ? "| " : "") + pieces.joined(separator: " | ")
  }
}

extension Statement {
  /// The statement on one line, without its documentation and options.
  package var source: String {
    switch kind {
    case .edition(let number, _): return "seg \(number)"
    case .use(let use): return use.source
    case .parameter(let parameter):
      var text = "param \(Printer.name(parameter.name)): \(Printer.type(parameter.type))"
      if let value = parameter.value { text += " = " + value.source }
      if let domain = parameter.domain { text += " in " + domain.source }
      return text
    case .binding(let binding):
      let type = binding.type.map { ": " + Printer.type($0) } ?? ""
      return "let " + Printer.name(binding.name) + type + " = " + binding.pipeline.source
    case .stage(let stage):
      return "stage " + Printer.name(stage.name) + Printer.parameters(stage.parameters) + " : "
        + Printer.type(stage.input) + " -> " + Printer.type(stage.output) + " = "
        + stage.body.source
    case .function(let function):
      let parameters =
        function.parameters.isEmpty ? "()" : Printer.parameters(function.parameters)
      let result = function.result.map { " -> " + Printer.type($0) } ?? ""
      return "fn " + Printer.name(function.name) + parameters + result + " = "
        + function.body.source
    case .text(let literal): return Printer.text(literal)
    case .pipeline(let pipeline): return pipeline.source
    case .missing: return "…"
    }
  }
}

extension Use {
  package var source: String {
    var text = "use "
    switch module {
    case .name(let name): text += Printer.name(name)
    case .path(let path): text += Printer.string(path.value)
    }
    if let alias { text += " as " + Printer.name(alias) }
    if !names.isEmpty { text += " (" + names.map(Printer.name).joined(separator: ", ") + ")" }
    return text
  }
}

extension Script {
  /// The script with a statement per line, whatever its layout and comments: what a lock hashes.
  ///
  /// Two scripts with the same canonical text have the same tree apart from ranges, documentation
  /// and cell options.
  package var canonicalText: String {
    statements.map { $0.source + "\n" }.joined()
  }
}
