import Matrices

/// Points as 14-bit integers, the multiples of a quantum, for a first comparison of neighbours.
///
/// Sums of their products are exact, at twice the speed of single precision and with half the bytes. A
/// point lies within half a quantum of its multiple in every column, so distances are known up to
/// `blur`: that decides all but a few percent of the points, unless the farthest point is more than
/// about a hundred times as far out as most.
struct SearchCells: Sendable {
  /// For every sixteen points and every two columns, sixteen pairs of multiples.
  let numbers: AlignedArray<Int16>
  /// The unit, in that of the search points.
  let quantum: Float
  /// The maximum error of a distance between the multiples of a point and a centroid, in quanta.
  let blur: Float

  /// The largest multiple that a centroid may have.
  private let reach: Float

  /// The number of points that are compared together.
  static let wide = 16
  /// With fewer multiples on each side nothing would be decided.
  private static let leastReach: Float = 64

  /// Copies rows of search points: 2 bytes for each number.
  init?(
    _ rows: AlignedArray<Float>, stride: Int, columns d: Int, control: RunControl
  ) throws(CancellationError) {
    let places = rows.count / stride
    let quiet = control.quiet(threads: control.threads)
    let blocks = BlockSum.blocks(for: places)
    let farthest = AlignedArray<Float>(repeating: 0, count: max(1, blocks))
    try Parallel.forEach(blocks, control: quiet) { block, _ in
      var most: Float = 0
      for place in BlockSum.range(of: block, count: places) {
        for j in 0..<d { most = max(most, unsafe rows.base[place * stride + j].magnitude) }
      }
      unsafe farthest.base[block] = most
    }
    let most = farthest.array(0..<farthest.count).reduce(0, max)
    // d squares sum to at most 2²⁸, so squared distances and scores fit into 32 bits. One multiple is
    // reserved for centroids that rounding moves out of the points' range.
    let reach = (Float(1 << 14) / Float(d).squareRoot()).rounded(.down) - 1
    guard reach >= Self.leastReach, most > 0x1p-60 else { return nil }
    let quantum = most / (reach - 1)
    let pairs = (d + 1) / 2
    let numbers = AlignedArray<Int16>(repeating: 0, count: places * pairs * 2)
    try Parallel.forEach(blocks, control: quiet) { block, _ in
      for place in BlockSum.range(of: block, count: places) {
        let row = unsafe rows.base + place * stride
        let run = unsafe numbers.base + place / Self.wide * Self.wide * pairs * 2
        for j in 0..<d {
          unsafe run[(j / 2 * Self.wide + place % Self.wide) * 2 + j % 2] = Int16(
            (row[j] / quantum).rounded())
        }
      }
    }
    self.numbers = numbers
    self.quantum = quantum
    self.reach = reach
    // Half a quantum in every column for the point and for the centroid, plus the rounding of rows and
    // quotients.
    blur = (Float(d).squareRoot() * (1 + 0x1p-8)).nextUp
  }

  /// The multiple for a coordinate of a centroid, or `nil` if it is out of range.
  func multiple(_ coordinate: Float) -> Int16? {
    let multiple = (coordinate / quantum).rounded()
    return multiple.magnitude <= reach ? Int16(multiple) : nil
  }
}
