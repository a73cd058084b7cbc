/// Is there more than rows without structure would show, and does another segment pay?
extension MetricManual {
  static let gap = """
    **What it asks.** How much smaller is the inertia *W* than that of customers without segments? *B*
    references are drawn evenly from a box around the data, divided by the same method, and
    gap(*k*) = mean ln *W*\\* − ln *W*. `gap_se` is its standard error, sd · √(1 + 1/*B*), sd with *B*.

    **When.** To ask whether there are segments at all: it has a value for one segment, and its rules may
    choose that.

    **Settings.** `references=50` is *B*; `box=principal` aligns the box with the principal axes,
    `box=columns` with the features; `rule` is one of five: `firstmax`, `globalmax`,
    `Tibs2001SEmax` (the smallest *k* with gap(*k*) ≥ gap(*k*+1) − se(*k*+1)), `firstSEmax` (R's
    default), `globalSEmax`.

    **Cost.** *B* + 1 sweeps.

    **Where it misleads.** The box, the scaling and the rule each change the answer on customers with
    heavy tails: look at the column, not only at the choice. R's `clusGap` takes distances to the
    first power by default; the paper, and this, take squares.

    R. Tibshirani, G. Walther, T. Hastie, J. R. Statist. Soc. B 63, 2001. Compared with R's values.

    ```seg
    sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
      | kmeans k in 1...4 restarts=2 | show k, gap, gap_se
    ```
    """

  static let bic = """
    **What it asks.** Does a mixture with more components pay for its numbers? −2 ℓ + *p* ln *n*, with ℓ
    the log-likelihood and *p* the numbers that were fitted: means, shares, covariances.

    **When.** To choose among mixtures: *k* and the family of covariances together.

    **Cost.** None.

    **Where it misleads.** Heavy tails are taken for more components. Smaller is better here, as in
    scikit-learn; mclust prints the same with the other sign.

    G. Schwarz, Ann. Statist. 6, 1978; C. Fraley, A. Raftery, 2002. Compared with mclust.

    ```seg
    sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
      | gmm k in 2...4 covariance in [full, diag] | pick bic
    ```
    """

  static let aic = """
    **What it asks.** As `bic` with a milder price, −2 ℓ + 2 *p*: which mixture would foretell new
    customers best?

    **When.** For prediction; for segments `bic` or `icl` are better guides, since `aic` likes more.

    **Cost.** None.

    H. Akaike, IEEE Trans. Autom. Control 19, 1974.

    ```seg
    sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
      | gmm k in 2...4 | show k, aic, bic
    ```
    """

  static let icl = """
    **What it asks.** As `bic`, and are customers clearly in one component? Two components that overlap
    describe the density better, and are no two segments: the integrated completed likelihood adds
    twice the certainty that is lost.

    **When.** For segments rather than for density.

    **Cost.** None.

    C. Biernacki, G. Celeux, G. Govaert, IEEE Trans. Pattern Anal. 22, 2000. mclust has the other sign.

    ```seg
    sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
      | gmm k in 2...4 | pick icl
    ```
    """
}
