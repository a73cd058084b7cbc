import Matrices

/// The spend of one customer: the number of purchases and their mean.
package struct SpendHistory: Equatable, Sendable {
  /// The number of purchases in the mean, at least 1.
  package let purchases: Int
  /// Their mean, above 0.
  package let mean: Double

  package init(purchases: Int, mean: Double) {
    self.purchases = purchases
    self.mean = mean
  }
}

/// The Gamma-Gamma model of spend per purchase.
///
/// Amounts of one customer are gamma distributed with shape `p` and an individual inverse scale, which
/// is gamma distributed with `q` and `gamma`. The model assumes that spend per purchase is independent
/// of purchase frequency: `correlation` shows how far the data deviate from that. P. Fader, B. Hardie,
/// "The Gamma-Gamma model of monetary value", 2013.
///
/// ```swift
/// let fit = try GammaGamma.fit(customers, control: RunControl(threads: 2))
/// fit.model.expectedSpend(after: SpendHistory(purchases: 3, mean: 42))
/// fit.model.expectedSpend(after: nil)   // the population mean
/// ```
package struct GammaGamma: Equatable, Sendable {
  package let p: Double
  package let q: Double
  package let gamma: Double

  package init(p: Double, q: Double, gamma: Double) {
    self.p = p
    self.q = q
    self.gamma = gamma
  }

  /// Fits by maximum likelihood.
  ///
  /// - Throws: `.noCustomers`, `.impossibleSpend`, `.cancelled`.
  package static func fit(
    _ customers: [SpendHistory], control: RunControl
  ) throws(LifetimeError) -> (model: GammaGamma, maximum: Maximum) {
    guard !customers.isEmpty else { throw .noCustomers }
    if let bad = customers.firstIndex(where: {
      $0.purchases < 1 || !($0.mean > 0) || !$0.mean.isFinite
    }) {
      throw .impossibleSpend(customer: bad)
    }
    let ordered = customers.sorted { ($0.purchases, $0.mean) < ($1.purchases, $1.mean) }
    let search = MaximumSearch(
      logLikelihood: { parameters throws(LifetimeError) in
        try logLikelihood(parameters, of: ordered, control: control)
      }, customers: Double(ordered.count))
    let mean = ordered.reduce(0) { $0 + $1.mean } / Double(ordered.count)
    let maximum = try search.maximum(
      from: [[1, 2, mean], [5, 3, mean / 2], [2, 5, 3 * mean]])
    let found = maximum.parameters
    return (GammaGamma(p: found[0], q: found[1], gamma: found[2]), maximum)
  }

  private static func logLikelihood(
    _ parameters: [Gradient], of customers: [SpendHistory], control: RunControl
  ) throws(LifetimeError) -> Gradient {
    let (p, q, gamma) = (parameters[0], parameters[1], parameters[2])
    let common = q * gamma.logarithm - q.logGamma
    var total = Gradient(0)
    var shared = Gradient(0)
    var last = 0
    for (place, customer) in customers.enumerated() {
      if place % 4096 == 0, control.cancellation.isCancelled { throw .cancelled }
      let x = Double(customer.purchases)
      if customer.purchases != last {
        // Customers are sorted by number of purchases, so this is computed once per number.
        last = customer.purchases
        shared = common + (x * p + q).logGamma - (x * p).logGamma + portableLog(x) * (x * p)
      }
      let logMean = portableLog(customer.mean)
      total =
        total + shared + logMean * (x * p) - logMean
        - (x * p + q) * (gamma + x * customer.mean).logarithm
    }
    return total
  }

  /// The mean spend of the population; `nil` for q ≤ 1, when the distribution has no mean.
  package var populationMean: Double? { q > 1 ? p * gamma / (q - 1) : nil }

  /// The expected spend per purchase of a customer; that of the population without purchases.
  ///
  /// - Returns: `nil` if no mean exists.
  package func expectedSpend(after history: SpendHistory?) -> Double? {
    guard let history else { return populationMean }
    let x = Double(history.purchases)
    guard p * x + q > 1 else { return nil }
    return p * (gamma + x * history.mean) / (p * x + q - 1)
  }
}
