extension Metric {
  /// The mean Jaccard coefficient of the least stable segment under the bootstrap.
  public static let jaccard = Metric(
    "jaccard", better: .higher, range: 0...1,
    definition:
      "how well the least stable segment is found again in bootstrap samples (Jaccard);"
      + " 0…1, 0.75 is valid, higher is better",
    undefined:
      "for one segment, and if a sample has fewer distinct customers than segments",
    settings: [.replicates, .seed],
    computation: .resampled(replicates: 100) { (request) throws(ClusteringError) in
      try SegmentStability(
        of: request.labels, by: request.method, on: request.points,
        replicates: request.replicates, seed: request.seed, control: request.control
      ).segments.map(\.meanJaccard).min()
    },
    choice: .bestAbove(0.75), vote: Vote(on: .stability, .ofOwnCount),
    page: """
      **What it measures.** How well is each segment found again in bootstrap samples? For each segment,
      the Jaccard coefficient with the most similar new segment, averaged over samples. The metric is
      the value of the least stable segment; `stability` shows all of them.

      **When.** Before segments get names and budgets. A segment is dissolved up to 0.5, a pattern with
      doubtful members from 0.6, valid from 0.75 and highly stable from 0.85.

      **Cost.** One fit for each sample. Repeated customers count as weights, so nothing is copied.

      **Where it misleads.** Stable does not mean real, and with heavy tails segments can form around
      outliers that are always found again.

      C. Hennig, Comput. Statist. Data Anal. 52, 2007; R's `clusterboot`.

      ```seg
      sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=2 | show k, jaccard
      ```
      """)
}
