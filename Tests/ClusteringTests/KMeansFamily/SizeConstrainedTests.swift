import Matrices
import Testing

@testable import Clustering

struct SizeConstrainedTests {
  private let control = RunControl(threads: 2)
  private let rows = SampleRows.crowds(240, columns: 2, k: 3, seed: 2, spread: 3)

  /// The least cost of any division with sizes within the bounds, by trying all.
  private func leastCost(
    _ rows: [[Double]], _ centers: [[Double]], bounds: ClosedRange<Int>
  ) -> Double {
    let k = centers.count
    var least = Double.infinity
    var labels = [Int](repeating: 0, count: rows.count)
    while true {
      let sizes = (0..<k).map { label in labels.count { $0 == label } }
      if sizes.allSatisfy(bounds.contains) {
        least = min(least, Naive.inertia(rows, labels, centers))
      }
      guard let place = labels.firstIndex(where: { $0 < k - 1 }) else { return least }
      for i in 0..<place { labels[i] = 0 }
      labels[place] += 1
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `no division within the bounds is cheaper`(_ seed: UInt64) throws {
    let few = SampleRows.crowds(9, columns: 2, k: 2, seed: seed, spread: 3)
    let centers = SampleRows.crowds(3, columns: 2, k: 3, seed: seed + 50, spread: 1)
    let prepared = try PreparedPoints(few, control: control)
    for bounds in [3...3, 2...4, 0...3, 2...9, 1...5, 0...9] {
      let division = try SizedAssignment(
        prepared.canonical.points, centroids: centers.values,
        bounds: Double(bounds.lowerBound)...Double(bounds.upperBound), control: control)
      let labels = division.labels
      for c in 0..<3 { #expect(bounds.contains(labels.count { $0 == Int32(c) })) }
      #expect(
        isClose(
          division.inertia(labels),
          leastCost(few.rowArrays, centers.rowArrays, bounds: bounds), 1e-12))
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `no chain of moves between many segments makes the division cheaper`(_ seed: UInt64) throws {
    let rows = SampleRows.crowds(84, columns: 2, k: 3, seed: seed, spread: 2)
    let centers = SampleRows.crowds(7, columns: 2, k: 7, seed: seed + 90, spread: 4).rowArrays
    let points = try PreparedPoints(rows, control: control).canonical.points
    for bounds in [12...12, 10...14, 0...13, 11...84] {
      let labels = try SizedAssignment(
        points, centroids: centers.flatMap { $0 },
        bounds: Double(bounds.lowerBound)...Double(bounds.upperBound), control: control
      ).labels.map { Int($0) }
      let sizes = (0..<7).map { c in labels.count { $0 == c } }
      #expect(sizes.allSatisfy(bounds.contains))
      // What it costs to lead one row from a to b, over any segments between.
      var costs = [[Double]](repeating: [Double](repeating: .infinity, count: 7), count: 7)
      for (p, a) in labels.enumerated() {
        let squares = centers.map { center in
          zip(points.point(p), center).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        for b in 0..<7 { costs[a][b] = min(costs[a][b], squares[b] - squares[a]) }
      }
      for via in 0..<7 {
        for a in 0..<7 {
          for b in 0..<7 { costs[a][b] = min(costs[a][b], costs[a][via] + costs[via][b]) }
        }
      }
      for a in 0..<7 {
        #expect(costs[a][a] > -1e-9, "a chain back to where it began")
        for b in 0..<7 where sizes[a] > bounds.lowerBound && sizes[b] < bounds.upperBound {
          #expect(costs[a][b] > -1e-9)
        }
      }
    }
  }

  @Test(arguments: [0.2...0.36, 0.3...1, 0...0.34, 0.25...0.5])
  func `sizes keep within the bounds, and new rows are told the same`(
    _ shares: ClosedRange<Double>
  ) throws {
    // One crowd is more than half of all.
    let kept = (0..<240).filter { [0, 3, 6, 9, 1, 12, 15, 18, 21, 2, 13].contains($0 % 24) }
    let uneven = rows.taking(kept)
    let n = Double(uneven.rows)
    let model = try SizeConstrainedKMeans(k: 3, shares: shares).fit(uneven, control: control)
    for size in model.sizes {
      #expect(Double(size) >= shares.lowerBound * n)
      #expect(Double(size) <= shares.upperBound * n)
    }
    #expect(model.sizes.reduce(0, +) == uneven.rows)
    #expect(model.priced.exceptions.rows.rows == 0)
    #expect(try model.assign(uneven).labels == model.labels)
    #expect(
      isClose(
        model.inertia,
        Naive.inertia(uneven.rowArrays, model.labels, model.centroids.rowArrays), 1e-11))
    for (price, weight) in zip(model.priced.prices, model.weights)
    where weight > model.bounds.lowerBound && weight < model.bounds.upperBound {
      #expect(abs(price) < 1e-9)
    }
  }

  @Test func `without bounds it is k-means`() throws {
    let plain = try KMeans(k: 3, tolerance: 0, polish: .transfers).fit(rows, control: control)
    let model = try SizeConstrainedKMeans(k: 3, shares: 0...1, starts: 1).fit(
      rows, control: control)
    #expect(model.labels == plain.labels)
    #expect(isClose(model.inertia, plain.inertia, 1e-11))
    #expect(model.priced.prices.allSatisfy { abs($0) < 1e-9 })
  }

  @Test func `equal rows share a segment, and bounds are missed by no more than heavy rows`() throws
  {
    let scores = SampleRows.scores(300, columns: 2, seed: 5)
    let model = try SizeConstrainedKMeans(k: 4, shares: 0.2...0.3).fit(scores, control: control)
    var labels: [[Double]: Int] = [:]
    var heaviest: [[Double]: Int] = [:]
    for (row, label) in zip(scores.rowArrays, model.labels) {
      #expect(labels[row] ?? label == label)
      labels[row] = label
      heaviest[row, default: 0] += 1
    }
    let most = heaviest.values.max() ?? 0
    for size in model.sizes {
      #expect(size >= 60 - most)
      #expect(size <= 90 + most)
    }
    #expect(try model.assign(scores).labels == model.labels)
  }

  @Test func `order, copies and threads change no bit`() throws {
    let settings = SizeConstrainedKMeans(k: 3, shares: 0.3...0.35, starts: 2)
    let one = try settings.fit(rows, control: RunControl(threads: 1))
    for threads in [2, 5] {
      #expect(try settings.fit(rows, control: RunControl(threads: threads)) == one)
    }
    let order = SampleRows.shuffle(rows.rows, seed: 8)
    let shuffled = try settings.fit(rows.taking(order), control: control)
    #expect(shuffled.priced == one.priced)
    #expect(shuffled.labels == order.map { one.labels[$0] })
    let weights = (0..<rows.rows).map { Double($0 % 4) }
    let copies = (0..<rows.rows).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = try settings.fit(rows, weights: weights, control: control)
    let copied = try settings.fit(rows.taking(copies), control: control)
    #expect(weighted.priced == copied.priced)
    #expect(copies.map { weighted.labels[$0] } == copied.labels)
    #expect(try weighted.assign(rows).labels == weighted.labels)
  }

  @Test func `bounds that cannot be kept are named, and a stop is noticed`() {
    func check(_ error: ClusteringError, _ settings: SizeConstrainedKMeans) {
      #expect(throws: error) { try settings.fit(rows, control: control) }
    }
    check(
      .sizesOutOfReach(k: 3, least: 96, most: 240, total: 240),
      SizeConstrainedKMeans(k: 3, shares: 0.4...1))
    check(
      .sizesOutOfReach(k: 3, least: 0, most: 72, total: 240),
      SizeConstrainedKMeans(k: 3, shares: 0...0.3))
    // No whole number lies between.
    check(
      .sizesOutOfReach(k: 7, least: 35, most: 34, total: 240),
      SizeConstrainedKMeans(k: 7, shares: 0.1425...0.143))
    check(
      .needsMemory(bytes: 28800, limit: 1000),
      SizeConstrainedKMeans(k: 3, shares: 0...1, memoryLimit: 1000))
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try SizeConstrainedKMeans(k: 3, shares: 0...1).fit(
        rows, control: RunControl(threads: 2, cancellation: cancellation))
    }
  }
}
