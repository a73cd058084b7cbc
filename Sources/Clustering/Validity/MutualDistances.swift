import Matrices

/// Sums of distances within segments, and between those points of two segments that face each
/// other: each distance is computed once, for both of its ends.
///
/// Tiles of points meet in rounds like the teams of a tournament: in one round no tile asks twice
/// and none is asked twice. So the pieces of a round touch different sums, rounds follow one
/// another, and every sum is added up in one order on any number of threads.
struct MutualDistances: Sendable {
  private let schedules: [TileSchedule]
  /// The tiles of points that face a rival, for those of its points that do not face them.
  private let guests: [Tile]
  private let facing: [[FacingPoints]]

  /// Groups that a tile looks at before it asks whether to go on.
  private static let groupsAtOnce = 2048

  /// - Parameter facing: For each segment its points, by the rival they face.
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

  /// Fills all sums in.
  ///
  /// - Complexity: O(*n² d* / *k*) as a rule.
  func run(control: RunControl) throws(CancellationError) {
    let rounds = schedules.reduce(0) { max($0, $1.rounds) }
    for round in 0..<rounds {
      let pairs = schedules.flatMap { $0.pairs(round) }
      // Meetings get fewer towards the end, where only the largest segments still have some.
      let part = control.part(
        from: 0.7 * Double(round) / Double(rounds), share: 0.7 / Double(rounds))
      try Parallel.forEach(pairs.count, control: part) { place, _ in pairs[place].hold() }
    }
    try Parallel.forEach(guests.count, control: control.part(from: 0.7, share: 0.2)) { place, _ in
      let tile = guests[place]
      for others in facing[tile.facing.rival] where others.rival != tile.facing.segment {
        for start in stride(from: 0, to: others.points.groups, by: Self.groupsAtOnce) {
          // What is left out here nobody reads: whoever goes on is told of the stop first.
          guard !control.cancellation.isCancelled else { return }
          let groups = start..<min(others.points.groups, start + Self.groupsAtOnce)
          tile.addDistances(toAll: others.points, groups: groups, tile.facing.outer)
        }
      }
    }
    try control.checkCancellation()
  }
}

/// Two tiles that meet, or one by itself.
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

/// Tiles that all have to meet: those of one segment each other, or those of two each those of the
/// other.
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

  /// Who meets in a round: the tile at each place the one `round` places on.
  func pairs(_ round: Int) -> [TilePair] {
    guard round < rounds else { return [] }
    let cycle = max(first.count, second.count)
    // Half of the way round, an even number of tiles would meet twice.
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
