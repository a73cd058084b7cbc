extension Metric {
  /// The agreement of the segments kept with those of the other starts of the search.
  public static let stability = Metric(
    "stability", better: .higher, range: -1...1,
    definition:
      "mean adjusted Rand index between the segments kept and those of the other starts;"
      + " 1 is identical",
    undefined: "for algorithms without random starts, and for one start",
    computation: .known, choice: .best,
    page: """
      **What it asks.** Do other starts of the search lead to the same segments? The mean adjusted Rand
      index between the segments kept and those of each start, before they were polished.

      **When.** Always: it costs nothing. A low value says that the answer depends on luck; raise
      `restarts`.

      **Cost.** None: the starts were made anyway.

      **Where it misleads.** It asks about the search, not about the customers: outliers pin centres, and
      z-scores of heavy tails look stable for that reason.

      ```seg
      sample transactions customers=300 seed=7 | rfm | scale robust
        | kmeans k in 2...5 restarts=5 | keep stability >= 0.8 | pick silhouette
      ```
      """)
}
