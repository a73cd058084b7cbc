import Matrices

/// The shifted beta-geometric model of contracts that are renewed period by period.
///
/// Each customer ends the contract at each renewal with an individual probability, beta distributed
/// with `alpha` and `beta`. So the retention of a cohort rises over time although no customer's
/// probability changes. P. Fader, B. Hardie, Journal of Interactive Marketing 21, 2007.
///
/// ```swift
/// let fit = try ShiftedBetaGeometric.fit(survivors: [1000, 869, 743, 653])
/// fit.model.survival(after: 8)     // 0...1
/// fit.model.retention(in: 4)       // 0...1
/// ```
package struct ShiftedBetaGeometric: Equatable, Sendable {
  package let alpha: Double
  package let beta: Double

  package init(alpha: Double, beta: Double) {
    self.alpha = alpha
    self.beta = beta
  }

  /// Fits by maximum likelihood to the survivors of a cohort.
  ///
  /// - Parameter survivors: The number of customers at the start, then after each period; never increasing.
  /// - Returns: The model, and the uncertainty of its parameters.
  /// - Throws: `.noCustomers`, `.impossibleSurvivors`.
  package static func fit(
    survivors: [Int]
  ) throws(LifetimeError) -> (model: ShiftedBetaGeometric, maximum: Maximum) {
    guard let first = survivors.first, first > 0, survivors.count > 1 else { throw .noCustomers }
    for period in 1..<survivors.count
    where survivors[period] < 0 || survivors[period] > survivors[period - 1] {
      throw .impossibleSurvivors(period: period)
    }
    let search = MaximumSearch(
      logLikelihood: { parameters in
        let (alpha, beta) = (parameters[0], parameters[1])
        let whole = logBeta(alpha, beta)
        var total = Gradient(0)
        for period in 1..<survivors.count {
          let lost = Double(survivors[period - 1] - survivors[period])
          total = total + lost * (logBeta(alpha + 1, beta + Double(period - 1)) - whole)
        }
        let left = Double(survivors[survivors.count - 1])
        return total + left * (logBeta(alpha, beta + Double(survivors.count - 1)) - whole)
      }, customers: Double(first))
    let maximum = try search.maximum(from: [[1, 1], [0.5, 3], [2, 10]])
    return (
      ShiftedBetaGeometric(alpha: maximum.parameters[0], beta: maximum.parameters[1]), maximum
    )
  }

  /// The share of a cohort that is left after a number of periods, 0...1.
  package func survival(after periods: Int) -> Double {
    (0..<max(0, periods)).reduce(1.0) { $0 * retention(in: $1 + 1) }
  }

  /// The share of those left that renews in a period, counted from 1.
  package func retention(in period: Int) -> Double {
    (beta + Double(period - 1)) / (alpha + beta + Double(period - 1))
  }
}
