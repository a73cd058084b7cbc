import Kernels
import Matrices
import Testing

/// The passes of Lloyd against loops that look at one point after another.
struct LloydKernelTests {
  /// What one pass left behind.
  private struct Pass {
    let labels: [Int32]
    let sums: [Double]
    let inertia: Double
    let changed: Int
  }

  private func plain(_ points: LanePoints, _ centroids: [Double], k: Int) -> Pass {
    let d = points.columns
    let labels = AlignedArray<Int32>(repeating: -1, count: points.groups * 8)
    let words = AlignedArray<Int64>(repeating: 0, count: k * Int(segue_sum_words(Int64(d))))
    let units = AlignedArray(points.units + Array(repeating: 0, count: 7 - d % 8), filler: 0)
    let centers = AlignedArray(centroids, filler: 0)
    var pass = unsafe segue_pass()
    unsafe pass.points = UnsafePointer(points.coordinates.base)
    unsafe pass.weights = UnsafePointer(points.weights.base)
    unsafe pass.count = Int64(points.count)
    unsafe pass.d = Int64(d)
    unsafe pass.centroids = UnsafePointer(centers.base)
    unsafe pass.k = Int64(k)
    unsafe pass.units = UnsafePointer(units.base)
    unsafe pass.labels = labels.base
    var counts = segue_counts()
    unsafe segue_lloyd_plain(&pass, 0, Int64(points.groups), words.base, &counts)
    return Pass(
      labels: labels.array(0..<labels.count),
      sums: (0..<k * (d + 1)).map {
        unsafe segue_sum_value(
          words.base + $0 / (d + 1) * Int(segue_sum_words(Int64(d))), Int64($0 % (d + 1)),
          points.units[$0 % (d + 1)])
      },
      inertia: unsafe segue_inertia(&pass, 0, Int64(points.groups)),
      changed: Int(counts.changed))
  }

  @Test(arguments: KernelTests.shapes, [1, 2, 5, 13])
  func `nearest centroids, their sums and the inertia`(_ shape: (Int, Int), _ k: Int) throws {
    let (n, d) = shape
    let points = try KernelTests.points(n, d)
    let places = points.groups * 8
    let centroids = (0..<k).flatMap { points.point($0 * 4 % n) }
    let found = plain(points, centroids, k: k)
    #expect(found.changed == places)

    var naive = [Double](repeating: 0, count: k * (d + 1))
    var lanes = [Double](repeating: 0, count: 8)
    for p in 0..<places {
      let squares = (0..<k).map {
        KernelTests.squared(points, p, centroids[$0 * d..<($0 + 1) * d])
      }
      let label = squares.indices.min { (squares[$0], $0) < (squares[$1], $1) } ?? 0
      #expect(found.labels[p] == Int32(label))
      lanes[p % 8] += squares[label] * points.weights[p]
      for j in 0..<d { naive[label * (d + 1) + j] += points.weights[p] * points[p, j] }
      naive[label * (d + 1) + d] += points.weights[p]
    }
    for (sum, expected) in zip(found.sums, naive) {
      #expect(abs(sum - expected) <= 1e-13 * Double(n) * points.reach)
    }
    #expect(found.inertia == KernelTests.laneSum(lanes))
  }

  @Test func `sums are exact, in whatever order the points stand`() throws {
    // 2⁵² and 1 swallow each other's digits in doubles; the small ones come first, last and between.
    let values = [0.25, 0x1p52, 1, -0x1p52, 0.5, 0x1p52, -0x1p52, 0x1p-20, -0x1p52, 3, 0x1p52]
    let exact = 4.75 + 0x1p-20
    for turn in 0..<values.count {
      let turned = Array(values[turn...] + values[..<turn])
      let points = try LanePoints(
        Matrix(rows: values.count, columns: 1, values: turned), control: RunControl(threads: 1))
      #expect(plain(points, [0], k: 1).sums == [exact, Double(values.count)])
    }
  }

  @Test func `the sum of one is the one, down to 10¹¹ times smaller than the largest`() throws {
    for value in [12.3, -3.7, 0, 1e9] {
      let points = try LanePoints(
        Matrix(rows: 2, columns: 1, values: [value, 1e12]), control: RunControl(threads: 1))
      #expect(plain(points, [value, 1e12], k: 2).sums == [value, 1, 1e12, 1])
    }
  }
}
