import Foundation
import Matrices
import TestSupport
import Testing

@testable import Clustering

/// Against scikit-learn and R.
@Suite(.enabled(if: SharedFiles.isPresent, "the folder of golden results is not here"))
struct DensityGoldenTests {
  private struct Golden: Decodable {
    let input: String
    let eps: Double
    let min_samples: Double
    let labels: [Int]
    let core: [Int]
    let clusters: Int
    let noise: Int
  }

  @Test(arguments: GoldenKMeans.names)
  func `core rows, noise and the division of core rows are scikit-learn's`(_ name: String) throws {
    let golden = try JSONDecoder().decode(
      Golden.self, from: GoldenKMeans.bytes("bench/golden/\(name).dbscan.json"))
    let data = try GoldenData(name)
    let points = golden.input == "zscore" ? data.points.zScored : data.points
    let model = try DBSCAN(radius: golden.eps, minimumWeight: golden.min_samples)
      .fit(points, control: RunControl(threads: 2))
    #expect(model.isCore == golden.core.map { $0 == 1 })
    #expect(model.k == golden.clusters)
    #expect(model.labels.count { $0 < 0 } == golden.noise)
    #expect(model.labels.map { $0 < 0 } == golden.labels.map { $0 < 0 })
    let core = model.labels.indices.filter { model.isCore[$0] }
    #expect(
      try Agreement.adjustedRand(core.map { model.labels[$0] }, core.map { golden.labels[$0] }) == 1
    )
  }

  @Test(arguments: ["faithful_z", "USArrests_z"])
  func `labels are R's, but for border rows in reach of two segments`(_ name: String) throws {
    let row = try #require(
      String(decoding: GoldenKMeans.bytes("references/r_dbscan.csv"), as: UTF8.self)
        .split(separator: "\n").map { $0.split(separator: ",").map { String($0) } }
        .first { $0[0] == name })
    let text = try String(
      decoding: GoldenKMeans.bytes("references/datasets/\(name.dropLast(2)).csv"), as: UTF8.self)
    let raw = Matrix(
      text.split(separator: "\n").dropFirst().map { line in
        line.split(separator: ",").compactMap { Double($0) }
      })
    let shrink = (Double(raw.rows - 1) / Double(raw.rows)).squareRoot()
    let model = try DBSCAN(
      radius: try #require(Double(row[1])), minimumWeight: try #require(Double(row[2]))
    ).fit(raw.zScored.mapped { $0 * shrink }, control: RunControl(threads: 2))
    let expected = row[6].split(separator: " ").compactMap { Int($0) }
    #expect(model.labels.map { $0 < 0 } == expected.map { $0 == 0 })
    #expect(try Agreement.adjustedRand(model.labels, expected) == 1)
  }
}
