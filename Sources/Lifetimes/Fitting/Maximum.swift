import Matrices

/// The maximum of a likelihood, and its uncertainty.
///
/// Parameters are positive. The uncertainty is that of their logarithms, in which a likelihood is
/// closer to a parabola.
package struct Maximum: Equatable, Sendable {
  /// In the order of the model.
  package let parameters: [Double]
  package let logLikelihood: Double
  /// The largest derivative of the mean log-likelihood per customer by the logarithm of a parameter:
  /// 0 at a maximum.
  package let slope: Double
  /// The smallest eigenvalue of the information matrix of the logarithms, for the whole sample: above 0
  /// at a maximum, and close to 0 if the data barely determine the parameters.
  package let curvature: Double
  /// Standard errors of the logarithms of the parameters; `nil` if the curvature is not positive.
  package let standardErrors: [Double]?
  /// The number of evaluations of the likelihood.
  package let evaluations: Int
  package let state: State

  package enum State: Equatable, Sendable {
    case converged
    /// The likelihood still rises as this parameter goes to infinity or to 0.
    case unbounded(parameter: Int)
    /// The search ended before the slope was 0.
    case notConverged
  }
}

/// Maximizes a log-likelihood.
///
/// The search runs over the logarithms of the parameters: BFGS steps with exact derivatives first, then
/// Newton steps, whose second derivatives are differences of exact first ones. Everything is done in a
/// fixed order, so the same data give the same bits.
struct MaximumSearch {
  /// The log-likelihood of a sample at parameters that carry derivatives by their logarithms.
  let logLikelihood: ([Gradient]) throws(LifetimeError) -> Gradient
  /// The number of customers, so that slopes are per customer.
  let customers: Double

  /// Logarithms beyond this count as divergence: 1.6 × 10⁵ and its inverse.
  static let bound = 12.0
  private static let flat = 1e-11

  private struct Point {
    var logarithms: [Double]
    /// The negative mean log-likelihood: smaller is better.
    var loss: Double
    var slope: [Double]

    var steepest: Double { slope.reduce(0) { Swift.max($0, abs($1)) } }
  }

  /// The best of several starts is refined.
  func maximum(from starts: [[Double]]) throws(LifetimeError) -> Maximum {
    var evaluations = 0
    var best: Point?
    for start in starts {
      let point = try evaluate(start.map(portableLog), &evaluations)
      if point.loss.isFinite, best.map({ point.loss < $0.loss }) ?? true { best = point }
    }
    guard var point = best else { throw .noCustomers }
    try descend(&point, &evaluations)
    var information = try hessian(at: point, &evaluations)
    for _ in 0..<3 where point.steepest > Self.flat {
      guard let step = Self.solve(information, point.slope) else { break }
      let next = try evaluate(
        zip(point.logarithms, step).map { Self.within($0 - $1) }, &evaluations)
      guard next.loss <= point.loss + 1e-14 * abs(point.loss), next.steepest < point.steepest
      else { break }
      point = next
      information = try hessian(at: point, &evaluations)
    }
    return summary(of: point, information, evaluations)
  }

  private static func within(_ logarithm: Double) -> Double {
    Swift.min(bound, Swift.max(-bound, logarithm))
  }

  private func evaluate(
    _ logarithms: [Double], _ evaluations: inout Int
  ) throws(LifetimeError) -> Point {
    evaluations += 1
    let parameters = logarithms.enumerated().map { place, logarithm in
      Gradient.parameter(logarithm, place: place).exponential
    }
    let total = try logLikelihood(parameters)
    return Point(
      logarithms: logarithms,
      loss: total.value.isFinite ? -total.value / customers : .infinity,
      slope: logarithms.indices.map { -total.partials[$0] / customers })
  }

  /// BFGS with a backtracking line search.
  private func descend(_ point: inout Point, _ evaluations: inout Int) throws(LifetimeError) {
    let d = point.logarithms.count
    var inverse = Self.identity(d)
    for _ in 0..<200 where point.steepest > Self.flat {
      var direction = (0..<d).map { i in
        -(0..<d).reduce(0.0) { $0 + inverse[i][$1] * point.slope[$1] }
      }
      var descent = zip(direction, point.slope).reduce(0.0) { $0 + $1.0 * $1.1 }
      if descent >= 0 {
        inverse = Self.identity(d)
        direction = point.slope.map { -$0 }
        descent = -point.slope.reduce(0.0) { $0 + $1 * $1 }
      }
      // No parameter changes by more than a factor of e² in a step.
      let longest = direction.reduce(0.0) { Swift.max($0, abs($1)) }
      var length = longest > 2 ? 2 / longest : 1
      var next = point
      var isLower = false
      for _ in 0..<40 {
        next = try evaluate(
          zip(point.logarithms, direction).map { Self.within($0 + length * $1) }, &evaluations)
        if next.loss <= point.loss + 1e-4 * length * descent {
          isLower = true
          break
        }
        length /= 2
      }
      guard isLower else { return }
      let moved = zip(next.logarithms, point.logarithms).map { $0 - $1 }
      let turned = zip(next.slope, point.slope).map { $0 - $1 }
      point = next
      Self.update(&inverse, moved: moved, turned: turned)
      if moved.allSatisfy({ abs($0) < 1e-15 }) { return }
    }
  }

