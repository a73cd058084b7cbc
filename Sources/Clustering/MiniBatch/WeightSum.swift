import Matrices

/// The exact sum of the weights of equal rows.
///
/// Rows nearly always have weight 1: a count is exact and takes a twentieth of the memory of an exact
/// sum of arbitrary weights.
enum WeightSum: Sendable {
  /// Whole numbers so far, whose sum is below 2⁵³.
  case whole(Double)
  case any(ExactSum)

  /// The sum of one weight.
  init(_ weight: Double) {
    self = .whole(0)
    add(weight)
  }

  /// Adds a weight, at least 0.
  mutating func add(_ weight: Double) {
    switch self {
    case .whole(let sum):
      if weight == weight.rounded(), sum + weight < 0x1p53 {
        self = .whole(sum + weight)
      } else {
        var exact = ExactSum()
        exact.add(sum)
        exact.add(weight)
        self = .any(exact)
      }
    case .any(var exact):
      exact.add(weight)
      self = .any(exact)
    }
  }

  /// The sum, rounded once.
  var value: Double {
    switch self {
    case .whole(let sum): sum
    case .any(let sum): sum.value
    }
  }
}
