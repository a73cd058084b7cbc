extension Metric {
  /// Fang and Wang's bootstrap instability.
  public static let instability = Metric(
    "instability", better: .lower, range: 0...1,
    definition:
      "share of customer pairs that clusterings of two bootstrap samples treat differently;"
      + " 0…1, lower is better",
    undefined:
      "for one segment, for algorithms that find k themselves, and if a sample has fewer"
      + " distinct customers than segments",
    settings: [.replicates, .seed],
    computation: .curve(replicates: 20) { (request) throws(ClusteringError) in
      try BootstrapInstability(
        request.candidates, of: request.points, by: request.method, pairs: request.replicates,
        seed: request.seed, control: request.control
      ).rows.map { CurveValue(k: $0.k, value: $0.instability) }
    },
    choice: .best, vote: Vote(on: .stability, .whenNamed),
    page: """
      **What it measures.** Two bootstrap samples are clustered and all customers are assigned by both.
      The metric is the share of customer pairs that are together in only one of the two, averaged over
      many pairs of samples.

      **When.** To compare values of *k*: the smallest instability wins.

      **Cost.** Two fits for each pair of samples and *k*.

      **Where it misleads.** A few segments are always fairly stable, so it favours small *k*.

      Y. Fang, J. Wang, Comput. Statist. Data Anal. 56, 2012.

      ```seg
      sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=2 | show k, instability
      ```
      """)
}
