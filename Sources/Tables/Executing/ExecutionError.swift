/// Why a relation could not be run to its end.
///
/// A column or table that does not exist, or cells of a type that a function cannot take, is not
/// among these: the plan was checked before it came here.
package enum ExecutionError: Error, Equatable, Sendable {
  /// A stop was asked for through the run's token.
  case cancelled
  /// A result would have more rows than a table can hold, 2³¹ − 1.
  case tooManyRows(Int)
}
