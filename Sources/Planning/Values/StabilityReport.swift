import Clustering
import Relations

/// How well each segment of a model is found again when the customers are a little different.
package struct StabilityReport: Equatable, Sendable {
  /// What was changed.
  package enum Change: Equatable, Sendable {
    /// Nothing but the seed.
    case seeds
    /// As many customers were drawn as there are, with replacement.
    case bootstrap
    /// Each customer stayed with this probability.
    case subsets(share: Double)
    /// A number was added to every value, with so many times the feature's standard deviation.
    case noise(share: Double)
    /// This share of the customers was divided, and the others were assigned and compared.
    case heldOut(share: Double)
    /// The lines of the last days were cut away, in so long steps.
    case windows(every: Duration)

    /// As the language names it.
    package var word: String {
      switch self {
      case .seeds: "seeds"
      case .bootstrap: "bootstrap"
      case .subsets: "subsets"
      case .noise: "noise"
      case .heldOut: "split"
      case .windows: "windows"
      }
    }

    /// The share that belongs to it, if one does.
    package var share: Double? {
      switch self {
      case .seeds, .bootstrap, .windows: nil
      case .subsets(let share), .noise(let share), .heldOut(let share): share
      }
    }
  }

  package let change: Change
  /// How often.
  package let replicates: Int
  package let seed: Int
  /// The adjusted Rand index of old and new segments, mean and least.
  package let meanAdjustedRand: Double
  package let leastAdjustedRand: Double
  /// By ascending label; segments of nobody are not there.
  package let segments: [SegmentStability.Segment]
  /// The earlier days that were gone back to, the latest first; empty for every other change.
  package let windows: [EarlierWindow]

  package init(
    change: Change, replicates: Int, seed: Int, meanAdjustedRand: Double,
    leastAdjustedRand: Double, segments: [SegmentStability.Segment]
  ) {
    self.change = change
    self.replicates = replicates
    self.seed = seed
    self.meanAdjustedRand = meanAdjustedRand
    self.leastAdjustedRand = leastAdjustedRand
    self.segments = segments
    windows = []
  }

  /// Sums up what was found on earlier days; those without segments count for nothing.
  package init(windows: [EarlierWindow], every step: Duration, seed: Int) {
    let found = windows.compactMap(\.comparison)
    change = .windows(every: step)
    replicates = windows.count
    self.seed = seed
    meanAdjustedRand =
      found.reduce(0) { $0 + $1.adjustedRand } / Double(max(1, found.count))
    leastAdjustedRand = found.map(\.adjustedRand).min() ?? 0
    var coefficients: [Int: [Double]] = [:]
    for segment in found.flatMap(\.segments) {
      if let jaccard = segment.jaccard { coefficients[segment.label, default: []].append(jaccard) }
    }
    segments = coefficients.keys.sorted().map {
      SegmentStability.Segment(label: $0, coefficients: coefficients[$0] ?? [])
    }
    self.windows = windows
  }

  /// The coefficient of the segment that is found again worst.
  package var leastJaccard: Double? { segments.map(\.meanJaccard).min() }

  /// As the ledger keeps it.
  package var record: LedgerRecord {
    var record = LedgerRecord()
    record["change"] = .text(change.word)
    if let share = change.share { record["share"] = .number(share) }
    if case .windows(let step) = change { record["every"] = .text(step.phrase) }
    record["replicates"] = .integer(replicates)
    record["seed"] = .integer(seed)
    record["adjusted_rand"] = .number(meanAdjustedRand)
    record["least_adjusted_rand"] = .number(leastAdjustedRand)
    record["segments"] = .list(
      segments.map { segment in
        var own = LedgerRecord()
        own["segment"] = .integer(segment.label + 1)
        own["jaccard"] = .number(segment.meanJaccard)
        own["mark"] = .text(segment.mark.rawValue)
        own["recovered"] = .number(segment.recoveredShare)
        own["dissolved"] = .number(segment.dissolvedShare)
        return .record(own)
      })
    if !windows.isEmpty { record["windows"] = .list(windows.map { .record($0.record) }) }
    return record
  }
}

extension Duration {
  /// In words that the language reads: `1 month`, `14 days`.
  package var phrase: String {
    let parts = [(months, "month"), (days, "day")].filter { $0.0 != 0 }
    return parts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " and ")
  }
}
