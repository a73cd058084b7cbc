import Diagnostics
import Matrices
import Tables

/// A run of the past that was opened to be applied: what `locked "june.seg.lock"` gives.
///
/// How a lock is read and its script replayed is decided above; a stage knows only this.
package protocol LockedRun: LockedRunFacts {
  /// Pushes rows through the decisions of the run; nothing is fitted.
  ///
  /// The rows have the columns of `source`, with its types. One row comes out for each entity.
  /// `asOf` is another day to count recency up to.
  ///
  /// - Throws: `StageFailure` with what the stages of the run raise.
  func apply(
    _ rows: Table, asOf: AsOf?, control: RunControl
  ) throws(StageFailure) -> AppliedRows

  /// Follows the customers of the run to where they are now.
  ///
  /// - Throws: `StageFailure` where the files of the run are gone or changed.
  func migration(
    to fresh: SegmentedCustomers, control: RunControl
  ) throws(StageFailure) -> MigratedCustomers
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
