import Clustering
import Diagnostics
import Planning
import Documents
import Tables

/// Which segment of a new run continues which of an old one, and what that does to names and to
/// decisions by number.
///
/// Segments are numbered by size, so that a refit may give a segment another number; and names are given
/// by rules, so that a refit may give a segment another name. Nothing of that is an error, and all of it
/// has to be known before somebody writes to "segment 1" or to the "Champions" of the new run.
package struct SegmentSuccession: Sendable {
  /// Segments that continue each other, from 0, ascending by the old one.
  package let pairs: [(old: Int, new: Int)]
  private let old: LockDocument.FittedModel
  private let new: LockDocument.FittedModel

  /// How far a centre may move under its name, as a share of the way to the nearest other centre.
  ///
  /// Centres of the old run are meant. Beyond half of the way it may be nearer to what had another name.
  package static let limit = 0.5

  /// Takes pairs that were matched by customers, or matches by centres where there are none.
  ///
  /// `nil` where the two models have other features: their centres cannot be compared.
  init?(
    _ old: LockDocument.FittedModel, _ new: LockDocument.FittedModel,
    pairs: [(old: Int, new: Int)]? = nil
  ) {
    guard pairs != nil || old.features == new.features else { return nil }
    self.old = old
    self.new = new
    if let pairs {
      self.pairs = pairs
    } else {
      let centres = CentresInOneUnit(old, new)
      self.pairs = CentreMatching(centres.old, centres.new).pairs
    }
  }

  /// Pairs whose numbers differ.
  var renumbered: [(old: Int, new: Int)] { pairs.filter { $0.old != $0.new } }

  /// What a reader has to know, most serious first: names on other segments, decisions by number, names
  /// whose centre went away.
  func findings(by steps: [LockDocument.Step]) -> [Diagnostic] {
    wanderedNames + decisionsByNumber(steps) + movedCentres
  }

  // MARK: Names

  /// Names that stand for another segment than before.
  private var wanderedNames: [Diagnostic] {
    guard !old.names.isEmpty, !new.names.isEmpty else { return [] }
    var findings: [Diagnostic] = []
    for (i, j) in pairs where old.names[i] != new.names[j] {
      var notes: [String] = []
      if let other = new.names.firstIndex(of: old.names[i]) {
        notes.append("\(quoted(old.names[i])) is segment \(other + 1) now: \(origin(of: other))")
      }
      if NumberedName(old.names[i]).base == NumberedName(new.names[j]).base {
        notes.append(
          "one rule fits several segments, and the number after the name goes by their size: write "
            + "a rule that tells them apart")
      }
      findings.append(
        Diagnostic(
          .wanderedName,
          "what was called \(quoted(old.names[i])) is called \(quoted(new.names[j])) now: segment "
            + "\(i + 1) goes on as segment \(j + 1)", at: .process, notes: notes))
    }
    for j in new.names.indices where !pairs.contains(where: { $0.new == j }) {
      guard old.names.contains(new.names[j]) else { continue }
      findings.append(
        Diagnostic(
          .wanderedName,
          "\(quoted(new.names[j])) now names a new segment: segment \(j + 1) continues none of the old ones",
          at: .process))
    }
    return findings
  }

  /// Where the customers of a new segment come from.
  private func origin(of segment: Int) -> String {
    guard let pair = pairs.first(where: { $0.new == segment }) else { return "it continues none" }
    return old.names[pair.old] == new.names[segment]
      ? "it continues the one of that name"
      : "it continues what was called \(quoted(old.names[pair.old]))"
  }

  /// Names that stayed with their segment, whose centre moved beyond the limit.
  private var movedCentres: [Diagnostic] {
    guard !old.names.isEmpty, !new.names.isEmpty, old.features == new.features else { return [] }
    let centres = CentresInOneUnit(old, new)
    return pairs.compactMap { i, j -> Diagnostic? in
      guard old.names[i] == new.names[j] else { return nil }
      let others = centres.old.indices.filter { $0 != i }.map { other in
        (other, distance(centres.old[i], centres.old[other]))
      }
      guard let (nearest, way) = others.min(by: { $0.1 < $1.1 }), way > 0 else { return nil }
      let moved = distance(centres.old[i], centres.new[j]) / way
      guard moved > Self.limit else { return nil }
      return Diagnostic(
        .movedName,
        "\(quoted(old.names[i])) needs a look: its centre moved by \(readableShare(moved)) of the way "
          + "to \(quoted(old.names[nearest]))", at: .process,
        notes: [
          "segment \(i + 1) goes on as segment \(j + 1) "
            + "(\(readable(old.sizes[i])) → \(readable(new.sizes[j])) customers)"
        ])
    }
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  // MARK: Numbers

  /// Decisions that name a segment by its number, where that number means another segment now.
  private func decisionsByNumber(_ steps: [LockDocument.Step]) -> [Diagnostic] {
    let renumbered = renumbered
    guard !renumbered.isEmpty else { return [] }
    return steps.compactMap { step -> Diagnostic? in
      let moved = SegmentNumbers(in: step.code).numbers.filter { number in
        !pairs.contains { $0.old == number - 1 && $0.new == number - 1 }
      }
      guard let first = moved.first else { return nil }
      let before = pairs.first { $0.new == first - 1 }.map { "what was segment \($0.old + 1)" }
      let now = pairs.first { $0.old == first - 1 }.map { "segment \($0.new + 1) now" }
      return Diagnostic(
        .decisionByNumber,
        "\(step.phraseWithoutReason) now means another segment: segment \(first) is "
          + (before ?? "a new segment"), at: .process,
        notes: [
          "what was segment \(first) is " + (now ?? "gone"),
          "segments are numbered by size; a rule of `name` asks what they are like",
        ])
    }
  }
}

/// The centres of two models, each feature divided by the width of all its centres, so that both runs
/// are measured with one yardstick.
struct CentresInOneUnit {
  /// Shape `[k × d]`.
  let old: [[Double]]
  let new: [[Double]]

  /// Takes centres in the units in which the features were made; both have the same features.
  init(_ model: LockDocument.FittedModel, _ other: LockDocument.FittedModel) {
    let columns = model.features.indices
    let spreads = columns.map { column -> Double in
      let values = (model.originalCentroids + other.originalCentroids).map { $0[column] }
      let width = (values.max() ?? 0) - (values.min() ?? 0)
      return width > 0 ? width : 1
    }
    func scaled(_ rows: [[Double]]) -> [[Double]] {
      rows.map { row in columns.map { row[$0] / spreads[$0] } }
    }
    old = scaled(model.originalCentroids)
    new = scaled(other.originalCentroids)
  }
}

/// A name without the number that a second segment under one rule gets.
private struct NumberedName {
  let base: Substring

  init(_ name: String) {
    let digits = name.reversed().prefix { $0.isNumber }.count
    let head = name.dropLast(digits)
    base = digits > 0 && head.hasSuffix(" ") ? head.dropLast() : name[...]
  }
}
