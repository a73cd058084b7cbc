/// Why a model of customers' lifetimes cannot be fitted.
package enum LifetimeError: Error, Equatable, Sendable {
  /// A stop was requested through `RunControl.cancellation`.
  case cancelled
  /// There are no customers.
  case noCustomers
  /// A history that cannot be: times that are negative, not finite or out of order, a recency of a
  /// customer without a repeat purchase.
  case impossibleHistory(customer: Int)
  /// Nobody bought again, so that nothing can be learned about when customers do.
  case noRepeatPurchases
  /// A mean spend that is not above 0, or a customer without a purchase.
  case impossibleSpend(customer: Int)
  /// Fewer survivors than the next period, or none at all.
  case impossibleSurvivors(period: Int)
}
