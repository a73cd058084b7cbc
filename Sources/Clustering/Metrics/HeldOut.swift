extension Metric {
  /// The agreement of segments with those foretold by a fit of the other rows.
  public static let heldOut = Metric(
    "held_out", better: .higher, range: -1...1,
    definition:
      "agreement (adjusted Rand) on a fifth held out with a fit of the other four; 1 is identical",
    undefined:
      "for one segment, and where a sample has fewer different customers than segments",
    settings: [.replicates, .seed],
    computation: .resampled(replicates: 10) { (request) throws(ClusteringError) in
      try HeldOutAgreement(
        of: request.labels, by: request.method, on: request.points,
        rescaling: request.rescaling, splits: request.replicates, seed: request.seed,
        control: request.control
      ).meanAdjustedRand
    },
    choice: .best,
    page: """
      **What it asks.** A fifth of the customers is held out. Are they assigned, by segments of the other
      four fifths, as a fit of everybody divides them? The adjusted Rand index of the two.

      **When.** To see whether the segments of today will hold for the customers of tomorrow.

      **Cost.** One fit.

      **Where it misleads.** One split is one draw: `jaccard` and `instability` make many.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=2 | show k, held_out
      ```
      """)
}
