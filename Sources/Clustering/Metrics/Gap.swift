extension Metric {
  /// The gap statistic: how much tighter the segments are than segments of rows without structure.
  public static let gap = Metric(
    "gap", better: .higher, range: -.infinity ... .infinity,
    definition: "mean ln W of references without structure − ln W, W the inertia; higher is better",
    undefined: "for algorithms that find k themselves, and if the inertia is 0",
    settings: [.rule, .box, .references, .seed],
    computation: .curve(startsAtOne: true, comparesFits: true) {
      (request) throws(ClusteringError) in
      let settings = request.settings
      return try GapStatistic(
        request.candidates, of: request.points, by: request.method, observed: request.observed,
        box: settings.gapBox, references: settings.gapReferences, seed: request.seed,
        control: request.control
      ).rows.map { CurveValue(k: $0.k, value: $0.gap, error: $0.standardError) }
    },
    choice: .alongCurve, vote: Vote(on: .structure),
    page: """
      **What it measures.** How much smaller is the inertia *W* than that of data without segments? *B*
      reference data sets are drawn uniformly from a box around the data and clustered by the same
      method; gap(*k*) = mean ln *W*\\* − ln *W*. `gap_se` is its standard error, sd · √(1 + 1/*B*),
      with *B* as the divisor of sd.

      **When.** To test whether there are segments at all: it has a value for one segment, and its rules
      may choose it.

      **Settings.** `references=50` is *B*; `box=principal` aligns the box with the principal axes,
      `box=uniform` with the features; `rule` is one of five: `firstmax`, `globalmax`,
      `Tibs2001SEmax` (the smallest *k* with gap(*k*) ≥ gap(*k*+1) − se(*k*+1)), `firstSEmax` (R's
      default), `globalSEmax`.

      *W* of the customers is the metric `inertia`. The references are clustered with as many starts as
      the customers.

      **Cost.** *B* sweeps over *k*.

      **Where it misleads.** The box, the scaling and the rule each change the answer if columns have
      heavy tails: read the whole column, not only the choice. R's `clusGap` uses unsquared distances by
      default; the paper and Segue use squared distances.

      R. Tibshirani, G. Walther, T. Hastie, J. R. Statist. Soc. B 63, 2001. Compared with R's values.

      ```seg
      sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 1...4 restarts=2 | show k, gap, gap_se
      ```
      """)

  /// The standard error of the gap, computed together with it.
  public static let gapError = Metric(
    "gap_se", better: .lower, range: 0 ... .infinity,
    definition: "the standard error of the gap, sd of the B references · √(1 + 1/B)",
    undefined: "for algorithms that find k themselves, and if the inertia is 0",
    settings: [.rule, .box, .references, .seed], computation: .along(with: .gap), choice: .never,
    page: "")
}
