import Clustering

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

    /// As the language names it.
    package var word: String {
      switch self {
      case .seeds: "seeds"
      case .bootstrap: "bootstrap"
      case .subsets: "subsets"
      case .noise: "noise"
      case .heldOut: "split"
      }
    }

    /// The share that belongs to it, if one does.
    package var share: Double? {
      switch self {
      case .seeds, .bootstrap: nil
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
  }

  /// The coefficient of the segment that is found again worst.
  package var leastJaccard: Double? { segments.map(\.meanJaccard).min() }

  /// As the ledger keeps it.
  package var record: LedgerRecord {
    var record = LedgerRecord()
    record["change"] = .text(change.word)
    if let share = change.share { record["share"] = .number(share) }
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
    return record
  }
}
