import Matrices

/// A number with its derivatives by up to four parameters, for forward-mode differentiation.
///
/// A likelihood is written once over `Gradient`s and has exact derivatives, to the last few digits,
/// without a second formula that could disagree with the first.
///
/// ```swift
/// let x = Gradient.parameter(3, place: 0)
/// let y = (x * x).logarithm     // value ln 9, partials[0] = 2 / 3
/// ```
struct Gradient: Equatable, Sendable {
  var value: Double
  var partials: SIMD4<Double>

  /// A number that depends on no parameter.
  init(_ value: Double) {
    self.value = value
    partials = .zero
  }

  init(_ value: Double, partials: SIMD4<Double>) {
    self.value = value
    self.partials = partials
  }

  /// The parameter at `place`, 0...3.
  static func parameter(_ value: Double, place: Int) -> Gradient {
    var partials = SIMD4<Double>.zero
    partials[place] = 1
    return Gradient(value, partials: partials)
  }

  /// f(self), given its value and derivative.
  func mapped(to value: Double, slope: Double) -> Gradient {
    Gradient(value, partials: slope * partials)
  }

  var logarithm: Gradient { mapped(to: portableLog(value), slope: 1 / value) }

  var exponential: Gradient {
    let value = portableExp(value)
    return mapped(to: value, slope: value)
  }

  /// ln Γ.
  var logGamma: Gradient {
    mapped(to: Lifetimes.logGamma(value), slope: Lifetimes.digamma(value))
  }

  static func + (a: Gradient, b: Gradient) -> Gradient {
    Gradient(a.value + b.value, partials: a.partials + b.partials)
  }

  static func - (a: Gradient, b: Gradient) -> Gradient {
    Gradient(a.value - b.value, partials: a.partials - b.partials)
  }

  static prefix func - (a: Gradient) -> Gradient { Gradient(-a.value, partials: -a.partials) }

  static func * (a: Gradient, b: Gradient) -> Gradient {
    Gradient(a.value * b.value, partials: a.value * b.partials + b.value * a.partials)
  }

  static func / (a: Gradient, b: Gradient) -> Gradient {
    let quotient = a.value / b.value
    return Gradient(quotient, partials: (a.partials - quotient * b.partials) / b.value)
  }

  static func + (a: Gradient, b: Double) -> Gradient {
    Gradient(a.value + b, partials: a.partials)
  }

  static func - (a: Gradient, b: Double) -> Gradient { a + -b }

  static func * (a: Double, b: Gradient) -> Gradient {
    Gradient(a * b.value, partials: a * b.partials)
  }

  /// ln(eᵃ + eᵇ), without overflow.
  static func logOfSum(_ a: Gradient, _ b: Gradient) -> Gradient {
    let (large, small) = a.value >= b.value ? (a, b) : (b, a)
    guard small.value > -.infinity else { return large }
    let ratio = portableExp(small.value - large.value)
    let weight = ratio / (1 + ratio)
    return Gradient(
      large.value + portableLog(1 + ratio),
      partials: large.partials + weight * (small.partials - large.partials))
  }

  /// ln(eᵃ − eᵇ), for a above b.
  static func logOfDifference(_ a: Gradient, _ b: Gradient) -> Gradient {
    guard b.value > -.infinity else { return a }
    let difference = -portableExpm1(b.value - a.value)
    let weight = portableExp(b.value - a.value) / difference
    return Gradient(
      a.value + portableLog(difference), partials: a.partials + weight * (a.partials - b.partials))
  }
}

/// ln B(a, b), the beta function.
func logBeta(_ a: Gradient, _ b: Gradient) -> Gradient {
  a.logGamma + b.logGamma - (a + b).logGamma
}
