import Diagnostics
import Planning
import Documents
import Tables

/// The levels of a verification, each by itself.
struct LockComparison: Sendable {
  typealias Finding = Verification.Finding

  let lock: LockDocument
  let today: LockDocument
  let isComplete: Bool

  /// How far fitted numbers may be off: across versions of the arithmetic more than within one.
  var tolerance: Double { lock.engine.numerics == today.engine.numerics ? 1e-9 : 1e-6 }

  var notes: [String] {
    var notes: [String] = []
    if lock.engine.version != today.engine.version {
      notes.append(
        "locked with segue \(lock.engine.version), verified with \(today.engine.version)")
    }
    if lock.engine.library != today.engine.library {
      notes.append("the standard library is another one than when it was locked")
    }
    return notes + successions
  }

  /// What other segments do to names and to decisions by number.
  ///
  /// Without the customers of the lock, centres tell which segment continues which.
  private var successions: [String] {
    modelPairs.flatMap { old, new -> [String] in
      guard old.labels != new.labels, let succession = SegmentSuccession(old, new) else {
        return []
      }
      return succession.findings(by: today.steps).map {
        "\(quoted(new.name)): \($0.message) (\($0.code.id))"
      }
    }
  }

  // MARK: Script

  var script: Finding {
    var details: [String] = []
    for parameter in today.parameters {
      guard let old = lock.parameters.first(where: { $0.name == parameter.name }) else { continue }
      if old.value != parameter.value {
        details.append(
          "param `\(parameter.name)`: \(shown(old.value)) → \(shown(parameter.value))")
      }
    }
    let changedParameters = details.count
    if lock.seed != today.seed { details.append("seed: \(lock.seed) → \(today.seed)") }
    let isSameText = lock.script == today.script
    if isSameText, details.isEmpty { return .same }
    let difference = ScriptDifference(lock, today)
    details += difference.lines
    for module in difference.modules { details.append("module \(quoted(module)) changed") }
    if changedParameters > 0, difference.isEmpty {
      return .differs(
        changedParameters == 1
          ? "a param has another value: \(details[0])"
          : "\(changedParameters) params have other values", details)
    }
    if details.count == 1, lock.seed != today.seed {
      return .differs("the run has another seed: \(lock.seed) → \(today.seed)", details)
    }
    return .differs("the script changed: \(difference.summary)", details)
  }

  // MARK: Data

  var data: Finding {
    var sentences: [String] = []
    var details: [String] = []
    var isDifferent = false
    for old in lock.inputs {
      guard let new = today.inputs.first(where: { $0.path == old.path }) else {
        if isComplete || !today.inputs.isEmpty || today.steps.isEmpty {
          sentences.append("\(quoted(old.path)) was not read")
          isDifferent = true
        }
        continue
      }
      guard old.digest != new.digest else { continue }
      let difference = InputDifference(old, new)
      sentences.append(difference.sentence)
      details += difference.details
      if !difference.isHarmless { isDifferent = true }
    }
    for new in today.inputs where !lock.inputs.contains(where: { $0.path == new.path }) {
      sentences.append("\(quoted(new.path)) is read and was not")
      isDifferent = true
    }
    if !usedLocks.isEmpty { isDifferent = true }
    sentences += usedLocks
    if sentences.isEmpty { return .same }
    let sentence = sentences.joined(separator: "; ")
    return isDifferent
      ? .differs(sentence, details)
      : Finding(state: .accepted, sentence: sentence, details: details)
  }

  // MARK: Decisions and numbers

  /// Decisions of both sides that read the same, in order.
  private var samePairs: [(LockDocument.Step, LockDocument.Step)] {
    StepAlignment(lock.steps, today.steps).pairs.compactMap { pair in
      switch pair {
      case .same(let old, let new), .changed(let old, let new): (old, new)
      case .added, .removed: nil
      }
    }
  }

  var decisions: Finding {
    let details = samePairs.flatMap { old, new -> [String] in
      var lines: [String] = []
      if old.rowsIn != new.rowsIn || old.rowsOut != new.rowsOut {
        lines.append("\(new.phrase): rows \(old.rows), now \(new.rows)")
      }
      for change in RecordDifference(old.record, new.record, tolerance: tolerance).exact {
        lines.append("\(new.phrase): \(change)")
      }
      return lines
    }
    guard let first = details.first else { return .same }
    return .differs(
      details.count == 1 ? first : "\(first), and \(details.count - 1) more", details)
  }

  var numbers: Finding {
    let expectations = lock.expectations.map(\.at)
    var details = samePairs.flatMap { old, new -> [String] in
      // What an expectation found has a tolerance and a level of its own.
      if expectations.contains(old.at) { return [] }
      return RecordDifference(old.record, new.record, tolerance: tolerance).numeric.map {
        "\(new.phrase): \($0)"
      }
    }
    for (old, new) in modelPairs where old.features == new.features {
      guard old.centroids.count == new.centroids.count else { continue }
      for (segment, rows) in zip(old.centroids, new.centroids).enumerated() {
        for column in 0..<min(rows.0.count, rows.1.count)
        where !isClose(rows.0[column], rows.1[column], tolerance) {
          let centre = "\(quoted(new.name)): centre of segment \(segment + 1), "
          // Components are fewer axes than features, and words of categories are more.
          guard rows.0.count == old.features.count else {
            details.append(
              centre + "axis \(column + 1): \(readable(rows.0[column])) → "
                + "\(readable(rows.1[column]))")
            continue
          }
          details.append(
            centre + "`\(old.features[column])`: "
              + "\(readable(old.originalCentroids[segment][column])) → "
              + "\(readable(new.originalCentroids[segment][column]))")
        }
      }
    }
    guard let first = details.first else { return .same }
    return .differs(
      details.count == 1 ? first : "\(first), and \(details.count - 1) more", details)
  }

