extension Metric {
  /// Dunn's index: the smallest distance between segments against the largest within one.
  public static let dunn = Metric(
    "dunn", better: .higher, range: 0 ... .infinity,
    definition:
      "least distance of customers of two segments over the largest within one; higher is better",
    undefined: "for one segment, and where all customers of each segment are equal",
    computation: .labels { (points, control) throws(ClusteringError) in
      LabelsValue(try points.dunn(control: control))
    },
    choice: .best, vote: Vote(on: .separation, .whenNamed),
    page: """
      **What it asks.** How far apart are the two nearest customers of different segments, against the two
      farthest of one segment?

      **When.** Where a clean gap between segments matters more than the average, such as after `dbscan`
      or single linkage.

      **Cost.** All pairs, O(*n²d*), a bounding pass without square roots.

      **Where it misleads.** Two customers decide: a single outlier, or a single bridge, and it is near 0.

      J. Dunn, J. Cybern. 3, 1973.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...4 restarts=3 | show k, dunn
      ```
      """)
}
