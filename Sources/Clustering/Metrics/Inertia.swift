extension Metric {
  /// The sum of squared distances to the centroids.
  public static let inertia = Metric(
    "inertia", better: .lower, range: 0 ... .infinity,
    definition: "sum of squared distances to the segment's centroid, in scaled units",
    undefined: "never", computation: .known, isStanding: true, choice: .never,
    page: """
      **What it measures.** The sum over customers of the squared distance to the centroid of their
      segment, in scaled units: what k-means minimizes. Also called the within-segment sum of squares.

      **When.** To compare two fits of one *k*; over several *k* it is the input of `elbow` and `gap`.

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
    definition: "the knee of the inertia over the tried values of k (Kneedle, S = 1)",
    undefined: "if no candidate between the first and the last is a knee",
    computation: .known, choice: .knee, dissentsUnasked: true,
    page: """
      **What it measures.** After which *k* does another segment stop paying off? Inertia and *k* are
      both scaled to 0…1, and the candidate farthest below the line from the first to the last candidate
      is chosen (Kneedle, sensitivity 1).

      **When.** Together with other metrics: it is well known, but people read it differently.

      **Cost.** None.

      **Where it misleads.** It depends on the range of *k*, and never picks the first or the last; smooth
      curves have no knee, which is reported. E. Schubert, "Stop using the elbow criterion", 2022, lists
      more.

      V. Satopää and others, "Finding a 'Kneedle' in a haystack", 2011.

      ```seg
      sample transactions customers=300 seed=7 | rfm | scale robust
        | kmeans k in 2...8 restarts=3 | pick elbow
      ```
      """)
}
