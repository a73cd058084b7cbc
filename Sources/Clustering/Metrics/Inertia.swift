extension Metric {
  /// The sum of squared distances to the centroids.
  public static let inertia = Metric(
    "inertia", better: .lower, range: 0 ... .infinity,
    definition: "sum of squared distances to the own centroid, in scaled units",
    undefined: "never", computation: .known, isStanding: true, choice: .never,
    page: """
      **What it asks.** The sum over customers of the squared distance to the own centroid, in scaled
      units: what k-means makes small. Also called the within-segment sum of squares.

      **When.** To compare two fits of one *k*; over *k* it feeds `elbow` and `gap`.

      **Cost.** None.

      **Where it misleads.** It always falls with *k*, so that it cannot pick one.

      ```seg
      sample transactions customers=300 seed=7 | rfm | scale robust
        | kmeans k in 2...5 restarts=3 | show k, inertia
      ```
      """)

  /// The knee of the inertia over the number of segments.
  public static let elbow = Metric(
    "elbow", better: .knee, range: -.infinity ... .infinity,
    definition: "the knee of the inertia over the k that were tried (Kneedle, S = 1)",
    undefined: "where no candidate between the first and the last is a knee",
    computation: .known, choice: .knee, dissentsUnasked: true,
    page: """
      **What it asks.** After which *k* does another segment no longer pay? Inertia and *k* are both put on
      0…1, and the candidate is looked for that lies farthest below the line from the first to the last
      (Kneedle, sensitivity 1).

      **When.** Together with others: everybody knows it, and everybody reads it differently.

      **Cost.** None.

      **Where it misleads.** It depends on the range of *k* that was tried, and picks neither its first nor
      its last; smooth curves have no knee, which is said. E. Schubert, "Stop using the elbow
      criterion", 2022, lists more.

      V. Satopää and others, "Finding a 'Kneedle' in a haystack", 2011.

      ```seg
      sample transactions customers=300 seed=7 | rfm | scale robust
        | kmeans k in 2...8 restarts=3 | pick elbow
      ```
      """)
}
