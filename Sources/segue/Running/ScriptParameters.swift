import ArgumentParser
import Diagnostics
import Session
import Syntax

/// The params that a script declares, as options of its command line.
struct ScriptParameters {
  private let declared: [Declared]

  private struct Declared {
    let name: String
    let type: String
    let standard: String?
    let domain: String?
    let documentation: [String]
  }

  /// Those that can be read; what else is wrong with the script is said when it is checked.
  init(of source: SourceText) {
    declared = Parser.parse(source, number: 0).script.statements.compactMap { statement in
      guard case .parameter(let parameter) = statement.kind else { return nil }
      return Declared(
        name: parameter.name.text, type: parameter.type.source,
        standard: parameter.value?.source, domain: parameter.domain?.source,
        documentation: statement.documentation)
    }
  }

  func contains(_ name: String) -> Bool { declared.contains { $0.name == name } }

  /// Values by name from `--name value` and `--name=value`.
  func values(of arguments: ArraySlice<String>, in script: String) throws -> [String: String] {
    var values: [String: String] = [:]
    var rest = arguments
    while let option = rest.popFirst() {
      guard option.hasPrefix("--"), option.count > 2 else {
        throw ValidationError(
          "\(quoted(option)) belongs to no option; values of params are written --name value")
      }
      let parts = option.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = try known(String(parts[0]), in: script)
      if values[name] != nil { throw ValidationError("--\(name) is given twice") }
      if parts.count == 2 {
        values[name] = String(parts[1])
      } else if let value = rest.popFirst() {
        values[name] = value
      } else {
        throw ValidationError("--\(name) needs a value")
      }
    }
    return values
  }

  /// The param that was meant; `k-max` is `k_max` too.
  private func known(_ name: String, in script: String) throws -> String {
    let wanted = name.replacing("-", with: "_")
    if let match = declared.first(where: { $0.name == name || $0.name == wanted }) {
      return match.name
    }
    let names = declared.map(\.name)
    let near = nearestName(to: wanted, among: names + ScriptParameters.globals)
    let params =
      names.isEmpty
      ? "it has no params" : "its params: " + names.map { "--\($0)" }.joined(separator: ", ")
    throw ValidationError(
      "\(script) has no param `\(VisibleText(name).text)`"
        + (near.map { "; did you mean --\($0)?" } ?? "") + "\n\(params)")
  }

  private static let globals = [
    "json", "format", "color", "quiet", "notes", "ledger", "timings", "no-input", "threads",
    "memory", "root", "safe", "seed",
  ]

  /// What `segue run F.seg --help` prints about the script.
  func help(script: String) -> String {
    var text = "Params of \(VisibleText(script).text)\n"
    if declared.isEmpty {
      return "\(VisibleText(script).text) has no params: segue run \(VisibleText(script).text)\n"
    }
    for parameter in declared {
      let standard = parameter.standard.map { "\($0) if left out" } ?? "has to be given"
      let domain = parameter.domain.map { ", in \($0)" } ?? ""
      text += "\n  --\(parameter.name) <\(parameter.type)>   \(standard)\(domain)\n"
      for line in parameter.documentation { text += "      \(VisibleText(line).text)\n" }
    }
    return text + "\nThe options of every command: segue run --help\n"
  }
}
