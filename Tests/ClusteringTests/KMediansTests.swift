import Matrices
import Testing

@testable import Clustering

struct KMediansTests {
  private let control = RunControl(threads: 2)

  private func manhattan(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) }
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }

  /// The medians of the rows of one segment.
  private func medians(_ rows: [[Double]]) -> [Double] {
    rows[0].indices.map { j in median(rows.map { $0[j] }) }
  }

  private func total(_ rows: [[Double]], _ labels: [Int], k: Int) -> Double {
    (0..<k).reduce(0) { sum, c in
      let own = zip(rows, labels).filter { $0.1 == c }.map(\.0)
      guard !own.isEmpty else { return sum }
      let center = medians(own)
      return sum + own.reduce(0) { $0 + manhattan($1, center) }
    }
  }

  /// Lloyd's iteration the obvious way: sorted medians, all distances, ties to the lower index.
  private func naiveLloyd(_ rows: [[Double]], from starts: [[Double]]) -> [Int] {
    var centers = starts
    var labels: [Int] = []
    for _ in 0..<100 {
      let next = rows.map { row in
        centers.indices.min {
          (manhattan(row, centers[$0]), $0) < (manhattan(row, centers[$1]), $1)
        }
          ?? 0
      }
      if next == labels { break }
      labels = next
      for c in centers.indices {
        let own = zip(rows, labels).filter { $0.1 == c }.map(\.0)
        if !own.isEmpty { centers[c] = medians(own) }
      }
    }
    return labels
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `centres are the medians of their rows, and the total is that of the distances`(
    seed: UInt64
  ) throws {
    let rows = SampleRows.crowds(163, columns: 3, k: 4, seed: seed, spread: 3)
    let model = try KMedians(k: 5).fit(rows, control: control)
    let all = rows.rowArrays
    for c in 0..<5 {
      let own = zip(all, model.labels).filter { $0.1 == c }.map(\.0)
      #expect(own.count == model.sizes[c])
      for (found, naive) in zip(model.medians.row(c), medians(own)) {
        // The mean of two middle values is computed as a difference here.
        #expect(isClose(found, naive, 1e-14))
      }
    }
    #expect(isClose(model.totalDistance, total(all, model.labels, k: 5), 1e-12))
    #expect(model.hasConverged)
    #expect(model.sizes == model.sizes.sorted(by: >))
    for (row, label) in zip(all, model.labels) {
      let distances = (0..<5).map { manhattan(row, Array(model.medians.row($0))) }
      #expect(distances[label] == distances.min())
    }
  }

  /// Lloyd's iteration ends in a local minimum, which starts among the rows cannot always avoid.
  @Test func `of all divisions of a few rows it mostly finds the best, and none far from it`()
    throws
  {
    var exact = 0
    for seed in UInt64(1)...12 {
      let rows = SampleRows.crowds(9, columns: 2, k: 3, seed: seed, spread: 4)
      let all = rows.rowArrays
      var least = Double.infinity
      // The first row is in the first segment: other numberings are the same division.
      for division in 0..<6_561 {
        var (rest, labels) = (division, [0])
        for _ in 1..<9 {
          labels.append(rest % 3)
          rest /= 3
        }
        least = min(least, total(all, labels, k: 3))
      }
      let model = try KMedians(k: 3, restarts: 40).fit(rows, control: control)
      #expect(model.totalDistance > least * (1 - 1e-12))
      #expect(model.totalDistance < least * 1.1)
      if isClose(model.totalDistance, least, 1e-12) { exact += 1 }
    }
    #expect(exact >= 8, "\(exact) of 12")
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5])
  func `from the same starts it ends as a naive iteration does`(seed: UInt64) throws {
    let rows = SampleRows.crowds(140, columns: 2, k: 4, seed: seed, spread: 3)
    let points = try PreparedPoints(rows, control: control)
    let lanes = points.canonical.points
    let all = (0..<lanes.count).map { lanes.point($0) }
    let search = MedianSearch(lanes, maxIterations: 300)
    for restart in 0..<6 {
      let starts = search.start(
        4, CounterRandom(seed: seed, purpose: .medoids, words: [4, UInt64(restart)]))
      #expect(Set(starts).count == 4)
      let found = try search.run(from: starts, control: control)
      #expect(found.partition.labels.map { Int($0) } == naiveLloyd(all, from: starts))
    }
  }

  @Test func `the total never rises from one iteration to the next`() throws {
    for rows in [
      SampleRows.crowds(200, columns: 3, k: 5, seed: 7, spread: 5),
      SampleRows.scores(200, columns: 3, seed: 7),
    ] {
      let lanes = try PreparedPoints(rows, control: control).canonical.points
      let start = MedianSearch(lanes, maxIterations: 1)
        .start(6, CounterRandom(seed: 1, purpose: .medoids, words: [4, 0]))
      var last = Double.infinity
      for iterations in 1...20 {
        let now = try MedianSearch(lanes, maxIterations: iterations)
          .run(from: start, control: control).partition.total
        #expect(now <= last)
        last = now
      }
    }
  }

  @Test func `order, copies and threads change no bit`() throws {
    for rows in [
      SampleRows.crowds(150, columns: 3, k: 4, seed: 2, spread: 3),
      SampleRows.scores(150, columns: 2, seed: 3),
    ] {
      let method = KMedians(k: 4, restarts: 5)
      let model = try method.fit(rows, control: control)
      let order = SampleRows.shuffle(150, seed: 8)
      let shuffled = try method.fit(rows.taking(order), control: RunControl(threads: 1))
      #expect(shuffled.medians == model.medians)
      #expect(shuffled.labels == order.map { model.labels[$0] })
      let weights = (0..<150).map { Double(1 + $0 % 3) }
      let weighted = try method.fit(rows, weights: weights, control: control)
      let copies = (0..<150).flatMap { Array(repeating: $0, count: 1 + $0 % 3) }
      let copied = try method.fit(rows.taking(copies), control: control)
      #expect(copied.medians == weighted.medians)
      #expect(copied.labels == copies.map { weighted.labels[$0] })
      #expect(copied.totalDistance == weighted.totalDistance)
    }
  }

  @Test func `rows without weight move nothing and get the nearest median`() throws {
    let rows = SampleRows.crowds(120, columns: 2, k: 3, seed: 4)
    let weights = (0..<120).map { $0 % 5 == 0 ? 0.0 : 1 }
    let model = try KMedians(k: 3).fit(rows, weights: weights, control: control)
    let there = (0..<120).filter { weights[$0] > 0 }
    let alone = try KMedians(k: 3).fit(rows.taking(there), control: control)
    #expect(alone.medians == model.medians)
    #expect(there.map { model.labels[$0] } == alone.labels)
    #expect(try model.rule.assign(rows).labels == model.labels)
    #expect(model.sizes == alone.sizes)
  }

  @Test func `a row far away does not move a median`() throws {
    let line = (0..<21).map { [Double($0), 0] } + (0..<21).map { [100 + Double($0), 0] }
    let model = try KMedians(k: 2).fit(Matrix(line + [[400, 0]]), control: control)
    #expect(model.sizes == [22, 21])
    #expect(Array(model.medians.row(0)) == [110.5, 0])
    #expect(Array(model.medians.row(1)) == [10, 0])
  }

  @Test func `as many segments as distinct rows leave no distance`() throws {
    let rows = Matrix([[0, 0], [0, 1], [5, 5], [0, 0]])
    let model = try KMedians(k: 3).fit(rows, control: control)
    #expect(model.totalDistance == 0)
    #expect(model.labels[0] == 0 && model.labels[3] == 0)
    #expect(throws: ClusteringError.moreSegmentsThanDistinctRows(k: 4, distinct: 3)) {
      try KMedians(k: 4).fit(rows, control: control)
    }
    #expect(throws: ClusteringError.fewerThanOneSegment(k: 0)) {
      try KMedians(k: 0).fit(rows, control: control)
    }
  }

  @Test func `it stops when it is cancelled, and tells when it was cut short`() throws {
    let rows = SampleRows.crowds(400, columns: 3, k: 6, seed: 1, spread: 6)
    let stopped = RunControl(threads: 2)
    stopped.cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try KMedians(k: 4).fit(rows, control: stopped)
    }
    #expect(try !KMedians(k: 6, maxIterations: 1).fit(rows, control: control).hasConverged)
  }

  @Test func `its segments can be questioned as those of every method`() throws {
    let rows = SampleRows.crowds(150, columns: 2, k: 3, seed: 6)
    let points = try PreparedPoints(rows, control: control)
    let model = try KMedians(k: 3).fit(points, control: control)
    let stability = try SegmentStability(
      of: model.labels, by: KMedians(k: 3).lightened, on: points, replicates: 10,
      control: control)
    #expect(stability.segments.allSatisfy { $0.meanJaccard > 0.9 })
    let gaps = try GapStatistic(
      1...5, of: points, by: KMedians(k: 1), references: 10, control: control)
    #expect(gaps.choice(.firstMax) == 3)
  }
}
