import Diagnostics
import Planning

/// What can be said about one stage: its signature and its manual, as Markdown.
///
/// The page on the web, `segue doc`, `:help` and the tests read the same text.
package struct StageReference: Sendable {
  package let signature: StageSignature
  /// Markdown after the signature.
  package let manual: String

  package init(signature: StageSignature, manual: String) {
    self.signature = signature
    self.manual = manual
  }

  /// The name of the page's file.
  package var fileName: String { signature.name + ".md" }

  /// The page.
  package var markdown: String {
    var parts = ["# \(signature.name)", signature.summary, usageBlock, place]
    if !parameterRows.isEmpty { parts.append(parameterTable) }
    if !signature.aliases.isEmpty {
      parts.append(
        "Elsewhere called: " + signature.aliases.map { "`\($0)`" }.joined(separator: ", ") + ".")
    }
    if !manual.isEmpty { parts.append(manual.trimmed) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// One line that shows how it is written, such as `kmeans k=… [restarts=10]`.
  package var usage: String {
    var words = [signature.name]
    if let positional = signature.positional {
      words.append(positional.isRequired ? positional.placeholder : "[\(positional.placeholder)]")
    }
    for clause in signature.clauses {
      let text = "\(clause.preposition.rawValue) \(clause.parameter.placeholder)"
      words.append(clause.parameter.isRequired ? text : "[\(text)]")
    }
    for parameter in signature.parameters {
      let text = "\(parameter.name)=\(parameter.standard ?? parameter.placeholder)"
      words.append(parameter.isRequired ? text : "[\(text)]")
    }
    return words.joined(separator: " ")
  }

  private var usageBlock: String {
    "```text\n" + usage.wrapped(toWidth: 96, hanging: 4).joined(separator: "\n") + "\n```"
  }

  private var place: String {
    let before =
      signature.inputs.isEmpty
      ? "It starts a pipeline"
      : "It follows " + signature.inputs.map(\.phrase).joined(separator: " or ")
    let gives = signature.gives.contains("`") ? signature.gives : "`\(signature.gives)`"
    return "\(before) and gives \(gives)."
  }

  private var parameterRows: [(name: String, parameter: Parameter)] {
    (signature.positional.map { [($0.name, $0)] } ?? [])
      + signature.clauses.map { ("\($0.preposition.rawValue) …", $0.parameter) }
      + signature.parameters.map { ("\($0.name)=", $0) }
  }

  private var parameterTable: String {
    let rows = parameterRows.map { name, parameter in
      let standard =
        parameter.isRequired ? "required" : parameter.standard.map { "`\($0)`" } ?? ""
      let cells = [
        "`\(name)`", parameter.kind.phrase, standard,
        parameter.summary + (parameter.canSweep ? " Can be swept." : ""),
      ]
      return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    return "| Argument | Is | Without it | Does |\n|---|---|---|---|\n"
      + rows.joined(separator: "\n")
  }
}

extension Parameter {
  /// What stands for its value in a line of usage.
  fileprivate var placeholder: String {
    switch kind {
    case .path: "\"file\""
    case .text: "\"…\""
    case .texts: "\"…\", …"
    case .condition: "condition"
    case .column: "column"
    case .columns: "column, …"
    case .bindings: "name = expression, …"
    case .expression: "expression"
    case .words(let words): (words.first?.name ?? "…") + ", …"
    case .range: "low...high"
    case .date: "@yyyy-mm-dd"
    case .duration: "1 month"
    case .dataset: "dataset"
    case .block: "{…}"
    case .records: "[{…}, …]"
    case .pipelines: "(…) (…)"
    case .choice(let choices): choices.map(\.name).joined(separator: "|")
    case .integer, .number, .share, .boolean, .either: canSweep ? "…" : name
    }
  }
}

extension String {
  /// Without spaces and line ends at both ends.
  package var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
