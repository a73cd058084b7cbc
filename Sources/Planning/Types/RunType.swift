import Tables

/// What is known of a run of the past before a row is read.
package protocol LockedRunFacts: Sendable {
  /// Where the lock is.
  var path: String { get }
  /// The digest of the lock: another one is another run.
  var digest: String { get }
  /// The model that is applied.
  var model: String { get }
  /// What its segments are called; empty where they have no names.
  var segmentNames: [String] { get }
  /// The features of the model, in its order.
  var features: [String] { get }
  /// Those whose distribution the lock keeps, so that drift can be told.
  var profiled: [String] { get }
  /// The columns of the files of the run, by the names that the lock gives them.
  var inputs: [LockedInput] { get }
  /// The one whose place fresh rows take.
  var source: LockedInput { get }
  /// The columns that `apply` gives: the key, then the segment and what belongs to it.
  var assigned: TableType { get }
  /// Whether each entity had one row where the lock was made, so that a row of the fresh ones is an
  /// entity too, and its columns can be kept.
  var hasOneRowEach: Bool { get }
}

/// A file that a run of the past read: what a lock tells of its columns.
package struct LockedInput: Sendable {
  /// Such as `tx` for `data/tx.csv`.
  package let name: String
  /// Named by the path, as the script has it.
  package let table: TableType
  /// Ways in which dates are written, by column.
  package let patterns: [String: [DatePattern]]

  package init(name: String, table: TableType, patterns: [String: [DatePattern]]) {
    self.name = name
    self.table = table
    self.patterns = patterns
  }
}

/// What the type of a locked run is: which one it is, and all that is known of it before a row is
/// read.
package struct RunType: Equatable, Sendable {
  package let run: any LockedRunFacts

  package init(_ run: any LockedRunFacts) { self.run = run }

  /// The same lock of the same place.
  package static func == (a: RunType, b: RunType) -> Bool {
    a.run.path == b.run.path && a.run.digest == b.run.digest && a.run.model == b.run.model
  }
}
