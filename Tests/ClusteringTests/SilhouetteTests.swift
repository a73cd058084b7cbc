import Matrices
import Testing

@testable import Clustering

struct SilhouetteTests {
  private let control = RunControl(threads: 2)

  private func check(_ rows: Matrix, _ labels: [Int]) throws {
    let expected = Naive.silhouette(rows.rowArrays, labels)
    let labelled = try LabelledPoints(rows, labels: labels, control: control)
    let found = try Silhouette(labelled, control: control)
    for (a, b) in zip(found.rows, expected) {
      #expect((a == nil) == (b == nil))
      #expect(abs((a ?? 0) - (b ?? 0)) <= 1e-10)
    }
    let counted = expected.compactMap { $0 }
    #expect(abs(found.mean - counted.reduce(0, +) / Double(counted.count)) <= 1e-10)
    for (segment, mean) in zip(labelled.segments, found.segments) {
      let own = expected.indices.filter { labels[$0] == segment.label }.compactMap { expected[$0] }
      #expect(abs(mean - own.reduce(0, +) / Double(own.count)) <= 1e-10)
    }
  }

  @Test(arguments: [5, 8, 33, 130, 301])
  func `every value is that of the definition`(_ n: Int) throws {
    for (k, spread) in [(2, 0.5), (3, 3), (4, 9)] {
      let rows = SampleRows.crowds(n, columns: 3, k: k, seed: UInt64(n), spread: spread)
      try check(rows, (0..<n).map { $0 % k })
      // Labels that have nothing to do with the rows: the bounds decide nothing.
      try check(rows, (0..<n).map { ($0 / 2 * 7) % k })
    }
  }

  @Test func `copies count as rows, in one segment and across two`() throws {
    let rows = SampleRows.scores(200, columns: 2, seed: 6)
    try check(rows, (0..<200).map { $0 % 3 })
    try check(rows, rows.rowArrays.map { $0[0] > 3 ? 4 : 9 })
  }

  @Test func `a row alone has 0, and so have equal rows in two segments`() throws {
    try check(Matrix([[0.0], [1], [9], [10], [50]]), [0, 0, 1, 1, 2])
    let same = Matrix([[1, 1], [1, 1], [1, 1], [1, 1]])
    let labelled = try LabelledPoints(same, labels: [0, 0, 1, 1], control: control)
    #expect(try Silhouette(labelled, control: control).rows == [0, 0, 0, 0])
  }

  @Test func `noise is left out`() throws {
    let rows = SampleRows.crowds(90, columns: 2, k: 3, seed: 1)
    try check(rows, (0..<90).map { $0 % 7 == 0 ? -1 : $0 % 3 })
  }

