extension Metric {
  /// Prediction strength: whether segments of one half of the rows foretell those of the other.
  public static let predictionStrength = Metric(
    "prediction_strength", better: .higher, range: 0...1,
    definition:
      "pairs of the worst segment of one half that the other half's segments keep together;"
      + " 0…1, 0.8 speaks for structure, higher is better",
    undefined:
      "for one segment, for algorithms that find k themselves, and where a sample has fewer"
      + " different customers than segments",
    settings: [.replicates, .seed],
    computation: .curve(replicates: 20) { (request) throws(ClusteringError) in
      try PredictionStrength(
        request.candidates, of: request.points, by: request.method, splits: request.replicates,
        seed: request.seed, control: request.control
      ).rows.map { CurveValue(k: $0.k, value: $0.strength) }
    },
    choice: .mostReaching(PredictionStrength.threshold), vote: Vote(on: .stability),
    page: """
      **What it asks.** The customers are halved many times. Of the worst segment of one half, how many
      pairs are kept together by the segments of the other half?

      **When.** To take the largest *k* that is at least 0.8: that is its rule, and what `pick` does.

      **Cost.** Two fits for each split and *k*.

      **Where it misleads.** With few customers in a half, segments that are real are missed. Stable does
      not mean real: a method that always cuts in the middle is stable too.

      R. Tibshirani, G. Walther, J. Comput. Graph. Statist. 14, 2005.

      ```seg
      sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=2 | show k, prediction_strength
      ```
      """)
}
