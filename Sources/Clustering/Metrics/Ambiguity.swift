extension Metric {
  /// The share of ambiguous pairs of rows in a consensus.
  public static let ambiguity = Metric(
    "ambiguity", better: .lower, range: 0...1,
    definition:
      "pairs of customers together in more than 10 % and up to 90 % of divisions of parts (PAC);"
      + " 0…1, lower is better",
    undefined:
      "for one segment, for algorithms that find k themselves, and where a sample has fewer"
      + " different customers than segments",
    settings: [.replicates, .seed],
    computation: .curve(replicates: 50) { (request) throws(ClusteringError) in
      try ConsensusAmbiguity(
        request.candidates, of: request.points, by: request.method, parts: request.replicates,
        seed: request.seed, control: request.control
      ).rows.map { CurveValue(k: $0.k, value: $0.ambiguity) }
    },
    choice: .best, vote: Vote(on: .stability, .whenNamed),
    page: """
      **What it asks.** Many parts of the customers are divided. A pair that is together in more than 10 %
      and at most 90 % of the divisions in which both take part is ambiguous: which share is?

      **When.** To see at which *k* customers know where they belong.

      **Cost.** One fit for each part and *k*; pairs are those of at most 1,000 customers, drawn by lot.

      **Where it misleads.** As all that ask for stability: even cuts are stable.

      Y. Șenbabaoğlu, G. Michailidis, J. Li, Sci. Rep. 4, 2014: the proportion of ambiguous clustering.

      ```seg
      sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=2 | show k, ambiguity
      ```
      """)
}
