extension Metric {
  /// The index of Caliński and Harabasz: the variance between segments against that within.
  public static let calinskiHarabasz = Metric(
    "calinski_harabasz", better: .higher, range: 0 ... .infinity,
    definition:
      "between-segment over within-segment variance, (B/(k−1)) / (W/(n−k)); higher is better",
    undefined: "for one segment, and for as many as customers",
    computation: .labels { (points, _) throws(ClusteringError) in
      LabelsValue(try points.calinskiHarabasz())
    },
    isStanding: true, choice: .best, vote: Vote(on: .separation), dissentsUnasked: true,
    page: """
      **What it asks.** How much of the variance is between segments, per segment, against what is left
      within, per customer: (*B* / (*k* − 1)) / (*W* / (*n* − *k*)). Also called the variance ratio. 1
      where nothing is left within.

      **When.** For round segments, to compare several *k* of one method.

      **Cost.** O(*n d*).

      **Where it misleads.** It has no scale of its own, so that only values of the same customers can be
      compared; with heavy tails it often rises with *k* for ever.

      T. Caliński, J. Harabasz, Comm. Statist. 3, 1974. As in scikit-learn, to 1e-9.

      ```seg
      sample transactions customers=300 seed=7 | rfm | scale robust
        | kmeans k in 2...5 restarts=3 | pick calinski_harabasz
      ```
      """)
}
