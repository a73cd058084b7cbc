/// Why a model of customers' lifetimes cannot be fitted.
package enum LifetimeError: Error, Equatable, Sendable {
  /// A stop was requested through `RunControl.cancellation`.
  case cancelled
  /// There are no customers.
  case noCustomers
  /// An impossible history: times that are negative, not finite or out of order, or a recency above 0
  /// without a repeat purchase.
  case impossibleHistory(customer: Int)
  /// No customer made a repeat purchase, so the model cannot be estimated.
  case noRepeatPurchases
  /// A mean spend that is not above 0, or a customer without a purchase.
  case impossibleSpend(customer: Int)
  /// Fewer survivors than in the next period, or none at all.
  case impossibleSurvivors(period: Int)
}
