import Matrices

/// The BG/NBD model of repeat purchases and its modified form, MBG/NBD.
///
/// While active, a customer buys at random with an individual rate; the rates are gamma distributed
/// with shape `r` and inverse scale `alpha`. After a purchase the customer becomes inactive with an
/// individual probability, beta distributed with `a` and `b`: only after repeat purchases in the
/// BG/NBD, and also after the first purchase in the MBG/NBD. So in the BG/NBD every customer without a
/// repeat purchase is active; in the modified form this is not so.
///
/// P. Fader, B. Hardie, K. L. Lee, Marketing Science 24, 2005; E. Batislam, M. Denizel, A. Filiztekin,
/// International Journal of Research in Marketing 24, 2007.
///
/// ```swift
/// let histories = try PurchaseHistories(customers)
/// let fit = try BetaGeometric.fit(histories, .modified, control: RunControl(threads: 2))
/// fit.model.probabilityActive(history)               // 0...1
/// fit.model.expectedPurchases(in: 52, after: history)
/// ```
package struct BetaGeometric: Equatable, Sendable {
  package enum Form: String, Sendable, CaseIterable {
    case standard = "bg_nbd"
    case modified = "mbg_nbd"
  }

  package let form: Form
  package let r: Double
  package let alpha: Double
  package let a: Double
  package let b: Double

  package init(form: Form, r: Double, alpha: Double, a: Double, b: Double) {
    self.form = form
    self.r = r
    self.alpha = alpha
    self.a = a
    self.b = b
  }

  /// Fits by maximum likelihood.
  ///
  /// - Throws: `.noRepeatPurchases`, `.cancelled`.
  /// - Complexity: About 60 passes over the distinct histories.
  package static func fit(
    _ histories: PurchaseHistories, _ form: Form, control: RunControl
  ) throws(LifetimeError) -> (model: BetaGeometric, maximum: Maximum) {
    guard histories.totalRepeats > 0 else { throw .noRepeatPurchases }
    let search = MaximumSearch(
      logLikelihood: { parameters throws(LifetimeError) in
        try logLikelihood(parameters, of: histories, form, control: control)
      }, customers: Double(histories.customers))
    let age = histories.groups.map(\.age).max() ?? 1
    let maximum = try search.maximum(
      from: [0.1, 0.3, 1].flatMap { scale in
        [[0.5, scale * age, 0.5, 2], [1, scale * age, 1, 1], [0.3, scale * age, 1, 3]]
      })
    let found = maximum.parameters
    return (
      BetaGeometric(form: form, r: found[0], alpha: found[1], a: found[2], b: found[3]), maximum
    )
  }

  /// The log-likelihood of all histories.
  func logLikelihood(
    of histories: PurchaseHistories, control: RunControl
  ) throws(LifetimeError) -> Double {
    try Self.logLikelihood(
      [r, alpha, a, b].map { Gradient($0) }, of: histories, form, control: control
    ).value
  }

  private static func logLikelihood(
    _ parameters: [Gradient], of histories: PurchaseHistories, _ form: Form, control: RunControl
  ) throws(LifetimeError) -> Gradient {
    let (r, alpha, a, b) = (parameters[0], parameters[1], parameters[2], parameters[3])
    let logA = a.logarithm
    let common = r * alpha.logarithm - r.logGamma - logBeta(a, b)
    // The two explanations of a history: still active at its end, or inactive since the last purchase.
    return try histories.sum(
      control: control,
      byRepeats: { x in
        let purchases = (r + x).logGamma + common
        switch form {
        case .standard: return purchases + logBeta(a, b + x)
        case .modified: return purchases + logBeta(a, b + (x + 1))
        }
      },
      { history, shared in
        let x = Double(history.repeats)
        let active = -((r + x) * (alpha + history.age).logarithm)
        guard x > 0 || form == .modified else { return shared + active }
        let survived = form == .modified ? b + x : b + (x - 1)
        let inactive = logA - survived.logarithm - (r + x) * (alpha + history.recency).logarithm
        return shared + Gradient.logOfSum(active, inactive)
      })
  }
}

extension BetaGeometric {
  /// The second parameter of the customer's beta distribution, given the purchases that did not end the
  /// activity.
  private func survived(_ history: PurchaseHistory) -> Double {
    b + Double(history.repeats) - (form == .standard ? 1 : 0)
  }

  /// The odds that the customer is inactive.
  private func oddsOfInactivity(_ history: PurchaseHistory) -> Double {
    if form == .standard, history.repeats == 0 { return 0 }
    let ratio = (alpha + history.age) / (alpha + history.recency)
    return a / survived(history) * portableExp((r + Double(history.repeats)) * portableLog(ratio))
  }

  /// The probability that the customer still buys at the end of the observation, 0...1.
  package func probabilityActive(_ history: PurchaseHistory) -> Double {
    1 / (1 + oddsOfInactivity(history))
  }

  /// The expected number of purchases in the time after the observation; NaN if the series does not converge.
  package func expectedPurchases(in time: Double, after history: PurchaseHistory) -> Double {
    let x = Double(history.repeats)
    return expected(
      shape: r + x, scale: alpha + history.age, survived: survived(history), time: time)
      / (1 + oddsOfInactivity(history))
  }

  /// The expected number of purchases of a new customer in the time after the first one.
  package func expectedPurchases(in time: Double) -> Double {
    expectedPurchases(in: time, after: PurchaseHistory(repeats: 0, recency: 0, age: 0))
  }

  /// (a + s) / (a − 1) · (1 − (scale / (scale + time))^shape ₂F₁(shape, s + 1; a + s; z)).
  ///
  /// At a = 1 the formula is 0 / 0 and continuous: the mean of its values on both sides.
  private func expected(shape: Double, scale: Double, survived s: Double, time: Double) -> Double {
    guard time > 0 else { return 0 }
    func value(_ a: Double) -> Double {
      let z = time / (scale + time)
      let power = portableExp(shape * portableLog(scale / (scale + time)))
      return (a + s) / (a - 1) * (1 - power * hypergeometric(shape, s + 1, a + s, z))
    }
    return abs(a - 1) < 1e-6 ? (value(1 - 1e-5) + value(1 + 1e-5)) / 2 : value(a)
  }
}
