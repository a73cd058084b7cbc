extension Metric {
  /// The gap statistic: how much tighter segments are than those of rows without structure.
  public static let gap = Metric(
    "gap", better: .higher, range: -.infinity ... .infinity,
    definition: "mean ln W of references without structure − ln W, W the inertia; higher is better",
    undefined: "for algorithms that find k themselves, and where the inertia is 0",
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
      **What it asks.** How much smaller is the inertia *W* than that of customers without segments? *B*
      references are drawn evenly from a box around the data, divided by the same method, and
      gap(*k*) = mean ln *W*\\* − ln *W*. `gap_se` is its standard error, sd · √(1 + 1/*B*), sd with *B*.

      **When.** To ask whether there are segments at all: it has a value for one segment, and its rules may
      choose that.

      **Settings.** `references=50` is *B*; `box=principal` aligns the box with the principal axes,
      `box=uniform` with the features; `rule` is one of five: `firstmax`, `globalmax`,
      `Tibs2001SEmax` (the smallest *k* with gap(*k*) ≥ gap(*k*+1) − se(*k*+1)), `firstSEmax` (R's
      default), `globalSEmax`.

      *W* of the customers is the inertia beside it. The references are clustered with as many starts as
      the customers were.

      **Cost.** *B* sweeps.

      **Where it misleads.** The box, the scaling and the rule each change the answer on customers with
      heavy tails: look at the column, not only at the choice. R's `clusGap` takes distances to the
      first power by default; the paper, and this, take squares.

      R. Tibshirani, G. Walther, T. Hastie, J. R. Statist. Soc. B 63, 2001. Compared with R's values.

      ```seg
      sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 1...4 restarts=2 | show k, gap, gap_se
      ```
      """)

  /// The standard error of the gap, which is computed along with it.
  public static let gapError = Metric(
    "gap_se", better: .lower, range: 0 ... .infinity,
    definition: "the standard error of the gap, sd of the B references · √(1 + 1/B)",
    undefined: "for algorithms that find k themselves, and where the inertia is 0",
    settings: [.rule, .box, .references, .seed], computation: .along(with: .gap), choice: .never,
    page: "")
}
