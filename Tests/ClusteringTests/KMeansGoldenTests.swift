import Foundation
import Matrices
import TestSupport
import Testing

@testable import Clustering

@Suite(.enabled(if: SharedFiles.isPresent, "the folder of golden results is not here"))
struct KMeansGoldenTests {
  @Test(arguments: GoldenKMeans.names)
  func `from the same centres, Lloyd takes scikit-learn's path to scikit-learn's end`(
    _ name: String
  ) throws {
    let golden = try GoldenKMeans.read(name)
    let data = try GoldenData(name)
    let points = golden.input == "zscore" ? data.points.zScored : data.points
    for fit in golden.fits {
      let model = try KMeans(k: fit.k, tolerance: 0, start: Matrix(fit.`init`))
        .fit(points, control: RunControl(threads: 2))
      #expect(model.labels == fit.labels, "\(name), k = \(fit.k)")
      #expect(abs(model.inertia - fit.inertia) <= 1e-12 * fit.inertia)
      // Two centroids may tie to the last bit on the way, and then the count is a matter of luck.
      if fit.min_tie_gap > 1e-12 { #expect(model.iterations == fit.updates) }
      #expect(model.hasConverged)
      for (found, expected) in zip(model.centroids.values, fit.centroids.flatMap { $0 }) {
        #expect(abs(found - expected) <= 1e-11 * max(1, abs(expected)))
      }
    }
  }

  @Test(arguments: ["iris", "wine"])
  func `ten restarts reach the best of two hundred`(_ name: String) throws {
    let file = try JSONSerialization.jsonObject(
      with: GoldenKMeans.bytes("bench/golden/best_inertia.json"))
    let entry = try #require((file as? [String: Any])?[name] as? [String: Any])
    let best = try #require(entry["best_inertia"] as? [String: Double])
    let data = try GoldenData(name)
    let points = entry["input"] as? String == "zscore" ? data.points.zScored : data.points
    let sweep = try KMeansSweep(2...10, seed: 4).fit(points, control: RunControl(threads: 2))
    for model in sweep.models {
      let known = try #require(best[String(model.k)])
      #expect(model.inertia <= 1.001 * known, "\(name), k = \(model.k)")
    }
  }
}
