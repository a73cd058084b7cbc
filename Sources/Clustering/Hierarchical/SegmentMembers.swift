import Kernels
import Matrices

/// The members of segments laid out for the kernels, and the mean and spread of each.
struct SegmentMembers: Sendable {
  /// The number of segments.
  let count: Int
  let columns: Int
  /// Shape `[count × columns]`.
  let means: AlignedArray<Double>
  /// The weight of each.
  let masses: AlignedArray<Double>
  /// A lower bound of the weighted mean squared distance of the members to their mean.
  let spreads: AlignedArray<Double>
  /// The number of members of each.
  let sizes: AlignedArray<Int32>

  private let isMean: Bool
  private let points: AlignedArray<Double>
  private let weights: AlignedArray<Double>
  private let firstGroups: AlignedArray<Int64>

  /// Lays members out, segment after segment.
  ///
  /// - Parameters:
  ///   - chains: The leaves of all segments.
  ///   - segments: The first leaf of each segment.
  ///   - leaves: The points.
  ///   - weights: The weight of each leaf in its segment.
  ///   - isMean: Whether distances are means, not maxima.
  ///   - slack: The maximum rounding error of a mean.
  init(
    _ chains: LeafChains, segments: [Int32], leaves: LanePoints, weights: AlignedArray<Double>,
    isMean: Bool, slack: Double
  ) {
    let d = leaves.columns
    let lanes = LanePoints.lanes
    let firstGroups = AlignedArray<Int64>(repeating: 0, count: segments.count + 1)
    let sizes = AlignedArray<Int32>(repeating: 0, count: segments.count)
    var groups = 0
    for (place, first) in segments.enumerated() {
      let size = chains.size(first)
      unsafe firstGroups.base[place] = Int64(groups)
      unsafe sizes.base[place] = Int32(size)
      groups += (size + lanes - 1) / lanes
    }
    firstGroups[segments.count] = Int64(groups)
    let points = AlignedArray(repeating: 0.0, count: groups * d * lanes)
    let masses = AlignedArray(repeating: 0.0, count: segments.count)
    let means = AlignedArray(repeating: 0.0, count: segments.count * d)
    let spreads = AlignedArray(repeating: 0.0, count: segments.count)
    let shares = AlignedArray(repeating: 0.0, count: groups * lanes)
    for (place, first) in segments.enumerated() {
      let start = unsafe Int(firstGroups.base[place])
      let size = unsafe Int(sizes.base[place])
      let room = unsafe (Int(firstGroups.base[place + 1]) - start) * lanes
      var leaf = Int(first)
      var mass = 0.0
      for i in 0..<room {
        let target = unsafe points.base + (start + i / lanes) * d * lanes + i % lanes
        let source = unsafe leaves.coordinates.base + leaf / lanes * d * lanes + leaf % lanes
        for j in 0..<d { unsafe target[j * lanes] = source[j * lanes] }
        guard i < size else { continue }
        let weight = unsafe weights.base[leaf]
        unsafe shares.base[start * lanes + i] = weight
        mass += weight
        if i + 1 < size { leaf = chains.next(leaf) }
      }
      unsafe masses.base[place] = mass
      let origin = unsafe points.base + start * d * lanes
      var spread = 0.0
      for j in 0..<d {
        // Relative to the first member, so that a distant origin costs no digits.
        var sum = 0.0
        var squares = 0.0
        for i in 0..<size {
          let value = unsafe origin[(i / lanes * d + j) * lanes + i % lanes]
          let difference = unsafe value - origin[j * lanes]
          let weighted = unsafe shares.base[start * lanes + i] * difference
          sum += weighted
          squares += weighted * difference
        }
        let shift = sum / mass
        unsafe means.base[place * d + j] = origin[j * lanes] + shift
        spread += max(0, squares / mass - shift * shift)
      }
      // The possible rounding error is subtracted, so that no bound is too high.
      unsafe spreads.base[place] = max(0, spread * (1 - 1e-6) - slack * slack)
    }
    count = segments.count
    columns = d
    self.means = means
    self.masses = masses
    self.spreads = spreads
    self.sizes = sizes
    self.isMean = isMean
    self.points = points
    self.weights = shares
    self.firstGroups = firstGroups
  }

  /// Calls `body` with the members in the layout of the kernels.
  func search<Result>(_ body: (UnsafePointer<segue_members>) -> Result) -> Result {
    var members = unsafe segue_members(
      points: points.base, weights: weights.base, first_group: firstGroups.base,
      counts: sizes.base, masses: masses.base, d: Int64(columns), is_mean: isMean ? 1 : 0)
    return unsafe withUnsafePointer(to: &members) { unsafe body($0) }
  }
}

/// The leaves of segments as linked lists: two segments are joined without moving anything.
struct LeafChains {
  private var following: [Int32]
  /// The last leaf and the number of leaves of the segment that begins with each leaf.
  private var last: [Int32]
  private var sizes: [Int32]

  /// Every leaf as a separate segment.
  init(count: Int) {
    following = [Int32](repeating: -1, count: count)
    last = Array(0..<Int32(count))
    sizes = [Int32](repeating: 1, count: count)
  }

  /// The number of leaves of the segment that begins with a leaf.
  func size(_ first: Int32) -> Int { Int(sizes[Int(first)]) }

  /// The leaf after another.
  func next(_ leaf: Int) -> Int { Int(following[leaf]) }

  /// Appends the segment that begins with the second leaf to the one that begins with the first.
  mutating func join(_ first: Int32, _ second: Int32) {
    following[Int(last[Int(first)])] = second
    last[Int(first)] = last[Int(second)]
    sizes[Int(first)] += sizes[Int(second)]
  }

  /// Calls `body` with each leaf of a segment.
  func forEach(_ first: Int32, _ body: (Int) -> Void) {
    var leaf = Int(first)
    while leaf >= 0 {
      body(leaf)
      leaf = next(leaf)
    }
  }
}
