import Kernels
import Matrices

/// The points of one segment that have the same rival segment, with the sums of their distances to
/// both.
///
/// A class, because threads add to the sums of different points at the same time; which makes it safe
/// to send.
final class FacingPoints: Sendable {
  /// The index of their segment.
  let segment: Int
  /// The segment with the smallest bound, the same for all points; −1 if it differs.
  let rival: Int
  let points: LanePoints
  /// The index of each point in the part of its segment.
  let origins: [Int32]
  /// The sum of distances to the own segment and to the rival, each in two halves: contributions as the
  /// first and as the second point of a pair.
  let own: Sums
  let outer: Sums

  /// Sums of distances in two halves, with a number per point each.
  struct Sums: Sendable {
    let asking: AlignedArray<Double>
    let asked: AlignedArray<Double>

    init(places: Int) {
      asking = AlignedArray(repeating: 0, count: places)
      asked = AlignedArray(repeating: 0, count: places)
    }

    subscript(point: Int) -> Double { asking[point] + asked[point] }
  }

  init(segment: Int, rival: Int, part: LanePoints, origins: [Int32]) {
    self.segment = segment
    self.rival = rival
    self.origins = origins
    points = LanePoints(
      part, order: origins, weights: origins.map { part.weights[Int($0)] })
    own = Sums(places: points.groups * LanePoints.lanes)
    outer = Sums(places: rival < 0 ? 0 : points.groups * LanePoints.lanes)
  }

  /// The minimum number of points in a set: a piece of work should outweigh its overhead.
  static let fewest = 512

  /// Splits each segment by the rivals of its points.
  ///
  /// - Parameters:
  ///   - parts: The points of each segment.
  ///   - rivals: For each point of each segment the rival with the smallest bound, or −1.
  ///   - fewest: The minimum number of points of two segments that are rivals of each other.
  /// - Returns: For each segment the points by ascending rival, and last the rest.
  static func divide(
    _ parts: [LanePoints], rivals: [[Int32]], fewest: Int = FacingPoints.fewest
  ) -> [[FacingPoints]] {
    let k = parts.count
    var counts = [Int](repeating: 0, count: k * k)
    for (segment, rivals) in rivals.enumerated() {
      for rival in rivals where rival >= 0 { counts[segment * k + Int(rival)] += 1 }
    }
    func face(_ a: Int, _ b: Int) -> Bool {
      min(counts[a * k + b], counts[b * k + a]) >= fewest
    }
    return parts.indices.map { segment in
      var members = [[Int32]](repeating: [], count: k + 1)
      for (point, rival) in rivals[segment].enumerated() {
        let isFacing = rival >= 0 && face(segment, Int(rival))
        members[isFacing ? Int(rival) : k].append(Int32(point))
      }
      return members.indices.filter { !members[$0].isEmpty }.map { rival in
        FacingPoints(
          segment: segment, rival: rival == k ? -1 : rival, part: parts[segment],
          origins: members[rival])
      }
    }
  }
}

/// Some groups of points, few enough that two tiles fit in the cache together.
struct Tile: Sendable {
  let facing: FacingPoints
  let groups: Range<Int>

  /// The tiles of several sets of points.
  static func tiles(of sets: [FacingPoints]) -> [Tile] {
    let groups = sets.reduce(0) { $0 + $1.points.groups }
    let length = min(64, max(8, groups / 64))
    return sets.flatMap { facing in
      stride(from: 0, to: facing.points.groups, by: length).map {
        Tile(facing: facing, groups: $0..<min($0 + length, facing.points.groups))
      }
    }
  }

  private var first: Int { groups.lowerBound * LanePoints.lanes }

  /// Whether every place has a point of weight 1.
  private var isPlain: Bool {
    facing.points.isUnweighted && groups.upperBound * LanePoints.lanes <= facing.points.count
  }

  /// Adds distances between the points of two tiles to the sums of both.
  func addDistances(to other: Tile, _ sums: FacingPoints.Sums, _ otherSums: FacingPoints.Sums) {
    let (points, others) = (facing.points, other.facing.points)
    guard !isPlain || !other.isPlain else {
      unsafe segue_mutual_distances(
        points.coordinates.base + first * points.columns, Int64(groups.count),
        others.coordinates.base + other.first * points.columns, Int64(other.groups.count),
        Int64(points.columns), sums.asking.base + first, otherSums.asked.base + other.first)
      return
    }
    unsafe segue_mutual_distance_sums(
      points.coordinates.base + first * points.columns, points.weights.base + first,
      Int64(groups.count), others.coordinates.base + other.first * points.columns,
      others.weights.base + other.first, Int64(other.groups.count), Int64(points.columns),
      sums.asking.base + first, otherSums.asked.base + other.first)
  }

  /// Adds the distances of the points of this tile to some points only to the sums of this tile.
  func addDistances(toAll points: LanePoints, groups others: Range<Int>, _ sums: FacingPoints.Sums)
  {
    let d = points.columns
    let count = groups.count * LanePoints.lanes
    var queries = [Double](repeating: 0, count: count * d)
    for p in 0..<count {
      let place = first + p
      let source =
        unsafe facing.points.coordinates.base + place / LanePoints.lanes * d * LanePoints.lanes
        + place % LanePoints.lanes
      for j in 0..<d { unsafe queries[p * d + j] = source[j * LanePoints.lanes] }
    }
    var found = [Double](repeating: 0, count: count)
    let start = others.lowerBound * LanePoints.lanes
    unsafe segue_distance_sums(
      points.coordinates.base + start * d, points.weights.base + start, Int64(others.count),
      Int64(d), queries, Int64(count), &found)
    for p in 0..<count { unsafe sums.asking.base[first + p] += found[p] }
  }

  /// Adds the distances between the points of this tile to their sums.
  func addOwnDistances(_ sums: FacingPoints.Sums) {
    addDistances(toAll: facing.points, groups: groups, sums)
  }
}