  /// The inverse second derivatives after a step: the formula of Broyden, Fletcher, Goldfarb and
  /// Shanno; unchanged if the curvature along the step is not positive.
  private static func update(_ inverse: inout [[Double]], moved: [Double], turned: [Double]) {
    let d = moved.count
    let product = zip(moved, turned).reduce(0.0) { $0 + $1.0 * $1.1 }
    guard product > 1e-18 else { return }
    let weighted = (0..<d).map { i in
      (0..<d).reduce(0.0) { $0 + inverse[i][$1] * turned[$1] }
    }
    let size = zip(turned, weighted).reduce(0.0) { $0 + $1.0 * $1.1 }
    for i in 0..<d {
      for j in 0..<d {
        inverse[i][j] +=
          (1 + size / product) * moved[i] * moved[j] / product
          - (weighted[i] * moved[j] + moved[i] * weighted[j]) / product
      }
    }
  }

  /// Second derivatives of the loss by the logarithms: central differences of the exact first ones.
  private func hessian(
    at point: Point, _ evaluations: inout Int
  ) throws(LifetimeError) -> [[Double]] {
    let d = point.logarithms.count
    let width = 1e-4
    var rows: [[Double]] = []
    for i in 0..<d {
      var (up, down) = (point.logarithms, point.logarithms)
      up[i] += width
      down[i] -= width
      let (high, low) = (try evaluate(up, &evaluations), try evaluate(down, &evaluations))
      rows.append((0..<d).map { (high.slope[$0] - low.slope[$0]) / (2 * width) })
    }
    return (0..<d).map { i in (0..<d).map { j in (rows[i][j] + rows[j][i]) / 2 } }
  }

  private func summary(
    of point: Point, _ information: [[Double]], _ evaluations: Int
  ) -> Maximum {
    let d = point.logarithms.count
    let eigenvalues = Self.eigenvalues(information)
    let curvature = (eigenvalues.min() ?? 0) * customers
    var errors: [Double]?
    if curvature > 0 {
      errors = (0..<d).compactMap { i in
        Self.solve(information, (0..<d).map { $0 == i ? 1 : 0 }).map {
          (Swift.max(0, $0[i]) / customers).squareRoot()
        }
      }
    }
    let runaway = point.logarithms.firstIndex { abs($0) > Self.bound - 1 }
    let state: Maximum.State =
      if let runaway { .unbounded(parameter: runaway) } else if point.steepest < 1e-7, curvature > 0
      { .converged } else { .notConverged }
    return Maximum(
      parameters: point.logarithms.map(portableExp), logLikelihood: -point.loss * customers,
      slope: point.steepest, curvature: curvature, standardErrors: errors,
      evaluations: evaluations, state: state)
  }
}

extension MaximumSearch {
  fileprivate static func identity(_ d: Int) -> [[Double]] {
    (0..<d).map { i in (0..<d).map { $0 == i ? 1 : 0 } }
  }

  /// The solution of a small symmetric system by elimination with pivots; `nil` if it has none.
  fileprivate static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    let d = right.count
    var rows = zip(matrix, right).map { $0 + [$1] }
    for column in 0..<d {
      var pivot = column
      for row in column..<d where abs(rows[row][column]) > abs(rows[pivot][column]) { pivot = row }
      guard abs(rows[pivot][column]) > 1e-300 else { return nil }
      rows.swapAt(column, pivot)
      for row in 0..<d where row != column {
        let factor = rows[row][column] / rows[column][column]
        for place in column...d { rows[row][place] -= factor * rows[column][place] }
      }
    }
    return (0..<d).map { rows[$0][d] / rows[$0][$0] }
  }

  /// The eigenvalues of a small symmetric matrix by Jacobi's rotations.
  fileprivate static func eigenvalues(_ matrix: [[Double]]) -> [Double] {
    var a = matrix
    let d = a.count
    for _ in 0..<60 {
      for p in 0..<d {
        for q in (p + 1)..<Swift.max(p + 1, d) where a[p][q] != 0 {
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<d {
            (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q])
          }
          for k in 0..<d {
            (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k])
          }
        }
      }
    }
    return (0..<d).map { a[$0][$0] }
  }
}
