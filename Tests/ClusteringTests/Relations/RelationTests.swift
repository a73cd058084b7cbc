import Matrices
import Testing

@testable import Clustering

/// Every algorithm against every guise in which the same rows can come.
///
/// The relations are numbered as in the metamorphic table that the project was designed with; M6,
/// M10 to M12, M14 and M15 are about single algorithms or measures and stand below or with them,
/// M13 with the rules of assignment, and M16's builds with the acceptance tests.
struct RelationTests {
  static let count = 96

  /// Three crowds of unequal size and width, with some rows between them.
  private static let rows: Matrix = {
    let crowds = SampleRows.crowds(count, columns: 2, k: 3, seed: 21, spread: 0.9)
    return Matrix(
      crowds.rowArrays.enumerated().map { i, row in i % 12 == 0 ? row.map { $0 * 0.9 } : row })
  }()

  struct Pair: Sendable, CustomTestStringConvertible {
    let subject: RelationSubject
    let guise: Guise
    var testDescription: String { "\(guise.number), \(subject.name): \(guise.sentence)" }
  }

  static let pairs = RelationSubject.all.flatMap { subject in
    Guise.all.filter { subject.isBlindToTurns || !$0.isTurn }
      .map { Pair(subject: subject, guise: $0) }
  }

  @Test(arguments: pairs)
  func `the same rows in another guise are the same segments`(_ pair: Pair) throws {
    let plain = try pair.subject.labels(Self.rows)
    let rows = try pair.guise.change(Self.rows)
    let changed = try pair.subject.labels(
      rows, weights: pair.guise.weights?(rows), stretch: pair.guise.stretch,
      copies: pair.guise.copies)
    // A division with nothing in it would agree with everything.
    #expect(Set(plain.filter { $0 >= 0 }).count > 1)
    for copy in pair.guise.counterpart(0).indices {
      let read = plain.indices.map { changed[pair.guise.counterpart($0)[copy]] }
      #expect(partition(read) == partition(plain))
    }
  }

  @Test(arguments: RelationSubject.all.indices)
  func `M1: the order of the rows changes no number of a segment`(_ place: Int) throws {
    let subject = RelationSubject.all[place]
    for seed in UInt64(1)...3 {
      let order = SampleRows.shuffle(Self.count, seed: seed)
      let plain = try subject.labels(Self.rows)
      #expect(try subject.labels(Self.rows.taking(order)) == order.map { plain[$0] })
    }
  }

  @Test(arguments: RelationSubject.all.indices)
  func `M16: the number of threads changes no label`(_ place: Int) throws {
    let subject = RelationSubject.all[place]
    let alone = try subject.labels(Self.rows, threads: 1)
    for threads in [2, 5] { #expect(try subject.labels(Self.rows, threads: threads) == alone) }
  }

  @Test(arguments: RelationSubject.all.indices)
  func `M6: behind z-scores the unit of a column does not matter`(_ place: Int) throws {
    let control = RunControl(threads: 1)
    func scored(_ rows: Matrix) throws -> Matrix {
      try Scaling.zscore.fit(rows, control: control).apply(rows)
    }
    let cents = Matrix(Self.rows.rowArrays.map { [$0[0], 100 * $0[1]] })
    let subject = RelationSubject.all[place]
    let plain = try subject.labels(scored(Self.rows), stretch: 0.3)
    #expect(partition(try subject.labels(scored(cents), stretch: 0.3)) == partition(plain))
  }

  @Test(arguments: Linkage.allCases)
  func `M11: a row far away is merged last`(_ linkage: Linkage) throws {
    let rows = Matrix(Self.rows.rowArrays + [[900, -700]])
    let tree = try Hierarchical(linkage).fit(rows, control: RunControl(threads: 1))
    let two = try tree.cut(.segments(2), control: RunControl(threads: 1))
    #expect(two.sizes == [Self.count, 1])
    #expect(two.labels.last == 1)
  }

  @Test func `M11: a row far away is noise to what goes by density`() throws {
    let rows = Matrix(Self.rows.rowArrays + [[900, -700]])
    for subject in RelationSubject.all where ["DBSCAN", "OPTICS", "HDBSCAN"].contains(subject.name)
    {
      let labels = try subject.labels(rows)
      #expect(labels.last == -1, "\(subject.name)")
      #expect(Set(labels).count > 2, "\(subject.name)")
    }
  }

  @Test func `M14: more iterations never lower the likelihood of a mixture`() throws {
    let start = Self.rows.taking([1, 2, 3])
    var last = -Double.infinity
    for iterations in 1...25 {
      let model = try GaussianMixture(
        k: 3, start: .means(start), maxIterations: iterations, tolerance: 0,
        regularization: .absolute(0)
      ).fit(Self.rows, control: RunControl(threads: 1))
      #expect(model.logLikelihood >= last - 1e-9 * last.magnitude)
      last = model.logLikelihood
    }
  }

  @Test func `M15: one segment is everybody, and a segment per row is nobody else`() throws {
    let few = Self.rows.taking(Array(1..<11))
    let control = RunControl(threads: 1)
    for linkage in Linkage.allCases {
      let tree = try Hierarchical(linkage).fit(few, control: control)
      #expect(try tree.cut(.segments(1), control: control).sizes == [10])
      #expect(Set(try tree.cut(.segments(10), control: control).labels).count == 10)
    }
    #expect(Set(try KMedoids(k: 10).fit(few, control: control).labels).count == 10)
    #expect(try KMedoids(k: 10).fit(few, control: control).totalDistance == 0)
    for divided in [Array(0..<10), Array(repeating: 0, count: 10)] {
      let labelled = try LabelledPoints(few, labels: divided, control: control)
      #expect(throws: ClusteringError.self) { try Silhouette(labelled, control: control) }
      #expect(throws: ClusteringError.self) { try labelled.daviesBouldin() }
      #expect(throws: ClusteringError.self) { try labelled.calinskiHarabasz() }
    }
  }
}

/// Labels renamed in the order in which they first appear, so that only who is together counts.
func partition(_ labels: [Int]) -> [Int] {
  var names: [Int: Int] = [:]
  return labels.map { label in
    guard label >= 0 else { return -1 }
    let name = names[label] ?? names.count
    names[label] = name
    return name
  }
}
