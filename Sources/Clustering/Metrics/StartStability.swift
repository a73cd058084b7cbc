extension Metric {
  /// The agreement of the chosen segments with those of the other starts of the search.
  public static let stability = Metric(
    "stability", better: .higher, range: -1...1,
    definition:
      "mean adjusted Rand index between the chosen segments and those of the other starts;"
      + " 1 is identical",
    undefined: "for algorithms without random starts, and for one start",
    computation: .known, choice: .best,
    page: """
      **What it measures.** Do other starts of the search lead to the same segments? The mean adjusted
      Rand index between the chosen segments and those of each start, before refinement.

      **When.** Always: it costs nothing. A low value means that the result depends on luck; raise
      `restarts`.

      **Cost.** None: the starts are run anyway.

      **Where it misleads.** It is about the search, not about the customers: outliers pin centroids in
      place, so z-scores of heavy-tailed columns look stable.

      ```seg
      sample transactions customers=300 seed=7 | rfm | scale robust
        | kmeans k in 2...5 restarts=5 | keep stability >= 0.8 | pick silhouette
      ```
      """)
}
