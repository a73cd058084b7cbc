import Diagnostics
import Relations
import Syntax
import Tables

/// A run of the past that was opened to be applied: what `locked "june.seg.lock"` gives.
///
/// How a lock is read and its script replayed is decided above; a stage knows only this.
package protocol LockedRun: Sendable {
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

  /// Pushes rows through the decisions of the run; nothing is fitted.
  ///
  /// The rows have the columns of `source`, with its types. One row comes out for each entity.
  /// `asOf` is another day to count recency up to.
  ///
  /// - Throws: `StageFailure` with what the stages of the run raise.
  func apply(
    _ rows: Table, asOf: AsOf?, _ context: RunContext
  ) throws(StageFailure) -> AppliedRows

  /// Follows the customers of the run to where they are now.
  ///
  /// - Throws: `StageFailure` where the files of the run are gone or changed.
  func migration(
    to fresh: SegmentedCustomers, _ context: RunContext
  ) throws(StageFailure) -> MigratedCustomers
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
  package let run: any LockedRun

  package init(_ run: any LockedRun) { self.run = run }

  /// The same lock of the same place.
  package static func == (a: RunType, b: RunType) -> Bool {
    a.run.path == b.run.path && a.run.digest == b.run.digest && a.run.model == b.run.model
  }
}

/// Entities with the segments that a run of the past gives them.
package struct AppliedRows: Sendable {
  /// As `LockedRun.assigned`, ascending by the key; behind `apply` with the columns that were kept.
  package let table: Table
  /// What the ledger keeps: sizes, who has no segment, the drift of each feature.
  package let record: LedgerRecord
  /// What the replay had to say about the rows.
  package let remarks: [Diagnostic]
  /// The share of entities without a segment; `nil` where there is nobody.
  package let unassignedShare: Double?
  /// The entities that reached the model by key, which is the first column, with the features in the
  /// units in which they were made.
  package let features: Table?
  /// How far each feature is from the lock, in the order of the model; empty where there is nobody.
  package let drift: [FeatureDrift]

  /// The population stability index of one feature.
  package struct FeatureDrift: Equatable, Sendable {
    package let feature: String
    package let index: Double
    /// What it would be about if nothing had changed.
    package let byChance: Double

    package init(feature: String, index: Double, byChance: Double) {
      self.feature = feature
      self.index = index
      self.byChance = byChance
    }
  }

  package init(
    table: Table, record: LedgerRecord, remarks: [Diagnostic], unassignedShare: Double?,
    features: Table?, drift: [FeatureDrift]
  ) {
    self.table = table
    self.features = features
    self.record = record
    self.remarks = remarks
    self.unassignedShare = unassignedShare
    self.drift = drift
  }

  /// The same entities with other columns.
  package func with(_ table: Table) -> AppliedRows {
    AppliedRows(
      table: table, record: record, remarks: remarks, unassignedShare: unassignedShare,
      features: features, drift: drift)
  }

  /// The index of a feature, or the greatest of all; `nil` where there is nobody.
  package func stabilityIndex(of feature: String?) -> Double? {
    drift.filter { feature == nil || $0.feature == feature }.map(\.index).max()
  }
}

/// Opens locks by path, as a script names them.
package struct LockOpener: Sendable {
  package enum Answer: Sendable {
    case opened(any LockedRun)
    case refused(Diagnostic)
  }

  private let answer: @Sendable (_ path: String, _ model: String?) -> Answer

  package init(_ answer: @escaping @Sendable (_ path: String, _ model: String?) -> Answer) {
    self.answer = answer
  }

  /// Opens the lock at a path, for one of its models; the name may be left out if there is one.
  package func callAsFunction(_ path: String, model: String?) -> Answer { answer(path, model) }
}
