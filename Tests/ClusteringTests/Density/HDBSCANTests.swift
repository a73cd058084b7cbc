import Matrices
import Testing

@testable import Clustering

/// HDBSCAN against a hierarchy that is made by cutting sets of rows again and again.
struct HDBSCANTests {
  private let control = RunControl(threads: 2)

  /// A segment of the hierarchy, made the slow and obvious way.
  private final class Region {
    let birth: Double
    var stability = 0.0
    var leaves: [Int: Double] = [:]
    var children: [Region] = []

    init(birth: Double) { self.birth = birth }

    /// The greatest λ at which something leaves it, rows or its children.
    var lastLeave: Double {
      (leaves.values.filter { $0 < .infinity } + children.map(\.birth)).max() ?? 0
    }

    /// The λ at which each row leaves the smallest region it is in.
    var allLeaves: [Int: Double] {
      children.reduce(into: leaves) { $0.merge($1.allLeaves) { own, _ in own } }
    }

    /// What is taken of this region and what is below, with its stability.
    func taken(_ selection: HDBSCAN.Selection) -> (regions: [Region], stability: Double) {
      let below = children.map { $0.taken(selection) }
      let sum = below.reduce(0) { $0 + $1.stability }
      let isBetter = selection == .excessOfMass ? stability >= sum : children.isEmpty
      return isBetter ? ([self], stability) : (below.flatMap(\.regions), sum)
    }
  }

  private func naive(
    _ rows: [[Double]], settings: HDBSCAN
  ) -> (labels: [Int], strengths: [Double]) {
    let n = rows.count
    let distances = rows.map { a in rows.map { Naive.distance(a, $0) } }
    let core = distances.map { $0.sorted()[Int(settings.minimumNeighbourWeight) - 1] }
    func reach(_ i: Int, _ j: Int) -> Double { max(distances[i][j], core[i], core[j]) }
    /// Sets of rows that hang together by steps shorter than a length.
    func parts(_ set: [Int], below length: Double) -> [[Int]] {
      var rest = Set(set)
      return set.compactMap { first in
        guard rest.remove(first) != nil else { return nil }
        var part = [first]
        var place = 0
        while place < part.count {
          let i = part[place]
          for j in rest.filter({ reach(i, $0) < length }) {
            rest.remove(j)
            part.append(j)
          }
          place += 1
        }
        return part
      }
    }
    func grow(_ set: [Int], in region: Region) {
      guard set.count > 1 else {
        for row in set { region.leaves[row] = .infinity }
        return
      }
      // The shortest step at which the set falls apart, among all there are.
      let steps = Set(set.flatMap { i in set.filter { $0 != i }.map { reach(i, $0) } }).sorted()
      var (low, high) = (0, steps.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if parts(set, below: steps[middle].nextUp).count == 1 {
          high = middle
        } else {
          low = middle + 1
        }
      }
      let length = steps[low]
      let pieces = parts(set, below: length)
      let heavy = pieces.filter { Double($0.count) >= settings.minimumSegmentWeight }
      for piece in pieces where Double(piece.count) < settings.minimumSegmentWeight {
        for row in piece { region.leaves[row] = 1 / length }
        region.stability += Double(piece.count) * (1 / length - region.birth)
      }
      if heavy.count == 1 { grow(heavy[0], in: region) }
      if heavy.count > 1 {
        for piece in heavy {
          let child = Region(birth: 1 / length)
          region.stability += Double(piece.count) * (1 / length - region.birth)
          region.children.append(child)
          grow(piece, in: child)
        }
      }
    }
    let root = Region(birth: 0)
    grow(Array(0..<n), in: root)
    var labels = Array(repeating: -1, count: n)
    let taken = root.children.flatMap { $0.taken(settings.selection).regions }
    var strengths = Array(repeating: 0.0, count: n)
    for (label, region) in taken.enumerated() {
      for (row, lambda) in region.allLeaves {
        labels[row] = label
        strengths[row] = lambda >= region.lastLeave ? 1 : lambda / region.lastLeave
      }
    }
    return (labels, strengths)
  }

  private static let samples: [Matrix] = [
    SampleRows.crowds(90, columns: 2, k: 3, seed: 1, spread: 0.8),
    SampleRows.crowds(100, columns: 3, k: 4, seed: 12, spread: 1.5),
    SampleRows.crowds(80, columns: 1, k: 5, seed: 3, spread: 0.2),
    // A grid with a hole: nothing but ties.
    Matrix((0..<90).map { [Double($0 / 10), Double($0 % 10)] }.filter { $0[0] != 4 || $0[1] > 8 }),
  ]

