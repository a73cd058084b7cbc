import Diagnostics
import Planning
import Reference
import Syntax
import Tables

/// A first script for a file of data: what was found out about it, written out and explained.
package struct StarterScript: Sendable {
  /// A script that checks, with comments.
  package let text: String
  /// What reading the file had to report, errors included.
  package let problems: [Diagnostic]
  package let sources: SourceMap

  /// `nil` text is never given: for a file that cannot be read, `problems` has the errors and
  /// `text` is empty.
  package init(for path: String, settings: SessionSettings) {
    var session = Session(settings)
    let load = "load \(StarterScript.literal(path))"
    let checked = session.check(SourceText(name: "segue new", text: load))
    problems = checked.checkProblems
    sources = session.sources
    guard !checked.hasErrors, case .shown(let pipeline)? = checked.plan.statements.first?.kind,
      let table = pipeline.output.table
    else {
      text = ""
      return
    }
    var lines = [
      "seg 1", "", "\"\"\"",
      "# Customer segments from \(path.split(separator: "/").last ?? "data")",
      "\"\"\"", "",
      "# What the header and a sample of the file show. Correct what is wrong before going on.",
    ]
    lines += StarterScript.schema(of: table).map { "#   " + $0 }
    for remark in table.remarks { lines.append("# note: " + remark.text) }
    lines += ["", "let tx = \(load)"]
    lines += [
      "  # Each line that takes rows away says why; the reasons stand in the ledger.",
      "  # | drop … because \"…\"", "",
    ]
    let roles = Role.allCases.map { ($0, RoleFinding.find($0, in: table)) }
    var arguments: [String] = []
    for (role, finding) in roles {
      if let source = finding.source {
        arguments.append("\(role.rawValue)=\(StarterScript.argument(source))")
      }
    }
    lines.append("# Who bought (id), when (date), for how much (amount), in which order (order).")
    let missing = roles.filter { $0.0 != .order && $0.1.source == nil }.map(\.0)
    let chain = [
      ("rfm " + arguments.joined(separator: " ")).trimmed, "scale zscore",
      "kmeans k in 2...8 seed=1", "pick silhouette",
    ]
    if missing.isEmpty {
      lines.append("let segments = tx")
      lines += chain.map { "  | " + $0 }
      lines += ["", "segments", "", "segments | profile"]
    } else {
      lines.append(
        "# Nothing here looks like the \(missing.map(\.rawValue).joined(separator: " or the ")): "
          + "fill it in, then take the marks away.")
      let gaps = missing.map { "\($0.rawValue)=…" }.joined(separator: " ")
      lines.append("# tx")
      lines.append(("#   | rfm " + arguments.joined(separator: " ")).trimmed + " " + gaps)
      lines += chain.dropFirst().map { "#   | " + $0 }
      lines += ["", "tx"]
    }
    let draft = lines.joined(separator: "\n") + "\n"
    text = Formatter.format(SourceText(name: "starter", text: draft)).text
  }

  /// `name  type` for each column, in two columns.
  private static func schema(of table: TableType) -> [String] {
    let names = table.columns.map { quotedName(VisibleText($0.name).text) }
    let width = names.map(\.displayWidth).max() ?? 0
    return zip(table.columns, names).map { column, name in
      name.padded(toWidth: width) + "  " + column.type.name
    }
  }

  /// An argument that stands alone between spaces.
  static func argument(_ source: String) -> String {
    source.contains(" ") && !source.hasPrefix("`") || source.contains("` ")
      ? "(\(source))" : source
  }

  /// A text as a literal of the language.
  static func literal(_ text: String) -> String {
    var result = ""
    for character in text {
      if character == "\"" || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return "\"\(result)\""
  }
}
