import Clustering
import Diagnostics
import Planning

/// A page of the reference.
package struct ReferencePage: Equatable, Sendable {
  /// Below `docs/reference`, such as `kmeans.md`.
  package let file: String
  package let markdown: String

  package init(file: String, markdown: String) {
    self.file = file
    self.markdown = markdown
  }
}

/// The whole reference: an index, a page for each stage and each metric, one for the functions, one
/// for the codes.
///
/// What is committed under `docs/reference` is this and nothing else; a test compares the two.
package struct ReferencePages: Sendable {
  private let stages: [StageReference]
  private let codes: CodeIndex

  package init(stages: [StageReference], codes: CodeIndex) {
    self.stages = stages
    self.codes = codes
  }

  /// The index first.
  package var all: [ReferencePage] {
    [ReferencePage(file: "README.md", markdown: index)]
      + stages.map { ReferencePage(file: $0.fileName, markdown: $0.markdown) }
      + MetricReference.all.map { ReferencePage(file: $0.fileName, markdown: $0.markdown) }
      + [
        ReferencePage(file: "functions.md", markdown: ReferencePages.functions),
        ReferencePage(file: "codes.md", markdown: pageOfCodes),
      ]
  }

  /// What can be asked for by name.
  package var names: [String] {
    stages.map(\.signature.name) + MetricReference.all.map(\.metric.name)
      + FunctionLibrary.entries.map(\.name) + ["functions", "codes"]
  }

  /// The page of a stage, of a function, or one of the pages beside them.
  package func page(_ name: String) -> ReferencePage? {
    for file in [name, "metric-" + name] {
      if let page = all.dropFirst().first(where: { $0.file == file + ".md" }) { return page }
    }
    if let stage = stages.first(where: { $0.signature.aliases.contains(name) }) {
      return ReferencePage(file: stage.fileName, markdown: stage.markdown)
    }
    if let entry = FunctionLibrary.entry(name) {
      return ReferencePage(
        file: "functions.md", markdown: "# \(entry.name)\n\n`\(entry.usage)`\n\n\(entry.summary)\n")
    }
    return codes[name].map {
      ReferencePage(file: "codes.md", markdown: "# \($0.id): \($0.title)\n\n\($0.page.trimmed)\n")
    }
  }

  /// The stages in groups for somebody who reads it at a prompt.
  package var overview: String {
    var text = ""
    let width = stages.map(\.signature.name.count).max() ?? 0
    for group in StageGroup.allCases {
      let members = stages.filter { $0.signature.group == group }
      if members.isEmpty { continue }
      text += "\(group.title)\n"
      for stage in members {
        let name = stage.signature.name.padded(toWidth: width)
        text += "  \(name)  \(stage.signature.summary)\n"
      }
      text += "\n"
    }
    return text + "More: segue doc kmeans, segue doc functions, segue doc codes\n"
  }

  /// The stages in groups, with a line for each.
  package var index: String {
    var text = """
      # Reference

      Made by `segue doc --all --output docs/reference`; do not edit. `segue doc NAME` prints one page.

      """
    for group in StageGroup.allCases {
      let members = stages.filter { $0.signature.group == group }
      if members.isEmpty { continue }
      text += "\n## \(group.title)\n\n"
      for stage in members {
        text += "- [\(stage.signature.name)](\(stage.fileName)): \(stage.signature.summary)\n"
      }
    }
    text += "\n## Metrics\n\n"
    for reference in MetricReference.all {
      text +=
        "- [\(reference.metric.name)](\(reference.fileName)): "
        + "\(reference.metric.definition)\n"
    }
    text += "\n## Beside the stages\n\n"
    text += "- [functions](functions.md): what expressions can compute\n"
    text += "- [codes](codes.md): every message, what it means and what to write instead\n"
    return text
  }

  /// Scalar functions and aggregates.
  package static var functions: String {
    func table(_ entries: [FunctionEntry]) -> String {
      "| Written | Gives |\n|---|---|\n"
        + entries.map { entry in
          "| `\(entry.usage.replacing("|", with: "\\|"))` | \(entry.summary.replacing("|", with: "\\|")) |\n"
        }.joined()
    }
    let entries = FunctionLibrary.entries
    return """
      # Functions

      A missing argument gives a missing result, unless the line says otherwise.

      ## Over rows: aggregates

      \(table(entries.filter { !$0.isScalar }))
      ## Over one row

      \(table(entries.filter(\.isScalar)))
      """ + "\n"
  }

  /// The page of every code, in families.
  private var pageOfCodes: String {
    var text = """
      # Codes

      `E` stops, `W` warns, `N` is a remark. `segue explain CODE` prints one of these.

      """
    for family in DiagnosticFamily.allCases {
      let members = codes.codes.filter { $0.family == family }
      if members.isEmpty { continue }
      text += "\n## \(family.title)\n"
      for code in members {
        text += "\n### \(code.id): \(code.title)\n\n\(code.page.trimmed)\n"
      }
    }
    return text
  }
}

extension FunctionEntry {
  fileprivate var isScalar: Bool {
    switch meaning {
    case .scalar: true
    case .aggregate, .wholeTable: false
    }
  }
}

extension StageGroup {
  /// As a heading.
  package var title: String {
    switch self {
    case .sources: "Sources"
    case .shape: "Shape"
    case .clean: "Clean and check"
    case .features: "Features"
    case .model: "Model"
    case .read: "Read the result"
    case .act: "Act on it"
    case .monitor: "Watch it"
    }
  }
}
