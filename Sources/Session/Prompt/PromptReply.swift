import Diagnostics
import Execution
import Planning
import Documents

/// What a prompt shows after a line.
package struct PromptReply: Sendable {
  /// What was checked and run, a statement each.
  package private(set) var results: [SessionResult] = []
  /// Answers of commands.
  package internal(set) var documents: [Document] = []
  /// Text to show as it stands, such as a script or a page; ends with a line feed.
  package internal(set) var page = ""
  /// Remarks of the prompt itself, a line each.
  package internal(set) var notes: [String] = []
  /// What is wrong with a command.
  package internal(set) var complaint: String?
  /// Show the last value, whole.
  package internal(set) var showsLast = false
  package internal(set) var leaves = false
  /// Ctrl-C left something to go on from: it is the last value.
  package internal(set) var keepsWhatWasReached = false
  package private(set) var sources: SourceMap
  /// Decisions that have not been shown before.
  package private(set) var decisions: [Decision] = []
  /// What deserves to be said and was not said before, for each result.
  package private(set) var digests: [RemarkDigest] = []

  init(sources: SourceMap) { self.sources = sources }

  /// Whether the last statement was stopped or failed.
  var isCutShort: Bool {
    switch results.last?.outcome.stop {
    case .cancelled, .failed: true
    case Outcome.Stop.none?, nil: false
    }
  }

  /// Takes a result, with what was told before it.
  mutating func take(_ result: SessionResult, sources: SourceMap, shown: PromptSession.Shown) {
    results.append(result)
    self.sources = sources
    decisions += result.outcome.decisions.filter { !shown.decisions.contains($0) }
    digests.append(RemarkDigest(result, sources: sources).without(shown.remarks))
  }

  mutating func add(_ next: PromptReply) {
    results += next.results
    documents += next.documents
    page += next.page
    notes += next.notes
    complaint = next.complaint ?? complaint
    keepsWhatWasReached = next.keepsWhatWasReached
    decisions += next.decisions
    digests += next.digests
    sources = next.sources
  }
}