  @Test(arguments: samples.indices, HDBSCAN.Selection.allCases)
  func `segments are those of the definition`(
    _ sample: Int, _ selection: HDBSCAN.Selection
  ) throws {
    for (segment, neighbours) in [(5.0, 5.0), (4, 2), (10, 3)] {
      let rows = Self.samples[sample]
      let settings = HDBSCAN(
        minimumSegmentWeight: segment, minimumNeighbourWeight: neighbours, selection: selection)
      let model = try settings.fit(rows, control: control)
      let expected = naive(rows.rowArrays, settings: settings)
      #expect(model.labels.map { $0 < 0 } == expected.labels.map { $0 < 0 })
      #expect(try Agreement.adjustedRand(model.labels, expected.labels) == 1)
      // Distances come by way of their squares.
      for (a, b) in zip(model.strengths, expected.strengths) { #expect(abs(a - b) < 1e-12) }
    }
  }

  private let rows = SampleRows.crowds(400, columns: 2, k: 4, seed: 9, spread: 0.7)

  @Test func `strengths are shares, and noise has none`() throws {
    let model = try HDBSCAN(minimumSegmentWeight: 15).fit(rows, control: control)
    #expect(model.k >= 2)
    for (label, strength) in zip(model.labels, model.strengths) {
      #expect(strength >= 0 && strength <= 1)
      #expect((label < 0) == (strength == 0))
    }
    for label in 0..<model.k {
      #expect(zip(model.labels, model.strengths).contains { $0 == label && $1 == 1 })
    }
    #expect(model.weights == model.weights.sorted(by: >))
  }

  @Test func `the order of the rows changes no bit`() throws {
    for sample in [rows, SampleRows.scores(300, columns: 2, seed: 5)] {
      let order = SampleRows.shuffle(sample.rows, seed: 3)
      let settings = HDBSCAN(minimumSegmentWeight: 12, minimumNeighbourWeight: 5)
      let model = try settings.fit(sample, control: control)
      let shuffled = try settings.fit(sample.taking(order), control: control)
      #expect(shuffled.labels == order.map { model.labels[$0] })
      #expect(shuffled.strengths == order.map { model.strengths[$0] })
      #expect(shuffled.stabilities == model.stabilities)
    }
  }

  @Test(arguments: [1, 2, 5])
  func `the number of threads changes no bit`(_ threads: Int) throws {
    let many = SampleRows.crowds(7000, columns: 3, k: 6, seed: 4)
    let one = try HDBSCAN(minimumSegmentWeight: 30).fit(many, control: RunControl(threads: 1))
    let other = try HDBSCAN(minimumSegmentWeight: 30)
      .fit(many, control: RunControl(threads: threads))
    #expect(one.labels == other.labels)
    #expect(one.strengths == other.strengths)
  }

  @Test func `a weight of n is n copies, and a weight of 0 is absence`() throws {
    let weights = (0..<rows.rows).map { Double($0 % 3) }
    let copies = (0..<rows.rows).flatMap { Array(repeating: $0, count: $0 % 3) }
    let settings = HDBSCAN(minimumSegmentWeight: 12, minimumNeighbourWeight: 5)
    let weighted = try settings.fit(rows, weights: weights, control: control)
    let copied = try settings.fit(rows.taking(copies), control: control)
    #expect(copied.labels == copies.map { weighted.labels[$0] })
    #expect(copied.strengths == copies.map { weighted.strengths[$0] })
  }

  @Test func `moving, stretching and turning the rows leaves the segments as they are`() throws {
    let settings = HDBSCAN(minimumSegmentWeight: 12)
    let model = try settings.fit(rows, control: control)
    let guises: [(Matrix) -> Matrix] = [
      { $0.mapped { $0 + 12.5 } }, { $0.mapped { $0 * 1.7 } },
      { Matrix($0.rowArrays.map { [0.6 * $0[0] - 0.8 * $0[1], 0.8 * $0[0] + 0.6 * $0[1]] }) },
      { Matrix($0.rowArrays.map { [$0[1], $0[0]] }) }, { Matrix($0.rowArrays.map { $0 + [7] }) },
    ]
    for guise in guises {
      let other = try settings.fit(guise(rows), control: control)
      #expect(try Agreement.adjustedRand(other.labels, model.labels) == 1)
    }
  }

  @Test func `the rows of the fit get their own labels, and a row far away none`() throws {
    let model = try HDBSCAN(minimumSegmentWeight: 12).fit(rows, control: control)
    let found = try model.assign(rows, control: control)
    #expect(found.assignment.labels == model.labels)
    #expect(found.strengths == model.strengths)
    let far = try model.assign(Matrix([[1e3, 1e3]]))
    #expect(far.assignment.labels == [-1])
    let close = try model.assign(rows.mapped { $0 + 1e-7 }, control: control)
    let same = zip(close.assignment.labels, model.labels).count { $0 == $1 }
    #expect(same > 380)
  }

  @Test func `what cannot be had is an error, and a stop is obeyed`() throws {
    #expect(throws: ClusteringError.minimumOutOfRange(1)) {
      try HDBSCAN(minimumSegmentWeight: 1, minimumNeighbourWeight: 2).fit(rows, control: control)
    }
    #expect(throws: ClusteringError.minimumOutOfRange(500)) {
      try HDBSCAN(minimumNeighbourWeight: 500).fit(rows, control: control)
    }
    let stop = Cancellation()
    let stopping = RunControl(threads: 2, cancellation: stop) { _ in stop.cancel() }
    let many = SampleRows.crowds(20_000, columns: 3, k: 6, seed: 4, spread: 2)
    #expect(throws: ClusteringError.cancelled) { try HDBSCAN().fit(many, control: stopping) }
  }
}
