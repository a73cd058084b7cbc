extension Metric {
  /// The Bayesian information criterion of a mixture.
  public static let bic = Metric(
    "bic", better: .lower, range: -.infinity ... .infinity,
    definition:
      "Bayesian information criterion of a mixture, −2 ℓ + p ln n, ℓ the log-likelihood, p the fitted"
      + " parameters; lower is better",
    undefined: "for everything but mixtures", computation: .known, isOfMixtures: true,
    choice: .best, vote: Vote(on: .parsimony, .ofMixtures),
    page: """
      **What it measures.** Does a mixture with more components justify its parameters? −2 ℓ + *p* ln
      *n*, with ℓ the log-likelihood and *p* the number of fitted parameters: means, shares,
      covariances.

      **When.** To choose among mixtures: *k* and the family of covariances together.

      **Cost.** None.

      **Where it misleads.** Heavy tails are taken for more components. Smaller is better here, as in
      scikit-learn; mclust prints it with the opposite sign.

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
      **What it measures.** Like `bic` with a smaller penalty, −2 ℓ + 2 *p*: which mixture would predict
      new customers best?

      **When.** For prediction; for segments, `bic` or `icl` are better guides, since `aic` favours more
      components.

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
      "bic plus a penalty for uncertain membership, −2 Σ ln of the largest probability; lower is better",
    undefined: "for everything but mixtures", computation: .known, isOfMixtures: true,
    choice: .best, vote: Vote(on: .parsimony, .ofMixtures),
    page: """
      **What it measures.** Like `bic`, but customers must also clearly belong to one component. Two
      overlapping components may describe the density better without being two segments; the integrated
      completed likelihood penalizes uncertain membership.

      **When.** For segments rather than for density.

      **Cost.** None.

      C. Biernacki, G. Celeux, G. Govaert, IEEE Trans. Pattern Anal. 22, 2000. mclust uses the opposite sign.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | gmm k in 2...4 | pick icl
      ```
      """)
}
