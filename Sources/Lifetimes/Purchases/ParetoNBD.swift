import Matrices

/// The Pareto/NBD model of repeat purchases.
///
/// While active, a customer buys at random with an individual rate, gamma distributed with shape `r`
/// and inverse scale `alpha`; the time until the customer becomes inactive is exponential with an
/// individual rate, gamma distributed with `s` and `beta`. D. Schmittlein, D. Morrison, R. Colombo,
/// Management Science 33, 1987.
package struct ParetoNBD: Equatable, Sendable {
  package let r: Double
  package let alpha: Double
  package let s: Double
  package let beta: Double

  package init(r: Double, alpha: Double, s: Double, beta: Double) {
    self.r = r
    self.alpha = alpha
    self.s = s
    self.beta = beta
  }

  /// Fits by maximum likelihood.
  ///
  /// - Throws: `.noRepeatPurchases`, `.cancelled`.
  /// - Complexity: About 60 passes over the distinct histories, each with two continued fractions.
  package static func fit(
    _ histories: PurchaseHistories, control: RunControl
  ) throws(LifetimeError) -> (model: ParetoNBD, maximum: Maximum) {
    guard histories.totalRepeats > 0 else { throw .noRepeatPurchases }
    let search = MaximumSearch(
      logLikelihood: { parameters throws(LifetimeError) in
        try logLikelihood(parameters, of: histories, control: control)
      }, customers: Double(histories.customers))
    let age = histories.groups.map(\.age).max() ?? 1
    let maximum = try search.maximum(
      from: [0.1, 0.3, 1].flatMap { scale in
        [[0.5, scale * age, 0.5, scale * age], [1, scale * age, 1, 2 * scale * age]]
      })
    let found = maximum.parameters
    return (ParetoNBD(r: found[0], alpha: found[1], s: found[2], beta: found[3]), maximum)
  }

  private static func logLikelihood(
    _ parameters: [Gradient], of histories: PurchaseHistories, control: RunControl
  ) throws(LifetimeError) -> Gradient {
    let (r, alpha, s, beta) = (parameters[0], parameters[1], parameters[2], parameters[3])
    let common = r * alpha.logarithm + s * beta.logarithm - r.logGamma
    return try histories.sum(
      control: control, byRepeats: { (r + $0).logGamma + common },
      { history, shared in
        let x = Double(history.repeats)
        let active =
          -((r + x) * (alpha + history.age).logarithm)
          - s * (beta + history.age).logarithm
        let inactive =
          s.logarithm - (r + s + x).logarithm
          + logInactivity(r + x, alpha, s, beta, from: history.recency, to: history.age)
        return shared + Gradient.logOfSum(active, inactive)
      })
  }

  /// ln A₀: the weight of having become inactive between two times.
  ///
  /// With G(t) = (α + t)^−(r + x) (β + t)^−s ₂F₁(1, r + x; r + s + x + 1; (α − β) / (α + t)) if α is
  /// larger, and the mirror image if β is, A₀ = G(from) − G(to): Euler's transformation of the
  /// published form, whose hypergeometric series has decreasing terms.
  private static func logInactivity(
    _ shape: Gradient, _ alpha: Gradient, _ s: Gradient, _ beta: Gradient, from: Double, to: Double
  ) -> Gradient {
    func logarithm(at time: Double) -> Gradient {
      let (a, b) = (alpha + time, beta + time)
      if alpha.value >= beta.value {
        let f = hypergeometricOfOne(shape, shape + s + 1, (alpha - beta) / a)
        return f.logarithm - shape * a.logarithm - s * b.logarithm
      }
      let f = hypergeometricOfOne(s + 1, shape + s + 1, (beta - alpha) / b)
      return f.logarithm - (s + 1) * b.logarithm - (shape - 1) * a.logarithm
    }
    // A customer whose last purchase is at the end cannot have become inactive.
    guard from < to else { return Gradient(-.infinity) }
    return Gradient.logOfDifference(logarithm(at: from), logarithm(at: to))
  }
}

extension ParetoNBD {
  /// The probability that the customer still buys at the end of the observation, 0...1.
  package func probabilityActive(_ history: PurchaseHistory) -> Double {
    let x = Double(history.repeats)
    let inactivity = Self.logInactivity(
      Gradient(r + x), Gradient(alpha), Gradient(s), Gradient(beta), from: history.recency,
      to: history.age
    ).value
    let odds =
      portableLog(s / (r + s + x)) + (r + x) * portableLog(alpha + history.age)
      + s * portableLog(beta + history.age) + inactivity
    return 1 / (1 + portableExp(odds))
  }

  /// The expected number of purchases in the time after the observation.
  package func expectedPurchases(in time: Double, after history: PurchaseHistory) -> Double {
    let x = Double(history.repeats)
    return (r + x) / (alpha + history.age) * activeTime(beta + history.age, time)
      * probabilityActive(history)
  }

  /// The expected number of purchases of a new customer in the time after the first one.
  package func expectedPurchases(in time: Double) -> Double { r / alpha * activeTime(beta, time) }

  /// b / (s − 1) (1 − (b / (b + time))^(s − 1)): the time that a customer is expected to stay active.
  private func activeTime(_ b: Double, _ time: Double) -> Double {
    guard time > 0 else { return 0 }
    let logarithm = portableLog(b / (b + time))
    // The limit at s = 1, and without the cancellation near it.
    if s == 1 { return -b * logarithm }
    return -b / (s - 1) * portableExpm1((s - 1) * logarithm)
  }
}
