import Matrices
import Testing

@testable import Clustering

/// Rules that say where new rows belong, for every algorithm.
struct AssignmentRuleTests {
  private let control = RunControl(threads: 2)

  /// What an algorithm found, with its rule.
  private struct Found {
    let name: String
    let labels: [Int]
    let rule: any AssignmentRule
  }

  private func everyAlgorithm(_ rows: Matrix) throws -> [Found] {
    var found: [Found] = []
    let means = try KMeans(k: 4, restarts: 2).fit(rows, control: control)
    found.append(Found(name: "k-means", labels: means.labels, rule: means.rule))
    let medians = try KMedians(k: 4).fit(rows, control: control)
    found.append(Found(name: "medians", labels: medians.labels, rule: medians.rule))
    let scale = (0..<rows.columns).map { _ in Dissimilarity.GowerColumn.numeric() }
    for measure in [Dissimilarity.euclidean, .manhattan, .gower(scale)] {
      let medoids = try KMedoids(k: 4, dissimilarity: measure).fit(rows, control: control)
      found.append(Found(name: "medoids \(measure)", labels: medoids.labels, rule: medoids.rule))
    }
    let nominal = (0..<rows.columns).map { $0 == 0 }
    let prototypes = try KPrototypes(k: 3, isNominal: nominal).fit(rows, control: control)
    found.append(Found(name: "prototypes", labels: prototypes.labels, rule: prototypes.rule))
    for family in CovarianceFamily.allCases {
      let model = try GaussianMixture(k: 3, family: family, noiseShare: 0.1).fit(
        rows, control: control)
      found.append(Found(name: "mixture \(family)", labels: model.labels, rule: model.rule))
    }
    for linkage in Linkage.allCases {
      let cut = try Hierarchical(linkage).fit(rows, control: control)
        .cut(.segments(5), control: control)
      found.append(
        Found(name: "\(linkage)", labels: cut.labels, rule: try cut.rule(control: control)))
    }
    let dense = try DBSCAN(radius: 1, minimumWeight: 5).fit(rows, control: control)
    found.append(Found(name: "DBSCAN", labels: dense.labels, rule: dense.rule))
    let order = try OPTICS(minimumWeight: 5).fit(rows, control: control)
    for reading in [OPTICS.Reading.radius(1), .valleys(xi: 0.05)] {
      let read = try order.segments(by: reading)
      found.append(
        Found(name: "OPTICS \(reading)", labels: read.labels, rule: try read.rule(control: control))
      )
    }
    for selection in HDBSCAN.Selection.allCases {
      let model = try HDBSCAN(minimumSegmentWeight: 8, selection: selection)
        .fit(rows, control: control)
      found.append(Found(name: "HDBSCAN \(selection)", labels: model.labels, rule: model.rule))
    }
    return found
  }

  /// Rows between crowds with some far off, and rows of whole numbers, which have many ties.
  private static let samples = [
    SampleRows.crowds(260, columns: 3, k: 4, seed: 1, spread: 1.5),
    SampleRows.crowds(150, columns: 2, k: 3, seed: 2, spread: 3),
    SampleRows.scores(200, columns: 3, seed: 3),
  ]

  @Test(arguments: 0..<3)
  func `training rows get their training labels, whatever the algorithm`(sample: Int) throws {
    let rows = Self.samples[sample]
    for found in try everyAlgorithm(rows) {
      let assigned = try found.rule.assign(rows, control: control)
      #expect(assigned.labels == found.labels, "\(found.name)")
      #expect(assigned.confidences.allSatisfy { (0...1).contains($0) }, "\(found.name)")
      #expect(
        zip(assigned.labels, assigned.distances).allSatisfy { $0 < 0 || $1.isFinite },
        "\(found.name)")
    }
  }

  @Test func `every rule of an algorithm is of a kind that can be read, under a name of its own`()
    throws
  {
    let names = AssignmentRules.kinds.map { $0.kind }
    #expect(Set(names).count == names.count)
    for found in try everyAlgorithm(Self.samples[1]) {
      #expect(names.contains(type(of: found.rule).kind), "\(found.name)")
      #expect(found.rule.columns == 2)
    }
  }

  @Test func `rows without weight are labelled by the rule`() throws {
    let rows = Self.samples[0]
    let weights = (0..<rows.rows).map { $0 % 7 == 0 ? 0.0 : 1 }
    let means = try KMeans(k: 4).fit(rows, weights: weights, control: control)
    #expect(try means.rule.assign(rows).labels == means.labels)
    let dense = try DBSCAN(radius: 1).fit(rows, weights: weights, control: control)
    #expect(try dense.rule.assign(rows).labels == dense.labels)
    let lasting = try HDBSCAN(minimumSegmentWeight: 8).fit(
      rows, weights: weights, control: control)
    #expect(try lasting.rule.assign(rows).labels == lasting.labels)
  }

  @Test func `a hierarchy keeps few rows, the same for any order of the rows`() throws {
    let rows = SampleRows.crowds(1200, columns: 2, k: 3, seed: 3)
    let shuffled = rows.taking(SampleRows.shuffle(1200, seed: 9))
    let kept = try [rows, shuffled].map { rows in
      try Hierarchical(.ward).fit(rows, control: control)
        .cut(.segments(3), control: control).rule(control: control)
    }
    #expect(kept[0] == kept[1])
    #expect(kept[0].pointCount < 120, "\(kept[0].pointCount) of 1200")
  }

  @Test func `the margin is the share by which the second segment is farther`() throws {
    let rule = NearestCentroid(centroids: Matrix(rows: 2, columns: 1, values: [0, 10]))
    let found = try rule.assign(Matrix(rows: 3, columns: 1, values: [0, 2, 5]))
    #expect(found.labels == [0, 0, 0])
    #expect(found.distances == [0, 2, 5])
    #expect(found.confidences == [1, 0.75, 0])
    let alone = NearestCentroid(centroids: Matrix(rows: 1, columns: 1, values: [0]))
    #expect(try alone.assign(Matrix(rows: 1, columns: 1, values: [4])).confidences == [1])
  }

  @Test func `rows outside of every dense region belong to none`() throws {
    let rule = CoreRows(
      rows: Matrix(rows: 2, columns: 1, values: [0, 3]), labels: [0, 1], radius: 1)
    let found = try rule.assign(Matrix(rows: 4, columns: 1, values: [1, 1.5, 2, 9]))
    #expect(found.labels == [0, -1, 1, -1])
    #expect(found.distances == [1, .infinity, 1, .infinity])
    #expect(found.confidences == [0.5, 0, 0.5, 0])
    let nothing = CoreRows(rows: Matrix(rows: 0, columns: 1, values: []), labels: [], radius: 1)
    #expect(
      try nothing.assign(Matrix(rows: 1, columns: 1, values: [0])).labels
        == [-1])
  }

  @Test func `rows of another width, or that are no numbers, are refused`() throws {
    let rule = KeptRows(rows: Matrix(rows: 1, columns: 2, values: [0, 0]), labels: [0])
    #expect(throws: ClusteringError.columnCount(found: 1, expected: 2)) {
      try rule.assign(Matrix(rows: 1, columns: 1, values: [0]))
    }
    #expect(throws: ClusteringError.notFinite(row: 0, column: 1)) {
      try rule.assign(Matrix(rows: 1, columns: 2, values: [0, .nan]))
    }
    let stopped = RunControl(threads: 1)
    stopped.cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try rule.assign(Matrix(rows: 1, columns: 2, values: [0, 0]), control: stopped)
    }
  }
}
