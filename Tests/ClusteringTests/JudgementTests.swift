import Matrices
import Testing

@testable import Clustering

struct AgreementTests {
  @Test func `the adjusted Rand index of small tables is that of the formula`() throws {
    // From counts by hand: pairs together 2, in the first 2 + 1, in the second 3, of 10.
    let index = try Agreement.adjustedRand([0, 0, 1, 1, 2], [5, 5, 5, 6, 6])
    // first: 1 + 1 = 2; second: 3 + 1 = 4; together: 1; expected: 0.8; most: 3.
    #expect(isClose(index, (1 - 0.8) / (3 - 0.8), 1e-14))
  }

  @Test func `names do not matter, and unrelated divisions are near 0`() throws {
    let labels = (0..<600).map { $0 % 5 }
    #expect(try Agreement.adjustedRand(labels, labels.map { 40 - 3 * $0 }) == 1)
    let random = CounterRandom(seed: 1, purpose: .sampling)
    let other = (0..<600).map { random.index(UInt64($0), below: 5) }
    #expect(abs(try Agreement.adjustedRand(labels, other)) < 0.02)
    #expect(
      try Agreement.adjustedRand(labels, other) == Agreement.adjustedRand(other, labels))
  }

  @Test func `one segment on both sides, or only rows of their own, agree`() throws {
    #expect(try Agreement.adjustedRand([3, 3, 3], [1, 1, 1]) == 1)
    #expect(try Agreement.adjustedRand([0, 1, 2], [2, 0, 1]) == 1)
    #expect(try Agreement.adjustedRand([0, 0, 0], [0, 1, 2]) == 0)
    #expect(throws: ClusteringError.labelCount(labels: 1, rows: 2)) {
      try Agreement.adjustedRand([1, 2], [1])
    }
  }
}

struct KneedleTests {
  @Test func `the elbow is where the curve is farthest below its chord`() {
    let k = (2...10).map(Double.init)
    #expect(Kneedle.elbow(x: k, y: [100, 50, 20, 15, 12, 10, 8, 6, 5]) == 2)
    #expect(Kneedle.elbow(x: k, y: k.map { 100 - 9 * $0 }) == nil)
    #expect(Kneedle.elbow(x: k, y: k.map { _ in 4 }) == nil)
    #expect(Kneedle.elbow(x: [1, 2], y: [2, 1]) == nil)
  }

  @Test func `the published example, y = -1 / x + 5, has its knee at x = 0.2222`() {
    let x = (0..<10).map { Double($0) / 9 }
    let y = x.map { 1 / ($0 + 0.1) - 5 }
    #expect(Kneedle.elbow(x: x, y: y) == 2)
  }
}

struct SeedStabilityTests {
  private let control = RunControl(threads: 2)

  @Test func `clear crowds are found from every seed, a cloud is not`() throws {
    let crowds = try PreparedPoints(
      SampleRows.crowds(300, columns: 2, k: 3, seed: 2, spread: 0.3), control: control)
    let sure = try SeedStability(of: KMeans(k: 3), on: crowds, fits: 5, control: control)
    #expect(sure.mean == 1)
    #expect(sure.least == 1)
    #expect(sure.inertias.count == 5)
    let cloud = try PreparedPoints(
      SampleRows.crowds(300, columns: 6, k: 1, seed: 2), control: control)
    let unsure = try SeedStability(
      of: KMeans(k: 7, restarts: 1, polish: .none), on: cloud, fits: 5, control: control)
    #expect(unsure.mean < 0.9)
    #expect(unsure.least <= unsure.mean)
    #expect((0...1).contains(unsure.mean))
  }

  @Test func `restarts that all end alike agree with the model`() throws {
    let crowds = SampleRows.crowds(300, columns: 2, k: 3, seed: 2, spread: 0.3)
    #expect(try KMeans(k: 3).fit(crowds, control: control).restartAgreement == 1)
    let cloud = SampleRows.crowds(300, columns: 6, k: 1, seed: 2)
    let model = try KMeans(k: 7).fit(cloud, control: control)
    #expect((0..<1).contains(model.restartAgreement))
    #expect(model.restartInertias.count == 10)
    #expect(
      model.restartInertias.min() == model.restartInertias[model.restart]
        || model.inertia
          <= (model.restartInertias.min() ?? 0)
    )
  }
}

struct OutlierInfluenceTests {
  private let control = RunControl(threads: 2)

  private func influence(_ rows: Matrix, k: Int) throws -> OutlierInfluence {
    let points = try PreparedPoints(rows, control: control)
    let model = try KMeans(k: k).fit(points, control: control)
    let labelled = try LabelledPoints(points, labels: model.labels, control: control)
    let silhouette = try Silhouette(labelled, control: control).mean
    return try OutlierInfluence(
      points, labels: model.labels, silhouette: silhouette, control: control)
  }

  @Test func `a handful of far rows explains a high silhouette`() throws {
    let far = (0..<4).map { [900.0 + Double($0), 900] }
    let cloud = SampleRows.crowds(996, columns: 2, k: 1, seed: 7).rowArrays
    let influence = try influence(Matrix(cloud + far), k: 2)
    #expect(influence.silhouette > 0.95)
    #expect(influence.tinySegments == [1])
    #expect(influence.tinyWeightShare == 0.004)
    #expect(influence.silhouetteWithoutTiny == nil)
    #expect(influence.explainsSilhouette)
    #expect(influence.dominatesVariance)
  }

  @Test func `what is left without the tiny segment decides`() throws {
    let far = (0..<4).map { [900.0 + Double($0), 900] }
    let crowds = SampleRows.crowds(996, columns: 2, k: 3, seed: 7, spread: 0.2).rowArrays
    let influence = try influence(Matrix(crowds + far), k: 4)
    #expect(influence.tinySegments == [3])
    let left = try #require(influence.silhouetteWithoutTiny)
    let inner = Matrix(crowds)
    let model = try KMeans(k: 3).fit(inner, control: control)
    let labelled = try LabelledPoints(inner, labels: model.labels, control: control)
    #expect(isClose(left, try Silhouette(labelled, control: control).mean))
    #expect(!influence.explainsSilhouette)
  }

  @Test func `segments of honest size are nobody's outliers`() throws {
    let influence = try influence(
      SampleRows.crowds(900, columns: 2, k: 3, seed: 7, spread: 0.5), k: 3)
    #expect(influence.tinySegments.isEmpty)
    #expect(influence.silhouetteWithoutTiny == influence.silhouette)
    #expect(!influence.explainsSilhouette)
    #expect(!influence.dominatesVariance)
    #expect(influence.farthestShareOfVariance < 0.05)
  }
}
