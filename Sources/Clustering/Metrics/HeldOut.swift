extension Metric {
  /// The agreement of segments with the predictions of a fit of the other rows.
  public static let heldOut = Metric(
    "held_out", better: .higher, range: -1...1,
    definition:
      "agreement (adjusted Rand) of held-out customers with a fit of the others; 1 is identical",
    undefined:
      "for one segment, and if a sample has fewer distinct customers than segments",
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
      **What it measures.** A fifth of the customers is held out, and the other four fifths are
      clustered. The metric is the adjusted Rand index between the segments that this fit predicts for
      the held-out customers and their segments in the fit of all customers; the mean over splits.

      **When.** To estimate whether today's segments will fit future customers.

      **Cost.** One fit.

      **Where it misleads.** One split is one draw: `jaccard` and `instability` make many.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=2 | show k, held_out
      ```
      """)
}
