extension Metric {
  /// Dunn's index: the smallest distance between segments divided by the largest within one.
  public static let dunn = Metric(
    "dunn", better: .higher, range: 0 ... .infinity,
    definition:
      "smallest distance between customers of two segments over the largest within one; higher is better",
    undefined: "for one segment, and if all customers of each segment are equal",
    computation: .labels { (points, control) throws(ClusteringError) in
      LabelsValue(try points.dunn(control: control))
    },
    choice: .best, vote: Vote(on: .separation, .whenNamed),
    page: """
      **What it measures.** The distance between the two nearest customers of different segments, divided
      by the distance between the two farthest customers of one segment.

      **When.** When a clean gap between segments matters more than the average, such as after `dbscan`
      or single linkage.

      **Cost.** All pairs, O(*n²d*), computed with bounds and without square roots.

      **Where it misleads.** It depends on two customers: a single outlier, or a single customer between
      two segments, brings it near 0.

      J. Dunn, J. Cybern. 3, 1973.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=3 | show k, dunn
      ```
      """)
}
