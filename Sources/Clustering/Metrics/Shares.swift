extension Metric {
  /// The share of the smallest segment.
  public static let smallest = Metric(
    "smallest", better: .higher, range: 0...1,
    definition: "the share of customers in the smallest segment", undefined: "never",
    computation: .known, isStanding: true, isShare: true, choice: .best,
    page: """
      **What it measures.** The share of customers in the smallest segment. Noise belongs to no segment.

      **When.** As a constraint: a segment that is too small to target is not useful.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...5 restarts=3 | keep smallest >= 3% | pick silhouette
      ```
      """)

  /// The share of the largest segment.
  public static let largest = Metric(
    "largest", better: .lower, range: 0...1,
    definition: "the share of customers in the largest segment", undefined: "never",
    computation: .known, isStanding: true, isShare: true, choice: .best,
    page: """
      **What it measures.** The share of customers in the largest segment. Noise belongs to no segment.

      **When.** As a constraint: if 95 % of the customers are in one segment, the others are outliers.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...5 restarts=3 | keep largest <= 80% | show k, largest
      ```
      """)
}
