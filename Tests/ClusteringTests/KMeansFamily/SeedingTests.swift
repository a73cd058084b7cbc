import Matrices
import Testing

@testable import Clustering

/// Starting centres against the rule, followed naively.
struct SeedingTests {
  /// More than one block of points, in three columns.
  static func points(_ count: Int, weighted: Bool = false) throws -> CanonicalPoints {
    let random = CounterRandom(seed: 5, purpose: .sampleData)
    let values = (0..<UInt64(count * 3)).map {
      random.unit($0) + (random.bits($0) % 3 == 0 ? 2 : 0)
    }
    return try CanonicalPoints(
      Matrix(rows: count, columns: 3, values: values),
      weights: weighted ? (0..<count).map { Double(1 + $0 % 4) } : nil,
      control: RunControl(threads: 1))
  }

  static func squared(_ points: LanePoints, _ p: Int, _ q: Int) -> Double {
    zip(points.point(p), points.point(q)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  @Test(arguments: [40, 5000])
  func `the centres for k segments are the first k of those for more`(_ count: Int) throws {
    let seeding = GreedySeeding(
      points: try Self.points(count), control: RunControl(threads: 1))
    let most = try seeding.choose(20, seed: 3, restart: 2)
    #expect(Set(most).count == 20)
    for k in [1, 2, 7, 19] {
      #expect(try seeding.choose(k, seed: 3, restart: 2) == Array(most.prefix(k)))
    }
  }

  @Test func `restarts that share passes, on several threads, start as they would alone`() throws {
    let points = try Self.points(9000, weighted: true)
    let together = try GreedySeeding(points: points, control: RunControl(threads: 3))
      .choose(9, seed: 1, restarts: 2..<6)
    let alone = GreedySeeding(points: points, control: RunControl(threads: 1))
    for (restart, chosen) in zip(2..<6, together) {
      #expect(try alone.choose(9, seed: 1, restart: restart) == chosen)
    }
    #expect(Set(together).count > 1)
  }

  @Test func `each centre is the best of those drawn by weight times squared distance`() throws {
    let points = try Self.points(500, weighted: true)
    let lanes = points.points
    let k = 9
    let random = CounterRandom(seed: 8, purpose: .kMeansSeeding, words: [0])
    func drawn(_ unit: Double, _ masses: [Double]) -> Int {
      let target = unit * masses.reduce(0, +)
      var sum = 0.0
      return masses.firstIndex {
        sum += $0
        return sum > target
      } ?? masses.count - 1
    }
    var centers = [drawn(random.unit(0), (0..<lanes.count).map { lanes.weights[$0] })]
    // From the third centre on there are three draws, from the eighth on four: e < 3, e² < 8.
    for trials in [2, 3, 3, 3, 3, 3, 4, 4] {
      func inertias(with more: [Int]) -> [Double] {
        (0..<lanes.count).map { p in
          lanes.weights[p] * ((centers + more).map { Self.squared(lanes, p, $0) }.min() ?? 0)
        }
      }
      let masses = inertias(with: [])
      let candidates = (0..<trials).map {
        drawn(random.unit(UInt64(centers.count * 32 + $0)), masses)
      }
      let left = candidates.map { inertias(with: [$0]).reduce(0, +) }
      let best = try #require(left.min())
      centers.append(candidates[left.firstIndex(of: best) ?? 0])
    }
    let chosen = try GreedySeeding(points: points, control: RunControl(threads: 1))
      .choose(k, seed: 8, restart: 0)
    #expect(chosen == centers)
  }

  @Test func `where all squares vanish, the centres are still as many different points`() throws {
    let values = (0..<12).map { Double($0) * 1e-170 }
    let points = try CanonicalPoints(
      Matrix(rows: 12, columns: 1, values: values), weights: nil, control: RunControl(threads: 1))
    let chosen = try GreedySeeding(points: points, control: RunControl(threads: 1))
      .choose(12, seed: 1, restart: 0)
    #expect(Set(chosen).count == 12)
  }
}
