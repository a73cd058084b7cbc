extension Metric {
  /// The Bayesian information criterion of a mixture.
  public static let bic = Metric(
    "bic", better: .lower, range: -.infinity ... .infinity,
    definition:
      "Bayesian information criterion of a mixture, −2 ℓ + p ln n, ℓ the log-likelihood, p the numbers"
      + " fitted; lower is better",
    undefined: "for everything but mixtures", computation: .known, isOfMixtures: true,
    choice: .best, vote: Vote(on: .parsimony, .ofMixtures),
    page: """
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
      """)

  /// Akaike's information criterion of a mixture.
  public static let aic = Metric(
    "aic", better: .lower, range: -.infinity ... .infinity,
    definition: "Akaike's information criterion of a mixture, −2 ℓ + 2 p; lower is better",
    undefined: "for everything but mixtures", computation: .known, isOfMixtures: true,
    choice: .best,
    page: """
      **What it asks.** As `bic` with a milder price, −2 ℓ + 2 *p*: which mixture would foretell new
      customers best?

      **When.** For prediction; for segments `bic` or `icl` are better guides, since `aic` likes more.

      **Cost.** None.

      H. Akaike, IEEE Trans. Autom. Control 19, 1974.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | gmm k in 2...4 | show k, aic, bic
      ```
      """)

  /// The integrated completed likelihood of a mixture.
  public static let icl = Metric(
    "icl", better: .lower, range: -.infinity ... .infinity,
    definition:
      "bic and twice the loss of certainty −Σ ln of the largest probability; lower is better",
    undefined: "for everything but mixtures", computation: .known, isOfMixtures: true,
    choice: .best, vote: Vote(on: .parsimony, .ofMixtures),
    page: """
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
      """)
}
