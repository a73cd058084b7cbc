import Execution
import Planning
import Tables

/// How fresh data differ from those that were locked: columns, features, and what decisions did.
package struct DriftReport: Sendable {
  package struct Feature: Sendable {
    package let name: String
    package let stability: PopulationStability
  }

  /// Cells that a decision changed: beyond a limit, or missing.
  package struct Changed: Equatable, Sendable {
    package enum Kind: String, Sendable { case clamped, filled }

    package let kind: Kind
    package let at: String
    package let column: String
    /// The share of the rows, now and when the lock was made.
    package let share: Double
    package let lockedShare: Double
  }

  /// Why entities have no segment, most frequent first.
  package struct Reason: Equatable, Sendable {
    package let text: String
    package let count: Int
  }

  package let schemas: [FreshSchema]
  /// In the order of the model; empty for a lock without profiles, or without a fresh customer.
  package let features: [Feature]
  package let changed: [Changed]
  /// In the order of the files and their columns.
  package let newLevels: [NewLevels]
  package let entities: Int
  package let unassigned: Int
  package let reasons: [Reason]

  /// The share of entities without a segment; `nil` where there is nobody.
  package var unassignedShare: Double? {
    entities > 0 ? Double(unassigned) / Double(entities) : nil
  }

  /// The feature that is furthest from the lock.
  package var worst: Feature? { features.max { $0.stability.index < $1.stability.index } }
}

extension DriftReport {
  /// Compares what went through a replay of a plan with the lock.
  ///
  /// `features` are those of the entities that came through, and `table` has a row for every entity
  /// with its `unassigned_reason`.
  init(
    _ lock: LockDocument, model: String, schemas: [FreshSchema], plan: Plan,
    replayed: Replay.Result, features: Features?, table: Table, files: FileAccess
  ) {
    let steps = replayed.steps
    let named = NamedColumns(plan)
    newLevels = replayed.sources.flatMap { NewLevels.all(of: $0, lock, named, files) }
    self.schemas = schemas
    let profile = lock.profiles.first { $0.model == model }
    let original = features?.inOriginalUnits
    self.features = (profile?.features ?? []).compactMap { feature in
      guard let original, original.index(of: feature.name) != nil,
        let stability = PopulationStability(
          locked: feature.counts,
          fresh: feature.counts(of: original.numbers(of: feature.name).values))
      else { return nil }
      return Feature(name: feature.name, stability: stability)
    }
    changed = steps.enumerated().flatMap { place, step -> [Changed] in
      let before = place > 0 ? steps[place - 1].value.rowCount : nil
      let then = lock.steps.first { $0.at == step.planned.path }
      return Changed.all(step, rows: before ?? 0, locked: then)
    }
    entities = table.rowCount
    let reasons = table.cells(of: "unassigned_reason")
    var counts: [String: Int] = [:]
    for row in 0..<reasons.count where reasons[row] != .null {
      counts[reasons[row].plainText, default: 0] += 1
    }
    unassigned = counts.values.reduce(0, +)
    self.reasons = counts.map { Reason(text: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.text) < ($0.count, $1.text) }
  }
}

extension DriftReport.Changed {
  /// What a stage counted per column in this run and in the locked one.
  fileprivate static func all(
    _ step: Replay.Step, rows: Int, locked: LockDocument.Step?
  ) -> [DriftReport.Changed] {
    step.record.entries.compactMap { entry in
      guard case .record(let now) = entry.value, let (kind, count) = counted(now) else {
        return nil
      }
      var lockedShare = 0.0
      if case .record(let before)? = locked?.record[entry.name], let rows = locked?.rowsIn, rows > 0
      {
        lockedShare = Double(counted(before)?.count ?? 0) / Double(rows)
      }
      return DriftReport.Changed(
        kind: kind, at: step.planned.path, column: entry.name,
        share: rows > 0 ? Double(count) / Double(rows) : 0, lockedShare: lockedShare)
    }
  }

  private static func counted(
    _ record: LedgerRecord
  ) -> (kind: DriftReport.Changed.Kind, count: Int)? {
    if case .integer(let low)? = record["clamped_low"],
      case .integer(let high)? = record["clamped_high"]
    {
      return (.clamped, low + high)
    }
    if case .integer(let filled)? = record["filled"] { return (.filled, filled) }
    return nil
  }
}
