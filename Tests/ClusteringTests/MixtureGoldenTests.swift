import Foundation
import Matrices
import TestSupport
import Testing

@testable import Clustering

/// Results of scikit-learn from written starts: `shared/bench/golden`.
private struct GoldenMixture: Decodable {
  let input: String
  let reg_covar: Double
  let fits: [Fit]

  struct Fit: Decodable {
    let type: String
    let k: Int
    let init_rows: [Int]
    let after: [String: State]
  }

  struct State: Decodable {
    let n_iter: Int
    let mean_loglik: Double
    let weights: [Double]
    let means: [[Double]]
    let bic: Double
    let aic: Double
    let labels: [Int]?
    let resp_first50: [[Double]]?
  }
}

@Suite(.enabled(if: SharedFiles.isPresent, "the folder of golden results is not here"))
struct MixtureGoldenTests {
  private let control = RunControl(threads: 2)

  @Test(arguments: GoldenKMeans.names)
  func `from the same means, mixtures take scikit-learn's path`(_ name: String) throws {
    let golden = try JSONDecoder().decode(
      GoldenMixture.self, from: GoldenKMeans.bytes("bench/golden/\(name).gmm.json"))
    let data = try GoldenData(name)
    let points = golden.input == "zscore" ? data.points.zScored : data.points
    for fit in golden.fits {
      for state in fit.after.values {
        let model = try GaussianMixture(
          k: fit.k, family: fit.type == "full" ? .full : .diagonal,
          start: .means(points.taking(fit.init_rows)), maxIterations: state.n_iter, tolerance: 0,
          regularization: .absolute(golden.reg_covar)
        ).fit(points, control: control)
        let about = "\(name), \(fit.type), after \(state.n_iter)"
        // Rounding grows with every round where components are nearly flat: 30 columns, 60 rows.
        let limit = name == "breast_cancer" ? 1e-6 : 1e-8
        let mean = model.logLikelihood / Double(points.rows)
        #expect(abs(mean - state.mean_loglik) < limit, "\(about)")
        #expect(isClose(model.bic, state.bic, 1e-6), "\(about)")
        #expect(isClose(model.aic, state.aic, 1e-6), "\(about)")
        for (found, expected) in zip(model.shares, state.weights) {
          #expect(abs(found - expected) < 1e-6, "\(about)")
        }
        for (found, expected) in zip(model.means.values, state.means.flatMap { $0 }) {
          #expect(abs(found - expected) < 1e-5, "\(about)")
        }
        if let labels = state.labels { #expect(model.labels == labels, "\(about)") }
        if let expected = state.resp_first50 {
          let found = try model.assign(points.taking(Array(0..<expected.count))).responsibilities
          for (a, b) in zip(found.values, expected.flatMap { $0 }) { #expect(abs(a - b) < 1e-5) }
        }
      }
    }
  }

  @Test(arguments: CovarianceFamily.allCases)
  func `every family reaches the likelihood that mclust reports, or a higher one`(
    _ family: CovarianceFamily
  ) throws {
    let text = try String(
      decoding: GoldenKMeans.bytes("references/r_mclust_bic.csv"), as: UTF8.self)
    let rows = try String(
      decoding: GoldenKMeans.bytes("references/datasets/faithful.csv"), as: UTF8.self
    ).split(separator: "\n").dropFirst().map { row in
      row.split(separator: ",").suffix(2).compactMap { Double($0.filter { $0 != "\"" }) }
    }
    let points = Matrix(rows)
    #expect(points.rows == 272)
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",")
      guard fields[2] == family.rawValue, let k = Int(fields[1]), k <= 4,
        let expected = Double(fields[3])
      else { continue }
      let model = try GaussianMixture(
        k: k, family: family, start: .kMeans(starts: 24), maxIterations: 2000, tolerance: 1e-9,
        regularization: .absolute(0)
      ).fit(points, control: control)
      // mclust stops when the likelihood rises by less than a part in 10⁵.
      #expect(model.mclustBIC > expected - 0.1, "G = \(k): \(model.mclustBIC), \(expected)")
      if k <= 2 { #expect(abs(model.mclustBIC - expected) < 0.2, "G = \(k)") }
      if k == 1 { #expect(abs(model.mclustBIC - expected) < 1e-5) }
    }
  }
}
