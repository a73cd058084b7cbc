extension Metric {
  /// The index of Caliński and Harabasz: the ratio of the variance between segments to that within.
  public static let calinskiHarabasz = Metric(
    "calinski_harabasz", better: .higher, range: 0 ... .infinity,
    definition:
      "between-segment over within-segment variance, (B/(k−1)) / (W/(n−k)); higher is better",
    undefined: "for one segment, and if each customer is a segment",
    computation: .labels { (points, _) throws(ClusteringError) in
      LabelsValue(try points.calinskiHarabasz())
    },
    isStanding: true, choice: .best, vote: Vote(on: .separation), dissentsUnasked: true,
    page: """
      **What it measures.** The variance between segments, per segment, divided by the variance within,
      per customer: (*B* / (*k* − 1)) / (*W* / (*n* − *k*)). Also called the variance ratio. 1 if there
      is no variance within segments.

      **When.** For round segments, to compare several *k* of one method.

      **Cost.** O(*n d*).

      **Where it misleads.** It has no absolute scale: compare only values for the same customers. With
      heavy tails it often keeps rising with *k*.

      T. Caliński, J. Harabasz, Comm. Statist. 3, 1974. As in scikit-learn, to 1e-9.

      ```seg
      sample transactions customers=300 seed=7 | rfm | scale robust
        | kmeans k in 2...5 restarts=3 | pick calinski_harabasz
      ```
      """)
}
