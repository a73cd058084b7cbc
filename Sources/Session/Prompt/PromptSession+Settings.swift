import Diagnostics
import Matrices
import Documents

extension PromptSession {
  /// `:set`, `:set seed`, `:set seed 7`.
  mutating func set(_ rest: String) -> PromptReply {
    let words = rest.replacing("=", with: " ").split(separator: " ").map(String.init)
    guard let name = words.first else { return settingsReply }
    guard let setting = PromptSetting(rawValue: name) else {
      let near = nearestName(to: name, among: PromptSetting.allCases.map(\.rawValue))
      return reply(
        complaint: "no setting \(quoted(name))" + (near.map { "; did you mean `\($0)`?" } ?? ""))
    }
    guard words.count == 2 else {
      return words.count == 1
        ? reply(note: "\(name) \(text(of: setting)); \(setting.values)")
        : reply(complaint: "one value: :set \(name) …")
    }
    guard let note = set(setting, to: words[1]) else {
      return reply(complaint: "\(quoted(words[1])) is no \(name): \(setting.values)")
    }
    return reply(note: note)
  }

  /// Sets it and says so; `nil` for a value that cannot be.
  private mutating func set(_ setting: PromptSetting, to value: String) -> String? {
    switch setting {
    case .width:
      if value == "auto" {
        preferences.width = nil
      } else {
        guard let width = Int(value), (20...10_000).contains(width) else { return nil }
        preferences.width = width
      }
      return "width \(value)"
    case .color:
      guard ["auto", "always", "never"].contains(value) else { return nil }
      preferences.color = value
      return "color \(value)"
    case .notes:
      guard let isOn = ["on": true, "off": false][value] else { return nil }
      preferences.notes = isOn
      return "notes \(value)"
    case .threads:
      guard let threads = Int(value), (1...4096).contains(threads) else { return nil }
      var settings = session.settings
      settings.control = RunControl(
        threads: threads, cancellation: settings.control.cancellation,
        progress: settings.control.progress)
      session.apply(settings)
      return "threads \(value)"
    case .seed:
      guard let seed = UInt64(value) else { return nil }
      var settings = session.settings
      settings.seed = seed
      session.apply(settings)
      mark(statements.flatMap(\.defines), stale: true)
      return "seed \(value); what was random is computed again when it is used"
    }
  }

  private func text(of setting: PromptSetting) -> String {
    switch setting {
    case .width: preferences.width.map(String.init) ?? "auto"
    case .color: preferences.color ?? "auto"
    case .seed: "\(session.settings.seed)"
    case .threads: "\(session.settings.control.threads)"
    case .notes: preferences.notes ? "on" : "off"
    }
  }

  private var settingsReply: PromptReply {
    var reply = PromptReply(sources: session.sources)
    let headings = ["setting", "is", "can be"].map { TableBlock.Heading($0) }
    let rows = PromptSetting.allCases.map { setting -> [TableBlock.Cell] in
      [.text(setting.rawValue), .text(text(of: setting)), .text(setting.values)]
    }
    reply.documents = [Document([.table(TableBlock(headings: headings, rows: rows))])]
    return reply
  }

  private func reply(note: String) -> PromptReply {
    var reply = PromptReply(sources: session.sources)
    reply.notes = [note]
    return reply
  }

  private func reply(complaint: String) -> PromptReply {
    var reply = PromptReply(sources: session.sources)
    reply.complaint = complaint
    return reply
  }
}

/// What `:set` knows.
package enum PromptSetting: String, CaseIterable, Sendable {
  case width, color, seed, threads, notes

  /// The values that it takes.
  package var values: String {
    switch self {
    case .width: "a number of columns, or auto"
    case .color: "auto, always or never"
    case .seed: "a whole number from 0"
    case .threads: "a whole number from 1; results do not depend on it"
    case .notes: "on or off: notes about how files were read"
    }
  }
}
