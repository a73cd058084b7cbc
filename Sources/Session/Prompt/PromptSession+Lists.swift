import Documents
import Diagnostics
import Planning
import Reports
import Tables

/// What there is: the stages, and the names of the session.
extension PromptSession {
  /// The colon command that is meant by a word without its colon, unless the session has that name.
  func bareCommand(_ text: String) -> String? {
    guard !session.checker.datasets.contains(where: { $0.name == text }) else { return nil }
    return switch text {
    case "exit", "quit": ":quit"
    case "help", "?": ":help"
    default: nil
    }
  }

  /// Every stage with its sentence, in the order of the groups.
  var stageList: Document {
    let catalogue = session.checker.catalogue
    let signatures = catalogue.stages.map { $0.signature }
    var rows: [[TableBlock.Cell]] = []
    for group in StageGroup.allCases {
      for signature in signatures where signature.group == group {
        rows.append([.text(group.rawValue), .text(signature.name), .text(signature.summary)])
      }
    }
    for name in session.checker.stageNames {
      rows.append([
        .text("language"), .text(name), .text("Written in the language; :source \(name) shows it."),
      ])
    }
    let headings = ["for", "stage", "does"].map { TableBlock.Heading($0) }
    return Document([
      .table(TableBlock(headings: headings, rows: rows)),
      .paragraph("`:help NAME` is the manual of one."),
    ])
  }

  /// The names that have a value.
  func tables() -> PromptReply {
    var reply = PromptReply(sources: session.sources)
    let rows = session.checker.datasets.map { dataset -> [TableBlock.Cell] in
      let value = session.runner.datasets[dataset.name]
      let size = value?.value.rowCount.map { readable($0) } ?? ""
      return [.text(dataset.name), .text(dataset.type.name), .text(size)]
    }
    if rows.isEmpty {
      reply.notes = ["no name yet; `let tx = it` names the last value"]
      return reply
    }
    let headings = ["name", "type", "rows"].map { TableBlock.Heading($0) }
    reply.documents = [Document([.table(TableBlock(headings: headings, rows: rows))])]
    return reply
  }
}
