extension Metric {
  /// The share of ambiguous pairs of rows in a consensus.
  public static let ambiguity = Metric(
    "ambiguity", better: .lower, range: 0...1,
    definition:
      "share of customer pairs together in more than 10 % and up to 90 % of subsample clusterings (PAC);"
      + " 0…1, lower is better",
    undefined:
      "for one segment, for algorithms that find k themselves, and if a sample has fewer"
      + " distinct customers than segments",
    settings: [.replicates, .seed],
    computation: .curve(replicates: 50) { (request) throws(ClusteringError) in
      try ConsensusAmbiguity(
        request.candidates, of: request.points, by: request.method, parts: request.replicates,
        seed: request.seed, control: request.control
      ).rows.map { CurveValue(k: $0.k, value: $0.ambiguity) }
    },
    choice: .best, vote: Vote(on: .stability, .whenNamed),
    page: """
      **What it measures.** Many subsamples of the customers are clustered. A pair of customers is
      ambiguous if it is together in more than 10 % and at most 90 % of the clusterings that contain
      both; the metric is the share of ambiguous pairs.

      **When.** To find the *k* at which customers are assigned consistently.

      **Cost.** One fit for each subsample and *k*; pairs are formed among at most 1,000 customers,
      drawn at random.

      **Where it misleads.** As with every stability metric: even arbitrary cuts can be stable.

      Y. Șenbabaoğlu, G. Michailidis, J. Li, Sci. Rep. 4, 2014: the proportion of ambiguous clustering.

      ```seg
      sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=2 | show k, ambiguity
      ```
      """)
}