  // MARK: Models

  private var modelPairs: [(LockDocument.FittedModel, LockDocument.FittedModel)] {
    lock.models.compactMap { old in
      today.models.first { $0.name == old.name }.map { (old, $0) }
    }
  }

  var labels: Finding {
    var details: [String] = []
    for (old, new) in modelPairs {
      let isSame: Bool
      if let locked = old.labels.keyed, let found = new.labels.keyed {
        isSame = locked == found
      } else {
        isSame = old.labels.inOrder == new.labels.inOrder
      }
      if isSame { continue }
      if old.sizes != new.sizes {
        details.append(
          "\(quoted(new.name)): sizes \(old.sizes.phrase) → \(new.sizes.phrase)")
      } else {
        details.append("\(quoted(new.name)): segments of the same sizes with other customers")
      }
    }
    if isComplete {
      for old in lock.models where !today.models.contains(where: { $0.name == old.name }) {
        details.append("\(quoted(old.name)) is no longer a model")
      }
      for new in today.models where !lock.models.contains(where: { $0.name == new.name }) {
        details.append("\(quoted(new.name)) is a model that the lock does not have")
      }
    }
    guard let first = details.first else { return .same }
    return .differs("customers have other segments: \(first)", details)
  }

  var metrics: Finding {
    var details: [String] = []
    for (old, new) in modelPairs {
      for measure in old.metrics {
        let found = new.metrics.first { $0.name == measure.name }?.value
        if let found, isClose(measure.value, found, measure.tolerance) { continue }
        details.append(
          "\(quoted(new.name)): \(measure.name) \(numberText(measure.value)) → "
            + "\(found.map(numberText) ?? "none") (allowed: \(numberText(measure.tolerance)))")
      }
    }
    guard let first = details.first else { return .same }
    return .differs(
      details.count == 1 ? first : "\(first), and \(details.count - 1) more", details)
  }

  var expectations: Finding {
    var details: [String] = []
    for old in lock.expectations {
      guard let new = today.expectations.first(where: { $0.at == old.at && $0.code == old.code })
      else {
        if isComplete { details.append("`expect \(old.code)` is not asked any more") }
        continue
      }
      if old.status != new.status {
        details.append("`expect \(new.code)`: \(old.status) → \(new.status)")
      } else if case .number(let before) = old.value, case .number(let now) = new.value,
        !isClose(before, now, old.tolerance)
      {
        details.append(
          "`expect \(new.code)`: holds for \(readableShare(before)) of the rows → "
            + "\(readableShare(now)) (allowed: \(numberText(old.tolerance)))")
      }
    }
    guard let first = details.first else { return .same }
    return .differs(first, details)
  }

  // MARK: Outputs

  var outputs: Finding {
    // A lock of format 1 does not say what was written.
    guard let locked = lock.outputs, let found = today.outputs else { return .same }
    var details: [String] = []
    var reordered: [String] = []
    for old in locked {
      guard let new = found.first(where: { $0.at == old.at && $0.path == old.path }) else {
        if isComplete { details.append("\(quoted(old.path)) is not written any more") }
        continue
      }
      if old.digest == new.digest { continue }
      if old.content == new.content {
        reordered.append("\(quoted(new.path)) would have the same rows written otherwise")
      } else {
        details.append(
          old.rows == new.rows
            ? "\(quoted(new.path)) would have other values in its \(readable(new.rows)) rows"
            : "\(quoted(new.path)): rows \(readable(old.rows)) → \(readable(new.rows))")
      }
    }
    for new in found where !locked.contains(where: { $0.at == new.at && $0.path == new.path }) {
      details.append("\(quoted(new.path)) is written and was not")
    }
    if let first = details.first {
      return .differs(
        details.count == 1 ? first : "\(first), and \(details.count - 1) more", details)
    }
    return reordered.isEmpty
      ? .same
      : Finding(state: .accepted, sentence: reordered.joined(separator: "; "), details: [])
  }

  private func shown(_ value: String) -> String { VisibleText(value).cut(to: 60) }
}

/// Equal up to a share of the greater one.
func isClose(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
  a == b || (a - b).magnitude <= tolerance * max(a.magnitude, b.magnitude, 1e-300)
}

extension LockDocument.Step {
  /// As in 48,112 → 47,630.
  var rows: String {
    let before = rowsIn.map { readable($0) + " → " } ?? ""
    return before + (rowsOut.map { readable($0) } ?? "none")
  }
}

extension [Int] {
  /// `2,163, 1,091` as a reader tells them apart: with a slash between.
  var phrase: String { map { readable($0) }.joined(separator: " / ") }
}
