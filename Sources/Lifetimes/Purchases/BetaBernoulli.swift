import Matrices

/// The record of one customer who can buy at most once a period: a donor, a subscriber to a season.
package struct PeriodHistory: Equatable, Hashable, Sendable {
  /// Periods with a purchase, x.
  package let purchases: Int
  /// The last of them, counted from 1; 0 without one.
  package let last: Int
  /// Periods observed, n.
  package let periods: Int

  package init(purchases: Int, last: Int, periods: Int) {
    self.purchases = purchases
    self.last = last
    self.periods = periods
  }

  var isPossible: Bool {
    purchases >= 0 && purchases <= last && last <= periods && (purchases > 0 || last == 0)
  }
}

/// The BG/BB model of purchases in discrete periods.
///
/// While active, a customer buys in a period with an individual probability, beta distributed with
/// `alpha` and `beta`; at the start of each period the customer becomes inactive with an individual
/// probability, beta distributed with `gamma` and `delta`. P. Fader, B. Hardie, J. Shang, Marketing
/// Science 29, 2010.
package struct BetaBernoulli: Equatable, Sendable {
  package let alpha: Double
  package let beta: Double
  package let gamma: Double
  package let delta: Double

  package init(alpha: Double, beta: Double, gamma: Double, delta: Double) {
    self.alpha = alpha
    self.beta = beta
    self.gamma = gamma
    self.delta = delta
  }

  /// Fits by maximum likelihood to distinct histories with the number of customers of each.
  ///
  /// - Throws: `.noCustomers`, `.impossibleHistory`, `.noRepeatPurchases`.
  package static func fit(
    _ customers: [(history: PeriodHistory, count: Int)]
  ) throws(LifetimeError) -> (model: BetaBernoulli, maximum: Maximum) {
    guard customers.contains(where: { $0.count > 0 }) else { throw .noCustomers }
    if let bad = customers.firstIndex(where: { !$0.history.isPossible }) {
      throw .impossibleHistory(customer: bad)
    }
    guard customers.contains(where: { $0.history.purchases > 0 && $0.count > 0 }) else {
      throw .noRepeatPurchases
    }
    let ordered = customers.sorted { a, b in
      let (a, b) = (a.history, b.history)
      return (a.purchases, a.last, a.periods) < (b.purchases, b.last, b.periods)
    }
    let search = MaximumSearch(
      logLikelihood: { parameters in
        ordered.reduce(Gradient(0)) {
          $0 + Double($1.count) * logLikelihood(of: $1.history, parameters)
        }
      }, customers: Double(ordered.reduce(0) { $0 + $1.count }))
    let maximum = try search.maximum(from: [[1, 1, 1, 3], [1, 1, 0.5, 10], [0.5, 1, 1, 1]])
    let found = maximum.parameters
    return (
      BetaBernoulli(alpha: found[0], beta: found[1], gamma: found[2], delta: found[3]), maximum
    )
  }

  private var parameters: [Gradient] { [alpha, beta, gamma, delta].map { Gradient($0) } }

  /// Active at the end, or inactive from one of the periods after the last purchase.
  private static func logLikelihood(of history: PeriodHistory, _ parameters: [Gradient])
    -> Gradient
  {
    let (x, last, n) = (
      Double(history.purchases), Double(history.last), Double(history.periods)
    )
    let (alpha, beta, gamma, delta) = (
      parameters[0], parameters[1], parameters[2], parameters[3]
    )
    let common = -(logBeta(alpha, beta) + logBeta(gamma, delta))
    var sum = logBeta(alpha + x, beta + (n - x)) + logBeta(gamma, delta + n)
    for i in 0..<(history.periods - history.last) {
      sum = Gradient.logOfSum(
        sum,
        logBeta(alpha + x, beta + (last - x + Double(i)))
          + logBeta(gamma + 1, delta + (last + Double(i))))
    }
    return common + sum
  }

  /// The probability that the customer is active in the period after the last one observed, 0...1.
  package func probabilityActive(_ history: PeriodHistory) -> Double {
    let (x, n) = (Double(history.purchases), Double(history.periods))
    let likelihood = Self.logLikelihood(of: history, parameters).value
    return portableExp(
      logBeta(alpha + x, beta + n - x) - logBeta(alpha, beta) + logBeta(gamma, delta + n + 1)
        - logBeta(gamma, delta) - likelihood)
  }

  /// The expected number of purchases in a number of periods after the observation.
  package func expectedPurchases(in periods: Int, after history: PeriodHistory) -> Double {
    let (x, n) = (Double(history.purchases), Double(history.periods))
    let likelihood = Self.logLikelihood(of: history, parameters).value
    let buying = portableExp(
      logBeta(alpha + x + 1, beta + n - x) - logBeta(alpha, beta) - likelihood)
    // The probability of being active in each of the periods; a sum has no singularity at gamma = 1.
    let active = (0..<max(0, periods)).reduce(0.0) { sum, period in
      sum + portableExp(logBeta(gamma, delta + n + 1 + Double(period)) - logBeta(gamma, delta))
    }
    return buying * active
  }
}
