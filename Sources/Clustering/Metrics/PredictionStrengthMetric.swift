extension Metric {
  /// Prediction strength: whether the segments of one half of the rows predict those of the other.
  public static let predictionStrength = Metric(
    "prediction_strength", better: .higher, range: 0...1,
    definition:
      "share of pairs in the worst segment of one half that the other half's segments keep together;"
      + " 0…1, 0.8 indicates structure, higher is better",
    undefined:
      "for one segment, for algorithms that find k themselves, and if a sample has fewer"
      + " distinct customers than segments",
    settings: [.replicates, .seed],
    computation: .curve(replicates: 20) { (request) throws(ClusteringError) in
      try PredictionStrength(
        request.candidates, of: request.points, by: request.method, splits: request.replicates,
        seed: request.seed, control: request.control
      ).rows.map { CurveValue(k: $0.k, value: $0.strength) }
    },
    choice: .mostReaching(PredictionStrength.threshold), vote: Vote(on: .stability),
    page: """
      **What it measures.** The customers are split in half many times and both halves are clustered. In
      the worst segment of one half, what share of customer pairs do the segments of the other half keep
      together?

      **When.** To choose the largest *k* with a strength of at least 0.8: that is its rule, and what
      `pick` does.

      **Cost.** Two fits for each split and *k*.

      **Where it misleads.** With few customers in each half, real segments are missed. Stable does not
      mean real: a method that always cuts in the middle is stable too.

      R. Tibshirani, G. Walther, J. Comput. Graph. Statist. 14, 2005.

      ```seg
      sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=2 | show k, prediction_strength
      ```
      """)
}
