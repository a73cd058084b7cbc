import Clustering
import Relations
import Tables

/// The segments of a script as it would have found them on an earlier day, beside those of today.
///
/// Customers are compared who are there both times. Their segments differ for two reasons: the
/// customers have moved, and the script finds other segments. `modelAdjustedRand` knows only the second.
package struct EarlierWindow: Equatable, Sendable {
  /// The last day of the lines that were left, in days since 1970-01-01.
  package let end: Int32
  package let outcome: Outcome

  package enum Outcome: Equatable, Sendable {
    case compared(Comparison)
    /// There were no segments then: why, in a sentence without its full stop.
    case impossible(String)
  }

  package struct Comparison: Equatable, Sendable {
    /// Customers who were divided then.
    package let customers: Int
    /// Those of them who are divided today too.
    package let common: Int
    /// Customers of today who were not there yet.
    package let notYet: Int
    /// The adjusted Rand index of both divisions of the common customers, noise left out.
    package let adjustedRand: Double
    /// The same index for today's customers as the model of then and that of now divide them.
    package let modelAdjustedRand: Double
    /// The share of common customers in a segment that is matched with the one they had.
    package let stayed: Double
    /// Segments of today by ascending label.
    package let segments: [Segment]

    package init(
      customers: Int, common: Int, notYet: Int, adjustedRand: Double, modelAdjustedRand: Double,
      stayed: Double, segments: [Segment]
    ) {
      self.customers = customers
      self.common = common
      self.notYet = notYet
      self.adjustedRand = adjustedRand
      self.modelAdjustedRand = modelAdjustedRand
      self.stayed = stayed
      self.segments = segments
    }
  }

  /// A segment of today and the one of then that it is matched with.
  package struct Segment: Equatable, Sendable {
    /// From 0.
    package let label: Int
    /// The label of then, from 0; `nil` where none is left for it.
    package let earlier: Int?
    /// All its customers today, and all of the one then.
    package let size: Int
    package let earlierSize: Int
    /// The share of its common customers who were in the matched one; `nil` if it has none.
    package let stayed: Double?
    /// The common customers in both among those in either; 0 without a match, `nil` if it has no
    /// common customers at all.
    package let jaccard: Double?

    package init(
      label: Int, earlier: Int?, size: Int, earlierSize: Int, stayed: Double?, jaccard: Double?
    ) {
      self.label = label
      self.earlier = earlier
      self.size = size
      self.earlierSize = earlierSize
      self.stayed = stayed
      self.jaccard = jaccard
    }
  }

  package init(end: Int32, outcome: Outcome) {
    self.end = end
    self.outcome = outcome
  }

  /// What was compared, if there were segments.
  package var comparison: Comparison? {
    switch outcome {
    case .compared(let comparison): comparison
    case .impossible: nil
    }
  }

  /// As the ledger keeps it.
  package var record: LedgerRecord {
    var record = LedgerRecord()
    record["end"] = .text(CivilDate(daysSinceEpoch: end).description)
    switch outcome {
    case .impossible(let reason): record["impossible"] = .text(reason)
    case .compared(let found):
      record["customers"] = .integer(found.customers)
      record["common"] = .integer(found.common)
      record["not_yet"] = .integer(found.notYet)
      record["adjusted_rand"] = .number(found.adjustedRand)
      record["model_adjusted_rand"] = .number(found.modelAdjustedRand)
      record["stayed"] = .number(found.stayed)
      record["segments"] = .list(found.segments.map { .record($0.record) })
    }
    return record
  }
}

extension EarlierWindow.Segment {
  fileprivate var record: LedgerRecord {
    var record = LedgerRecord()
    record["segment"] = .integer(label + 1)
    record["earlier"] = earlier.map { .integer($0 + 1) } ?? .null
    record["size"] = .integer(size)
    record["earlier_size"] = .integer(earlierSize)
    record["stayed"] = stayed.map { .number($0) } ?? .null
    record["jaccard"] = jaccard.map { .number($0) } ?? .null
    return record
  }
}

extension EarlierWindow.Comparison {
  /// Compares the segments of customers.
  ///
  /// - Parameters:
  ///   - now: The segment of each customer of today; below 0 is noise.
  ///   - before: The segment that each of them had then; `nil` for those who were not there.
  ///   - assigned: The segment that the model of then gives each of them; `nil` where it has no say.
  ///   - earlier: The segment of each customer of then, in any order.
  /// - Throws: `.cancelled`, if anything.
  package init(
    now: [Int], before: [Int?], assigned: [Int?], earlier: [Int]
  ) throws(ClusteringError) {
    precondition(before.count == now.count && assigned.count == now.count, "one of each for each")
    let common = now.indices.filter { before[$0] != nil }
    let table = try ContingencyTable(common.map { now[$0] }, common.compactMap { before[$0] })
    let matching = SegmentMatching(table)
    let sizes = Self.sizes(now)
    let earlierSizes = Self.sizes(earlier)
    let commonSizes = zip(table.firstLabels, table.firstSizes)
    segments = sizes.keys.sorted().filter { $0 >= 0 }.map { label in
      let own = commonSizes.first { $0.0 == label }?.1 ?? 0
      let pair = matching.pairs.first { $0.first == label }
      return EarlierWindow.Segment(
        label: label, earlier: pair?.second, size: sizes[label] ?? 0,
        earlierSize: pair.flatMap { earlierSizes[$0.second] } ?? 0,
        stayed: own > 0 ? Double(pair?.shared ?? 0) / Double(own) : nil,
        jaccard: own > 0 ? pair?.jaccard ?? 0 : nil)
    }
    customers = earlier.count
    self.common = common.count
    notYet = now.count - common.count
    stayed = matching.matchedShare
    adjustedRand = try Self.agreement(now, before)
    modelAdjustedRand = try Self.agreement(now, assigned)
  }

  private static func sizes(_ labels: [Int]) -> [Int: Int] {
    labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// The adjusted Rand index over customers who are in a segment both times.
  private static func agreement(
    _ first: [Int], _ second: [Int?]
  ) throws(ClusteringError) -> Double {
    let pairs = zip(first, second).compactMap { one, other -> (Int, Int)? in
      guard one >= 0, let other, other >= 0 else { return nil }
      return (one, other)
    }
    return try Agreement.adjustedRand(pairs.map(\.0), pairs.map(\.1))
  }
}