  @Test func `below two segments or with a segment per row there is no silhouette`() throws {
    let rows = Matrix([[0.0], [1], [2]])
    for labels in [[0, 0, 0], [0, 1, 2], [0, -1, 1]] {
      let labelled = try LabelledPoints(rows, labels: labels, control: control)
      let counted = labels.count { $0 >= 0 }
      let error = ClusteringError.segmentsOutOfRange(
        segments: Set(labels.filter { $0 >= 0 }).count, rows: counted)
      #expect(throws: error) { try Silhouette(labelled, control: control) }
      #expect(throws: error) { try labelled.daviesBouldin() }
      #expect(throws: error) { try labelled.calinskiHarabasz() }
    }
    #expect(throws: ClusteringError.noRows) {
      try LabelledPoints(rows, labels: [-1, -1, -1], control: control)
    }
    #expect(throws: ClusteringError.labelCount(labels: 1, rows: 3)) {
      try LabelledPoints(rows, labels: [0], control: control)
    }
  }

  @Test func `order, threads and names of segments change no bit`() throws {
    let rows = SampleRows.crowds(700, columns: 4, k: 4, seed: 15, spread: 4)
    let labels = (0..<700).map { $0 % 4 }
    let order = SampleRows.shuffle(700, seed: 2)
    let one = try Silhouette(
      LabelledPoints(rows, labels: labels, control: RunControl(threads: 1)),
      control: RunControl(threads: 1))
    for threads in [2, 5] {
      let many = RunControl(threads: threads)
      #expect(
        try Silhouette(LabelledPoints(rows, labels: labels, control: many), control: many) == one)
    }
    let shuffled = try LabelledPoints(
      rows.taking(order), labels: order.map { labels[$0] }, control: control)
    let again = try Silhouette(shuffled, control: control)
    #expect(again.mean == one.mean)
    #expect(again.rows == order.map { one.rows[$0] })
    let plain = try LabelledPoints(rows, labels: labels, control: control)
    #expect(try shuffled.daviesBouldin() == plain.daviesBouldin())
    #expect(try shuffled.calinskiHarabasz() == plain.calinskiHarabasz())
    let renamed = try LabelledPoints(rows, labels: labels.map { 90 - 7 * $0 }, control: control)
    let other = try Silhouette(renamed, control: control)
    #expect(isClose(other.mean, one.mean, 1e-12))
    #expect(renamed.segments.map(\.label) == [69, 76, 83, 90])
  }

  @Test func `weights are copies`() throws {
    let rows = SampleRows.crowds(120, columns: 2, k: 3, seed: 5, spread: 3)
    let labels = (0..<120).map { $0 % 3 }
    let prepared = try PreparedPoints(
      rows, weights: (0..<120).map { Double($0 % 3) + 1 }, control: control)
    let copies = (0..<120).flatMap { Array(repeating: $0, count: $0 % 3 + 1) }
    let weighted = try LabelledPoints(prepared, labels: labels, control: control)
    let copied = try LabelledPoints(
      rows.taking(copies), labels: copies.map { labels[$0] }, control: control)
    #expect(try weighted.daviesBouldin() == copied.daviesBouldin())
    #expect(try weighted.calinskiHarabasz() == copied.calinskiHarabasz())
    #expect(
      try Silhouette(weighted, control: control).mean
        == Silhouette(copied, control: control).mean)
  }

  @Test(arguments: [1, 2, 40, 100_000])
  func `distances are summed up once for both ends, whoever faces whom`(_ fewest: Int) throws {
    let rows = SampleRows.crowds(300, columns: 3, k: 3, seed: 4, spread: 5)
    let weights = (0..<300).map { Double($0 % 4) + 0.5 }
    let points = try LabelledPoints(
      PreparedPoints(rows, weights: weights, control: control), labels: (0..<300).map { $0 % 3 },
      control: control)
    let rivals = points.parts.enumerated().map { own, part in
      (0..<part.count).map { Int32((own + 1 + $0 % 2) % 3) }
    }
    let facing = FacingPoints.divide(points.parts, rivals: rivals, fewest: fewest)
    try MutualDistances(facing).run(control: control)
    func sum(_ query: [Double], _ part: LanePoints) -> Double {
      (0..<part.count).reduce(0) { sum, p in
        let square = zip(query, part.point(p)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return sum + part.weights[p] * square.squareRoot()
      }
    }
    var found = [0, 0, 0]
    for set in facing.joined() {
      for (p, origin) in set.origins.enumerated() {
        found[set.segment] += 1
        let query = points.parts[set.segment].point(Int(origin))
        #expect(isClose(set.own[p], sum(query, points.parts[set.segment]), 1e-12))
        guard set.rival >= 0 else { continue }
        #expect(Int32(set.rival) == rivals[set.segment][Int(origin)])
        #expect(isClose(set.outer[p], sum(query, points.parts[set.rival]), 1e-12))
      }
    }
    #expect(found == points.parts.map(\.count))
    #expect(facing.joined().contains { $0.rival >= 0 } == (fewest < 100))
  }

  @Test func `cells bound the mean distance to a segment from both sides, closely`() throws {
    let rows = SampleRows.crowds(900, columns: 3, k: 1, seed: 12, spread: 4)
    let weights = (0..<900).map { Double($0 % 4) + 0.5 }
    let points = try LabelledPoints(
      PreparedPoints(rows, weights: weights, control: control),
      labels: [Int](repeating: 0, count: 900), control: control)
    let (part, weight) = (points.parts[0], points.segments[0].weight)
    let cells = try SegmentCells(part, weight: weight, control: control)
    let queries = (0..<40).map { part.point($0 * 20).map { $0 * 3 } }
    let bounds = cells.bounds(of: queries.flatMap { $0 }, count: queries.count)
    for (query, bound) in zip(queries, zip(bounds.lower, bounds.upper)) {
      let sum = (0..<part.count).reduce(0) {
        $0 + part.weights[$1]
          * LabelledPoints.squaredDistance(query, part.point($1)).squareRoot()
      }
      #expect(bound.0 <= sum / weight * (1 + 1e-12))
      #expect(bound.1 >= sum / weight * (1 - 1e-12))
      // One mean for all would leave them a third apart.
      #expect(bound.1 - bound.0 <= 0.05 * sum / weight)
    }
  }

  @Test func `the nearest segment is among the rivals, and few others`() throws {
    let rows = SampleRows.crowds(1200, columns: 2, k: 6, seed: 3, spread: 3)
    let labels = try KMeans(k: 6).fit(rows, control: control).labels
    let points = try LabelledPoints(rows, labels: labels, control: control)
    let rivals = try RivalSegments(points, control: control)
    var left = 0
    for (own, part) in points.parts.enumerated() {
      let queries = (0..<part.count).map { part.point($0) }
      let found = rivals.rivals(of: queries.flatMap { $0 }, own: queries.map { _ in own })
      for (query, found) in zip(queries, found) {
        let means = points.parts.indices.map { segment in
          let other = points.parts[segment]
          return segment == own
            ? .infinity
            : (0..<other.count).reduce(0) {
              $0 + LabelledPoints.squaredDistance(query, other.point($1)).squareRoot()
            } / Double(other.count)
        }
        let nearest = means.indices.reduce(0) { means[$1] < means[$0] ? $1 : $0 }
        #expect(found.contains { $0.segment == nearest })
        #expect(found.allSatisfy { $0.segment != own })
        left += found.count
      }
    }
    #expect(left < 1400)
  }

  @Test func `segments of thousands have the values of the definition, on any threads`() throws {
    let rows = SampleRows.crowds(2600, columns: 2, k: 2, seed: 9, spread: 3)
    let labels = (0..<2600).map { $0 % 2 }
    let labelled = try LabelledPoints(rows, labels: labels, control: control)
    let found = try Silhouette(labelled, control: control)
    for row in stride(from: 0, to: 2600, by: 97) {
      var sums = [0.0, 0.0]
      for other in 0..<2600 {
        let (x, y) = (rows[row, 0] - rows[other, 0], rows[row, 1] - rows[other, 1])
        sums[labels[other]] += (x * x + y * y).squareRoot()
      }
      let (a, b) = (sums[labels[row]] / 1299, sums[1 - labels[row]] / 1300)
      #expect(abs((found.rows[row] ?? 9) - (b - a) / max(a, b)) <= 1e-12)
    }
    #expect(try Silhouette(labelled, control: RunControl(threads: 5)) == found)
  }

  @Test func `a silhouette that is stopped says so`() throws {
    let rows = SampleRows.crowds(600, columns: 2, k: 3, seed: 5)
    let labelled = try LabelledPoints(rows, labels: (0..<600).map { $0 % 3 }, control: control)
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try Silhouette(labelled, control: RunControl(threads: 2, cancellation: cancellation))
    }
  }

  @Test func `moving, stretching and turning the rows changes no index`() throws {
    let rows = SampleRows.crowds(300, columns: 2, k: 3, seed: 5, spread: 3)
    let labels = (0..<300).map { $0 % 3 }
    let turned = Matrix(
      rows.rowArrays.map { [0.6 * $0[0] - 0.8 * $0[1], 0.8 * $0[0] + 0.6 * $0[1]] })
    let plain = try LabelledPoints(rows, labels: labels, control: control)
    for guise in [rows.mapped { $0 + 1000 }, rows.mapped { $0 * 1e-7 }, turned] {
      let other = try LabelledPoints(guise, labels: labels, control: control)
      #expect(
        isClose(
          try Silhouette(other, control: control).mean,
          try Silhouette(plain, control: control).mean))
      #expect(isClose(try other.daviesBouldin(), try plain.daviesBouldin()))
      #expect(isClose(try other.calinskiHarabasz(), try plain.calinskiHarabasz()))
    }
  }

  @Test func `several divisions at once have the values each has alone`() throws {
    for rows in [
      SampleRows.crowds(400, columns: 3, k: 4, seed: 8, spread: 5),
      SampleRows.scores(300, columns: 2, seed: 8),
    ] {
      let points = try PreparedPoints(rows, control: control)
      var divisions = try KMeansSweep(2...7).fit(points, control: control).models.map(\.labels)
      divisions.append((0..<rows.rows).map { $0 % 5 - 1 })
      divisions.append((0..<rows.rows).map { $0 == 3 ? 70 : 4 })
      let together = try Silhouette.sweep(divisions, of: points, control: control)
      let alone = try divisions.map {
        try Silhouette(LabelledPoints(points, labels: $0, control: control), control: control)
      }
      for (a, b) in zip(together, alone) {
        #expect(isClose(a.mean, b.mean, 1e-12))
        for (x, y) in zip(a.segments, b.segments) { #expect(abs(x - y) <= 1e-12) }
        for (x, y) in zip(a.rows, b.rows) {
          #expect((x == nil) == (y == nil))
          #expect(abs((x ?? 0) - (y ?? 0)) <= 1e-12)
        }
      }
      #expect(
        try Silhouette.sweep(divisions, of: points, control: RunControl(threads: 1)) == together)
      let order = SampleRows.shuffle(rows.rows, seed: 5)
      let shuffled = try Silhouette.sweep(
        divisions.map { labels in order.map { labels[$0] } },
        of: PreparedPoints(rows.taking(order), control: control), control: control)
      #expect(shuffled.map(\.mean) == together.map(\.mean))
    }
    let points = try PreparedPoints(Matrix([[0.0], [1], [5]]), control: control)
    #expect(throws: ClusteringError.segmentsOutOfRange(segments: 1, rows: 3)) {
      try Silhouette.sweep([[0, 0, 1], [0, 0, 0]], of: points, control: control)
    }
    #expect(try Silhouette.sweep([], of: points, control: control).isEmpty)
  }
}
