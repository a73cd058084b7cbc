import Matrices

/// Sums of distances within segments, and between points of two segments that are rivals of each other:
/// each distance is computed once, for both points.
///
/// Tiles of points are paired in rounds, as in a round-robin tournament: in each round a tile is at
/// most once the first and once the second of a pair. So the pieces of a round write to different sums,
/// and every sum is added in the same order on any number of threads.
struct MutualDistances: Sendable {
  private let schedules: [TileSchedule]
  /// The tiles of points with a rival, for those points of the rival that are not their counterparts.
  private let guests: [Tile]
  private let facing: [[FacingPoints]]

  /// The number of groups that a tile processes between two checks for cancellation.
  private static let groupsAtOnce = 2048

  /// - Parameter facing: For each segment its points, by rival.
  init(_ facing: [[FacingPoints]]) {
    self.facing = facing
    var schedules = facing.map { TileSchedule(within: Tile.tiles(of: $0)) }
    for points in facing.joined() where points.rival > points.segment {
      guard let others = facing[points.rival].first(where: { $0.rival == points.segment })
      else { continue }
      schedules.append(TileSchedule(Tile.tiles(of: [points]), Tile.tiles(of: [others])))
    }
    self.schedules = schedules
    guests = facing.joined().filter { $0.rival >= 0 }.flatMap { Tile.tiles(of: [$0]) }
  }

  /// Computes all sums.
  ///
  /// - Complexity: Usually O(*n² d* / *k*).
  func run(control: RunControl) throws(CancellationError) {
    let rounds = schedules.reduce(0) { max($0, $1.rounds) }
    for round in 0..<rounds {
      let pairs = schedules.flatMap { $0.pairs(round) }
      // Rounds get smaller towards the end, when only the largest segments are left.
      let part = control.part(
        from: 0.7 * Double(round) / Double(rounds), share: 0.7 / Double(rounds))
      try Parallel.forEach(pairs.count, control: part) { place, _ in pairs[place].hold() }
    }
    try Parallel.forEach(guests.count, control: control.part(from: 0.7, share: 0.2)) { place, _ in
      let tile = guests[place]
      for others in facing[tile.facing.rival] where others.rival != tile.facing.segment {
        for start in stride(from: 0, to: others.points.groups, by: Self.groupsAtOnce) {
          // Incomplete sums are never read: the caller checks for cancellation first.
          guard !control.cancellation.isCancelled else { return }
          let groups = start..<min(others.points.groups, start + Self.groupsAtOnce)
          tile.addDistances(toAll: others.points, groups: groups, tile.facing.outer)
        }
      }
    }
    try control.checkCancellation()
  }
}

/// A pair of tiles, or a single tile.
private struct TilePair: Sendable {
  let first: Tile
  let second: Tile?
  let isWithinSegment: Bool

  func hold() {
    if let second {
      if isWithinSegment {
        first.addDistances(to: second, first.facing.own, second.facing.own)
      } else {
        first.addDistances(to: second, first.facing.outer, second.facing.outer)
      }
    } else {
      first.addOwnDistances(first.facing.own)
    }
  }
}

/// Tiles that have to be paired with each other: all tiles of one segment, or those of two segments
/// with those of the other.
private struct TileSchedule: Sendable {
  private let first: [Tile]
  private let second: [Tile]
  private let isWithinSegment: Bool

  init(within tiles: [Tile]) {
    first = tiles
    second = tiles
    isWithinSegment = true
  }

  init(_ first: [Tile], _ second: [Tile]) {
    self.first = first
    self.second = second
    isWithinSegment = false
  }

  var rounds: Int {
    isWithinSegment ? first.count / 2 + 1 : max(first.count, second.count)
  }

  /// The pairs of a round: each tile with the one `round` places further.
  func pairs(_ round: Int) -> [TilePair] {
    guard round < rounds else { return [] }
    let cycle = max(first.count, second.count)
    // Halfway around, tiles of an even number would be paired twice.
    let isHalf = isWithinSegment && round > 0 && 2 * round == cycle
    return first.indices.compactMap { place in
      let other = (place + round) % cycle
      if isHalf, place >= round { return nil }
      guard other < second.count else { return nil }
      let isAlone = isWithinSegment && round == 0
      return TilePair(
        first: first[place], second: isAlone ? nil : second[other],
        isWithinSegment: isWithinSegment)
    }
  }
}
