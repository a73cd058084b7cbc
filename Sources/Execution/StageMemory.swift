import Diagnostics
import Planning

/// The results of stages by what they are made of, so that going on never recomputes the head.
///
/// A value can be released and what the stage had to report kept: a pipeline that begins in the same way
/// tells it again.
package struct StageMemory: Sendable {
  private struct Entry: Sendable {
    var report: StageReport
    var value: Value?
    /// When it was made or taken for the last time.
    var lastUse: Int
  }

  private var entries: [String: Entry] = [:]
  private var clock = 0

  package init() {}

  /// The value of a result that is held.
  package subscript(identity: String) -> Value? { entries[identity]?.value }

  /// What a stage had to report.
  package func report(_ identity: String) -> StageReport? { entries[identity]?.report }

  /// Remembers what a stage told, and its value as far as it is held.
  package mutating func remember(_ report: StageReport, _ value: Value?, as identity: String) {
    clock += 1
    entries[identity] = Entry(report: report, value: value, lastUse: clock)
  }

  /// Takes a value out, which makes it the one that was used last.
  package mutating func recall(_ identity: String) -> Value? {
    clock += 1
    entries[identity]?.lastUse = clock
    return entries[identity]?.value
  }

  /// Lets a value go.
  package mutating func letGo(_ identity: String) { entries[identity]?.value = nil }

  package mutating func forget() { entries = [:] }

  /// How many values are held.
  package var count: Int { entries.values.count { $0.value != nil } }

  /// The results whose values are held, the one that was not used for longest first.
  package var held: [String] {
    entries.filter { $0.value.value != nil }.sorted { $0.value.lastUse < $1.value.lastUse }
      .map(\.key)
  }

  /// All results that are known.
  package var known: Set<String> { Set(entries.keys) }
}

/// What a stage had to say, without its value.
package struct StageReport: Sendable {
  package let rows: Int?
  package let kind: ValueKind
  package let record: LedgerRecord
  package internal(set) var remarks: [Diagnostic]
  package let expectation: ExpectationResult?
  package let file: RehearsedFile?

  init(_ result: StageResult, of stage: any Stage) {
    kind = stage.output.kind
    rows = result.value.rowCount
    record = result.record
    remarks = result.remarks
    expectation = result.expectation
    file = result.file
  }
}
