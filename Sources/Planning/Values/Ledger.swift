import Clustering
import Relations

/// A value in the ledger: numbers that were fitted, counts, names; never a row of data.
package indirect enum LedgerValue: Equatable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  /// A cell's value that keeps its type: a limit, a fill value, a date.
  case cell(Literal)
  case list([LedgerValue])
  case record(LedgerRecord)
}

/// Named values in the order in which a stage tells them.
package struct LedgerRecord: Equatable, Sendable {
  package struct Entry: Equatable, Sendable {
    package let name: String
    package let value: LedgerValue

    package init(name: String, value: LedgerValue) {
      self.name = name
      self.value = value
    }
  }

  package private(set) var entries: [Entry] = []

  package init() {}

  package subscript(name: String) -> LedgerValue? {
    get { entries.first { $0.name == name }?.value }
    set {
      let index = entries.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): entries[index] = Entry(name: name, value: value)
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?): entries.append(Entry(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  package var isEmpty: Bool { entries.isEmpty }

  /// The same names with the same values; a lock, whose names are sorted, knows no other order.
  package static func == (a: LedgerRecord, b: LedgerRecord) -> Bool {
    a.entries.count == b.entries.count && a.entries.allSatisfy { b[$0.name] == $0.value }
  }
}

/// One recorded decision: what a stage did to the rows or fitted to the data.
package struct Decision: Equatable, Sendable {
  /// The path of the stage: `clean_orders/drop#1`, the occurrence within its own pipeline; comments
  /// and moved code do not disturb it.
  package let at: String
  /// The stage as one line of code.
  package let code: String
  package let because: String?
  /// `nil` for a source.
  package let rowsIn: Int?
  /// `nil` for a stage that gives no rows.
  package let rowsOut: Int?
  /// What was counted and fitted.
  package let record: LedgerRecord

  package init(
    at: String, code: String, because: String?, rowsIn: Int?, rowsOut: Int?,
    record: LedgerRecord
  ) {
    self.at = at
    self.code = code
    self.because = because
    self.rowsIn = rowsIn
    self.rowsOut = rowsOut
    self.record = record
  }
}

/// A file that a stage would have written, as a lock keeps it.
package struct RehearsedFile: Equatable, Sendable {
  package let at: String
  /// As the script names it.
  package let path: String
  package let rows: Int
  /// The SHA-256 of its bytes.
  package let digest: String
  /// The digest of its rows in any order.
  package let content: String

  package init(at: String, path: String, rows: Int, digest: String, content: String) {
    self.at = at
    self.path = path
    self.rows = rows
    self.digest = digest
    self.content = content
  }
}

/// What becomes of stages that act on the world.
package enum Effects: Sendable {
  case happen
  /// Nothing is written, and it is said what would have been.
  case rehearsed
  /// They pass on what they were given.
  case skipped
}

/// An expectation that was evaluated.
package struct ExpectationResult: Equatable, Sendable {
  package enum Status: String, Sendable { case pass, warn, fail }

  package let at: String
  package let code: String
  package let status: Status
  /// The value that was found: a share of rows, or the left side of the comparison.
  package let value: LedgerValue
  /// How far the value, and the metrics that are named, may be off when a lock is verified, as a
  /// share of the value; `nil` for what is usual.
  package let tolerance: Double?
  /// The metrics that the condition names.
  package let metrics: [Metric]

  package init(
    at: String, code: String, status: Status, value: LedgerValue, tolerance: Double? = nil,
    metrics: [Metric] = []
  ) {
    self.at = at
    self.code = code
    self.status = status
    self.value = value
    self.tolerance = tolerance
    self.metrics = metrics
  }
}
