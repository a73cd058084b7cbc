import Matrices
import Testing

@testable import Clustering

/// Mixtures in other units: the same clouds.
struct MixtureUnitTests {
  private let control = RunControl(threads: 2)

  /// Two groups that differ in the second column alone, whose first column is large.
  private var rows: Matrix {
    let random = CounterRandom(seed: 12, purpose: .sampling)
    func normal(_ place: Int) -> Double {
      (0..<12).reduce(-6.0) { $0 + random.unit(UInt64(place * 12 + $1)) }
    }
    return Matrix(
      (0..<120).map { i in
        [50_000 + 15_000 * normal(2 * i), (i % 2 == 0 ? 0.05 : 0.6) + 0.05 * normal(2 * i + 1)]
      })
  }

  private func scaled(_ rows: Matrix, by factors: [Double]) -> Matrix {
    Matrix(rows.rowArrays.map { zip($0, factors).map { $0 * $1 } })
  }

  @Test(arguments: CovarianceFamily.allCases.filter(\.isBlindToUnits))
  func `labels stay and BIC moves by a constant, whatever the units`(
    family: CovarianceFamily
  ) throws {
    for k in 1...2 {
      let method = GaussianMixture(k: k, family: family)
      let base = try method.fit(rows, control: control)
      #expect(base.degenerateComponents.isEmpty)
      if k == 2 {
        let truth = (0..<120).map { $0 % 2 }
        #expect(try Agreement.adjustedRand(base.labels, truth) == 1)
      }
      for factors in [[1e-4, 1], [1, 1e6], [3e5, 0.7]] {
        let other = try method.fit(scaled(rows, by: factors), control: control)
        #expect(try Agreement.adjustedRand(other.labels, base.labels) == 1)
        // A density is divided by the factors: −2 log likelihood rises by 2 n log of each.
        let shift = 240 * (portableLog(factors[0]) + portableLog(factors[1]))
        #expect(abs(other.bic - shift - base.bic) < 1e-3)
      }
    }
  }

  @Test func `one cloud has the likelihood of its mean and covariance`() throws {
    let model = try GaussianMixture(k: 1).fit(rows, control: control)
    let all = rows.rowArrays
    let mean = [0, 1].map { j in all.reduce(0) { $0 + $1[j] } / 120 }
    func moment(_ i: Int, _ j: Int) -> Double {
      all.reduce(0) { $0 + ($1[i] - mean[i]) * ($1[j] - mean[j]) } / 120
    }
    let determinant = moment(0, 0) * moment(1, 1) - moment(0, 1) * moment(0, 1)
    // −2 ℓ = n (d log 2π + log det + d), and five parameters.
    let bic =
      120 * (2 * portableLog(2 * Double.pi) + portableLog(determinant) + 2) + 5 * portableLog(120)
    #expect(abs(model.bic - bic) < 1e-3)
  }

  @Test func `a column without spread does not end the fit`() throws {
    let flat = Matrix(rows.rowArrays.map { [$0[0], $0[1], 3] })
    let model = try GaussianMixture(k: 2).fit(flat, control: control)
    #expect(model.labels.count == 120)
  }
}
