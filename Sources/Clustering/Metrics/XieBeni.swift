extension Metric {
  /// The index of Xie and Beni: compactness relative to the smallest distance between two centroids.
  public static let xieBeni = Metric(
    "xie_beni", better: .lower, range: 0 ... .infinity,
    definition:
      "mean squared distance to the segment's centroid over the smallest squared distance of two centroids;"
      + " lower is better",
    undefined: "for one segment, and if two centroids are equal",
    computation: .labels { (points, _) throws(ClusteringError) in
      LabelsValue(try points.xieBeni())
    },
    choice: .best, vote: Vote(on: .separation),
    page: """
      **What it measures.** The mean squared distance to the centroid of the segment, divided by the
      smallest squared distance between two centroids.

      **When.** To find the *k* beyond which a segment is merely cut in two: the smallest distance
      between centroids collapses there. `fuzzy` weights the distances by the memberships.

      **Cost.** O(*n d* + *k*²).

      **Where it misleads.** The numerator falls with *k* whatever the data: compare neighbouring values
      of *k*.

      X. Xie, G. Beni, IEEE Trans. Pattern Anal. 13, 1991.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=3 | show k, xie_beni
      ```
      """)
}
