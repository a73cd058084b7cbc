extension Metric {
  /// Fang and Wang's bootstrap instability.
  public static let instability = Metric(
    "instability", better: .lower, range: 0...1,
    definition:
      "pairs of customers that divisions of two bootstrap samples treat differently;"
      + " 0…1, lower is better",
    undefined:
      "for one segment, for algorithms that find k themselves, and where a sample has fewer"
      + " different customers than segments",
    settings: [.replicates, .seed],
    computation: .curve(replicates: 20) { (request) throws(ClusteringError) in
      try BootstrapInstability(
        request.candidates, of: request.points, by: request.method, pairs: request.replicates,
        seed: request.seed, control: request.control
      ).rows.map { CurveValue(k: $0.k, value: $0.instability) }
    },
    choice: .best, vote: Vote(on: .stability, .whenNamed),
    page: """
      **What it asks.** Two bootstrap samples are divided, all customers are assigned by both, and the
      pairs are counted that one keeps together and the other does not; the mean over many pairs of
      samples.

      **When.** To compare *k*: the least instability is taken.

      **Cost.** Two fits for each pair of samples and *k*.

      **Where it misleads.** Few segments are stable by themselves: it leans to small *k*.

      Y. Fang, J. Wang, Comput. Statist. Data Anal. 56, 2012.

      ```seg
      sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=2 | show k, instability
      ```
      """)
}
