extension Metric {
  /// Rousseeuw's silhouette: how much closer customers are to their own segment than to the nearest other.
  public static let silhouette = Metric(
    "silhouette", better: .higher, range: -1...1,
    definition:
      "mean over customers of (b − a) / max(a, b), exact, Euclidean; −1…1, higher is better",
    undefined: "for one segment, and if each customer is a segment",
    computation: .labels { (points, control) throws(ClusteringError) in
      let silhouette = try Silhouette(points, control: control)
      return LabelsValue(
        silhouette.mean, rows: silhouette.rows, segments: silhouette.segments)
    },
    isStanding: true, choice: .bestAbove(Silhouette.leastStructure),
    vote: Vote(on: .separation), dissentsUnasked: true,
    page: """
      **What it measures.** Is a customer closer to its own segment than to any other? For each
      customer, *a* is the mean distance to the other customers of its segment and *b* the smallest mean
      distance to another segment: *s* = (*b* − *a*) / max(*a*, *b*). 1 means well inside, 0 on the
      border, below 0 closer to another segment. A customer alone in a segment counts 0.

      **When.** As a first check of any clustering, and to find poorly separated segments: the table of
      a picked model shows the mean of each segment. Below 0.25 there is no substantial structure
      (Kaufman and Rousseeuw).

      **Cost.** All pairs in the worst case, O(*n*²). Segments that Jensen's inequality rules out as the
      nearest are skipped, and equal customers are one point, so a million customers take less than a
      minute. It is exact, never estimated from a sample.

      **Where it misleads.** It favours round segments of similar width; a few outliers in a segment of
      their own give a high mean (W0432 reports it); noise is left out, which flatters density-based
      methods. Spark's silhouette uses squared distances and is not comparable.

      P. Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20, 1987. As in scikit-learn, to 1e-9.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...5 restarts=3 | show k, silhouette
      ```
      """)
}
