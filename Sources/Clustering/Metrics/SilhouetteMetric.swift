extension Metric {
  /// Rousseeuw's silhouette: how much nearer customers are to their own segment than to the next.
  public static let silhouette = Metric(
    "silhouette", better: .higher, range: -1...1,
    definition:
      "mean over customers of (b − a) / max(a, b), exact, Euclidean; −1…1, higher is better",
    undefined: "for one segment, and for as many as customers",
    computation: .labels { (points, control) throws(ClusteringError) in
      let silhouette = try Silhouette(points, control: control)
      return LabelsValue(
        silhouette.mean, rows: silhouette.rows, segments: silhouette.segments)
    },
    isStanding: true, choice: .bestAbove(Silhouette.leastStructure),
    vote: Vote(on: .separation), dissentsUnasked: true,
    page: """
      **What it asks.** Is a customer nearer to its own segment than to the next one? For each customer
      *a* is the mean distance to the others of the segment and *b* the least mean distance to another
      segment: *s* = (*b* − *a*) / max(*a*, *b*). 1 is deep inside, 0 on the border, below 0 nearer to
      another segment. A customer alone in a segment counts 0.

      **When.** As a first look at any division, and to find the segments that are hardly apart: the
      table of a picked model shows the mean of each segment. Below 0.25 there is no substantial
      structure (Kaufman and Rousseeuw).

      **Cost.** All pairs in the worst case, O(*n*²). Segments whose bound by Jensen's inequality cannot
      be the nearest are not looked at, and equal customers are one point, so that a million customers
      take less than a minute. It is exact, never a sample.

      **Where it misleads.** It likes round segments of like width; a handful of outliers in a segment of
      their own gives a high mean (W0432 says so); noise is left out, which flatters methods of density.
      Spark's silhouette is of squared distances and another number.

      P. Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20, 1987. As in scikit-learn, to 1e-9.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...5 restarts=3 | show k, silhouette
      ```
      """)
}
