import Diagnostics
import Relations
import Syntax

extension DiagnosticCode {
  package static let unknownModule = DiagnosticCode(
    "E0210", "a module cannot be used",
    page: """
      `use` names a file of stages and functions: `use retail` is `retail.seg` beside the script.

      ```seg
      use nowhere (clean)
      # error: E0210
      ```

      Check the name and the folder. A module may not use itself, directly or in a circle.
      """)
}

extension Checker {
  /// Brings in the stages and functions of a module.
  mutating func use(_ use: Use, at range: SourceRange) {
    let path =
      switch use.module {
      case .name(let name): name.parts.map(\.text).joined(separator: "/") + ".seg"
      case .path(let literal): literal.value
      }
    guard !modules.contains(path) else {
      problems.append(
        Diagnostic(
          .unknownModule, "the module \(quoted(path)) uses itself", at: range,
          notes: ["by way of: " + (modules + [path]).joined(separator: " → ")]))
      return
    }
    guard modules.count < 64 else { return }
    switch loadModule(path) {
    case .missing(let reason):
      problems.append(
        Diagnostic(.unknownModule, "no module \(quoted(path)): \(reason)", at: range))
    case .found(let source):
      var inner = Checker(
        catalogue: catalogue, files: files, sources: sources, openLock: openLock,
        loadModule: loadModule)
      inner.modules = modules + [path]
      problems += inner.define(source)
      let known = inner.stageNames + inner.functions.keys.sorted()
      for name in use.names where !known.contains(name.text) {
        let near = nearestName(to: name.text, among: known)
        problems.append(
          Diagnostic(
            .unknownModule, "the module \(quoted(path)) defines no `\(name.text)`",
            at: name.range, remark: near.map { "did you mean `\($0)`?" } ?? "",
            notes: ["it defines: " + known.joined(separator: ", ")]))
      }
      take(inner, names: use.names)
    }
  }
}

extension StageChecker {
  /// A value for a param from the command line, read as its type.
  mutating func override(_ text: String, _ type: DataType, for declaration: ParameterDeclaration)
    -> TypedScalar?
  {
    let wrapped =
      switch type {
      case .text: "\"" + text.replacingQuotes + "\""
      case .date: text.hasPrefix("@") ? text : "@" + text
      default: text
      }
    let source = SourceText(name: "--\(declaration.name.text)", text: wrapped)
    let parsed = Parser.parse(source, number: declaration.name.range.source)
    if parsed.diagnostics.isEmpty,
      case .pipeline(let pipeline)? = parsed.script.statements.first?.kind,
      case .expression(let expression)? = pipeline.head, pipeline.calls.isEmpty
    {
      var checker = ExpressionChecker(
        columns: TableType([], name: "a constant"), functions: functions, mode: .rows)
      if let value = checker.check(expression, in: Scope())?.folded,
        value.type.joined(type) != nil
      {
        return TypedScalar(value.scalar, type)
      }
    }
    report(
      Diagnostic(
        .wrongKind, "\(quoted(text)) is no \(type.name) for --\(declaration.name.text)",
        at: .process, notes: ["`\(declaration.name.text)` is \(type.phrase)"]))
    return nil
  }
}

extension String {
  /// With quotes and backslashes escaped, to stand inside a text literal.
  fileprivate var replacingQuotes: String {
    var result = ""
    for character in self {
      if character == "\"" || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
