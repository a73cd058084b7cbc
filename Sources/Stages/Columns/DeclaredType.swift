import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// A field of `columns {…}`: `amount: money<EUR>?`, `day: date("dd/MM/yyyy")`.
struct DeclaredType: Sendable {
  let name: String
  let type: DataType
  let isNullable: Bool
  /// The patterns of dates; if empty, they are detected from the cells.
  let patterns: [DatePattern]
  let range: SourceRange

  /// The declaration for a reader of files; `nil` if it does not affect reading.
  var field: DeclaredField? {
    // An id is kept as it was read: whole numbers, or text if there are leading zeros.
    if case .id = type { return nil }
    return DeclaredField(name, type.scalar, datePatterns: patterns)
  }
}

extension StageChecker {
  /// The fields of a declaration, each column once; problems are reported.
  mutating func declaredTypes(_ block: Block) -> [DeclaredType]? {
    var types: [DeclaredType] = []
    var isSound = true
    for entry in block.entries {
      guard case .field(let name, let value) = entry else {
        report(
          .unexpectedKind(
            "a rule", wanted: "name: type", at: block.range, remark: "such as {amount: money}"))
        return nil
      }
      guard !types.contains(where: { $0.name == name.text }) else {
        report(.duplicateArgument(name.text, at: name.range))
        isSound = false
        continue
      }
      guard let type = declaredType(name, value) else {
        isSound = false
        continue
      }
      types.append(type)
    }
    return isSound ? types : nil
  }

  private mutating func declaredType(_ column: Name, _ value: Syntax.Expression) -> DeclaredType? {
    let range = column.range.joined(value.range)
    switch value {
    case .name(let name):
      return dataType(TypeExpression(name: name.parts[0], at: name.range)).map {
        DeclaredType(
          name: column.text, type: $0, isNullable: false, patterns: [], range: range)
      }
    case .optionalName(let name, _):
      return dataType(TypeExpression(name: name.parts[0], at: name.range)).map {
        DeclaredType(name: column.text, type: $0, isNullable: true, patterns: [], range: range)
      }
    case .call(let call): return declaredType(column, call, at: range)
    case .missing: return nil
    default:
      report(
        .unexpectedKind(
          "no type", wanted: "the type of `\(column.text)`", at: value.range,
          remark: "one of " + DataType.names.joined(separator: ", ")))
      return nil
    }
  }

  /// A type with an argument, such as money in a currency or a date with its pattern.
  private mutating func declaredType(_ column: Name, _ call: FunctionCall, at range: SourceRange)
    -> DeclaredType?
  {
    var arguments: [TypeExpression] = []
    var patterns: [DatePattern] = []
    for item in call.arguments {
      switch item.value {
      case .name(let name):
        arguments.append(TypeExpression(name: name.parts[0], at: name.range))
      case .string(let literal):
        guard let pattern = datePattern(literal) else { return nil }
        patterns.append(pattern)
      default:
        report(
          .unexpectedKind(
            "something else", wanted: "a currency or a date pattern", at: item.range))
        return nil
      }
    }
    guard
      let type = dataType(
        TypeExpression(
          name: call.name.parts[0], arguments: arguments, optional: call.isOptional, at: call.range)
      )
    else { return nil }
    let takesPattern = type.isTemporal
    let takesCurrency = if case .money = type { true } else { false }
    if !patterns.isEmpty && !takesPattern || !arguments.isEmpty && !takesCurrency {
      report(
        Diagnostic(
          .wrongKind, "`\(call.name.text)` does not take that", at: call.range,
          remark: patterns.isEmpty
            ? "only `money<…>` takes a currency" : "only `date` and `timestamp` take a pattern"))
      return nil
    }
    return DeclaredType(
      name: column.text, type: type, isNullable: call.isOptional, patterns: patterns,
      range: range)
  }

  mutating func datePattern(_ literal: StringLiteral) -> DatePattern? {
    do throws(DatePatternError) {
      return try DatePattern(literal.value)
    } catch {
      var problem = diagnostic(for: error, pattern: literal.value, at: .script(literal.range))
      problem.fixes = problem.fixes.map { Diagnostic.Fix($0.replacement, at: literal.range) }
      report(problem)
      return nil
    }
  }

  private mutating func dataType(_ expression: TypeExpression) -> DataType? {
    if let type = DataType(expression) { return type }
    let name = expression.name.text
    let elsewhere = [
      "key": "id", "percent": "ratio", "time": "timestamp",
    ]
    let near =
      elsewhere[name.lowercased()] ?? ForeignNames.types[name.lowercased()]
      ?? nearestName(to: name, among: DataType.names)
    report(
      Diagnostic(
        .unknownChoice, "no type `\(name)`", at: expression.name.range,
        remark: near.map { "did you mean `\($0)`?" } ?? "",
        notes: ["types: " + DataType.names.joined(separator: ", ")],
        fixes: near.map { [Diagnostic.Fix($0, at: expression.name.range)] } ?? []))
    return nil
  }
}
