import Matrices
import TestSupport
import Testing

@testable import Clustering

@Suite(.enabled(if: SharedFiles.isPresent, "the folder of golden results is not here"))
struct ValidityGoldenTests {
  @Test(arguments: GoldenKMeans.names)
  func `silhouette, Davies-Bouldin and Calinski-Harabasz are scikit-learn's`(
    _ name: String
  ) throws {
    let golden = try GoldenKMeans.read(name)
    let data = try GoldenData(name)
    let points = golden.input == "zscore" ? data.points.zScored : data.points
    let control = RunControl(threads: 2)
    for fit in golden.fits {
      let labelled = try LabelledPoints(points, labels: fit.labels, control: control)
      let silhouette = try Silhouette(labelled, control: control)
      #expect(isClose(silhouette.mean, fit.silhouette_mean))
      for (found, expected) in zip(silhouette.rows, fit.silhouette_samples) {
        #expect(abs(try #require(found) - expected) <= 1e-9)
      }
      #expect(isClose(try labelled.daviesBouldin(), fit.davies_bouldin))
      #expect(isClose(try labelled.calinskiHarabasz(), fit.calinski_harabasz))
      #expect(isClose(labelled.withinSumOfSquares, fit.inertia))
      #expect(isClose(try Agreement.adjustedRand(fit.labels, data.truth), fit.vs_truth.ari))
    }
  }
}

func isClose(_ found: Double, _ expected: Double, _ relative: Double = 1e-9) -> Bool {
  abs(found - expected) <= relative * abs(expected)
}
