import Matrices

/// Bounds for points from earlier passes of Lloyd's iteration.
///
/// For each point there is a bound on how much nearer its own centroid is than any other. From pass to
/// pass it shrinks by no more than the centroids move, so a point whose bound is still positive cannot
/// have changed its label and need not be read. Otherwise the distance to the own centroid often
/// decides, and only if it does not are all centroids compared. G. Hamerly, "Making k-means even
/// faster", SDM 2010; C. Elkan, "Using the triangle inequality to accelerate k-means", ICML 2003.
///
/// All of this is done in single precision, with margins for its errors; within a margin, double
/// precision decides. So labels are exactly those of `Nearest`.
struct NearestBounds: Sendable {
  let points: SearchPoints
  /// One number per point each, as `segue_pass` describes them.
  let gaps: AlignedArray<Float>
  /// `nil` if so few products are needed that deciding single points does not pay.
  let seconds: AlignedArray<Float>?
  /// The maximum error of a squared distance in single precision, relative to the squared norms.
  let error: Float

  private let k: Int
  private let d: Int
  /// The total movement of the fastest centroid, and of the two fastest together, scaled.
  private var travelled = (one: 0.0, two: 0.0)

  /// Whether neighbours may first be compared in integers.
  var isCoarse = true
  /// From this many products on, it pays to check a point's own centroid before the others.
  private static let manyProducts = 96

  /// Bounds without information.
  init(points: SearchPoints, k: Int) {
    self.points = points
    self.k = k
    d = points.columns
    let places = points.rows.count / points.stride
    gaps = AlignedArray(repeating: -.infinity, count: places)
    seconds =
      k * points.columns < Self.manyProducts
      ? nil : AlignedArray(repeating: -.infinity, count: places)
    // A sum of d products is wrong by at most d roundings of 2⁻²⁴ of the squared norms' sum, twice that
    // with the roundings of the coordinates, and eight more for everything else.
    error = Float(d + 8) * 0x1p-23
  }

  /// Rounded up.
  var drift: Float { Float(travelled.one).nextUp }
  /// Rounded up.
  var gapDrift: Float { Float(travelled.two).nextUp }

  /// Beyond this, bounds are reset: next to large numbers, small ones lose digits.
  private static let farthest = 0x1p6

  /// Updates the bounds after the centroids moved.
  mutating func move(from old: [Double], to new: [Double]) {
    var (first, second) = (0.0, 0.0)
    for c in 0..<k {
      let move = distance(old, c, new, c)
      if move > first {
        (first, second) = (move, first)
      } else if move > second {
        second = move
      }
    }
    travelled.one += first * (1 + 0x1p-20)
    travelled.two += (first + second) * (1 + 0x1p-20)
    guard travelled.two < Self.farthest else {
      for place in 0..<gaps.count {
        unsafe gaps.base[place] = -.infinity
        if let seconds { unsafe seconds.base[place] = -.infinity }
      }
      travelled = (0, 0)
      return
    }
  }

  /// Lower bounds of the distance of each centroid to the nearest other, scaled.
  func separations(_ centroids: [Double]) -> [Float] {
    (0..<k).map { c in
      let least = (0..<k).lazy.filter { $0 != c }.map { distance(centroids, c, centroids, $0) }
        .min()
      return Float((least ?? 0) * (1 - 0x1p-20)).nextDown
    }
  }

  private func distance(_ a: [Double], _ i: Int, _ b: [Double], _ j: Int) -> Double {
    var sum = 0.0
    for column in 0..<d {
      let difference = (a[i * d + column] - b[j * d + column]) * points.scale
      sum += difference * difference
    }
    return sum.squareRoot()
  }

  /// The centroids in the layout of a search, four by four, or `nil` if they are so far from the points
  /// that single precision cannot distinguish them.
  func table(of centers: [Float]) -> [Float]? {
    var table: [Float] = []
    table.reserveCapacity((k + 3) / 4 * 4 * (d + 1))
    for first in stride(from: 0, to: k, by: 4) {
      let tile = first..<first + 4
      for c in tile {
        guard c < k else {
          table.append(.infinity)
          continue
        }
        let norm = (0..<d).reduce(0.0) {
          $0 + Double(centers[c * points.stride + $1]) * Double(centers[c * points.stride + $1])
        }
        guard norm < 0x1p60 else { return nil }
        table.append(Float(norm * (1 - Double(error))))
      }
      for j in 0..<d {
        for c in tile { table.append(c < k ? -2 * centers[c * points.stride + j] : 0) }
      }
    }
    return table
  }

  /// A power of two that is at least *k*, minus one.
  var indexDigits: Int32 { Int32((1 << (Int.bitWidth - (k - 1).leadingZeroBitCount)) - 1) }

  /// The centroids in the layout of an integer comparison, four by four, or `nil` if one of them is out
  /// of range or it does not pay.
  func coarseTable(of centers: [Float]) -> [Int32]? {
    guard isCoarse, k <= Self.mostCoarse, let cells = points.cells else { return nil }
    let pairs = (d + 1) / 2
    var multiples = [Int16](repeating: 0, count: k * pairs * 2)
    for c in 0..<k {
      for j in 0..<d {
        guard let multiple = cells.multiple(centers[c * points.stride + j]) else { return nil }
        multiples[c * pairs * 2 + j] = multiple
      }
    }
    var table: [Int32] = []
    table.reserveCapacity((k + 3) / 4 * 4 * (pairs + 2))
    for first in stride(from: 0, to: k, by: 4) {
      let tile = first..<first + 4
      for c in tile {
        table.append(
          c < k
            ? multiples[c * pairs * 2..<(c + 1) * pairs * 2].reduce(0) {
              $0 + Int32($1) * Int32($1)
            }
            : 1 << 30)
      }
      for c in tile { table.append(Int32(c)) }
      for pair in 0..<pairs {
        for c in tile {
          guard c < k else {
            table.append(0)
            continue
          }
          let place = (c * pairs + pair) * 2
          let (low, high) = (-2 * multiples[place], -2 * multiples[place + 1])
          table.append(Int32(high) << 16 | Int32(UInt16(bitPattern: low)))
        }
      }
    }
    return table
  }

  /// With more centroids, their indices would use digits that are needed for distances.
  private static let mostCoarse = 256
}
