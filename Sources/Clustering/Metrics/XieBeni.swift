extension Metric {
  /// The index of Xie and Beni: compactness against the smallest distance of two centroids.
  public static let xieBeni = Metric(
    "xie_beni", better: .lower, range: 0 ... .infinity,
    definition:
      "mean squared distance to the own centroid over the least squared distance of two centroids;"
      + " lower is better",
    undefined: "for one segment, and where two centroids are equal",
    computation: .labels { (points, _) throws(ClusteringError) in
      LabelsValue(try points.xieBeni())
    },
    choice: .best, vote: Vote(on: .separation),
    page: """
      **What it asks.** The mean squared distance to the own centroid, against the least squared distance
      between two centroids.

      **When.** To find a *k* beyond which one segment is merely cut in two: the least distance of
      centroids collapses there. `fuzzy` weighs the distances by the memberships.

      **Cost.** O(*n d* + *k*²).

      **Where it misleads.** The numerator falls with *k* whatever the data: compare neighbouring *k*.

      X. Xie, G. Beni, IEEE Trans. Pattern Anal. 13, 1991.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=3 | show k, xie_beni
      ```
      """)
}
