import Clustering

/// Which customers went from which segment to which between two runs, and what became of segments.
package struct Migration: Sendable {
  /// Where a customer is in one run.
  package enum Place: Equatable, Sendable {
    /// From 0.
    case segment(Int)
    /// Noise, or no row was left.
    case noSegment
    /// The run does not have the customer at all.
    case absent
  }

  /// What became of a segment; numbers from 0.
  package enum SegmentOutcome: Equatable, Sendable {
    /// It goes on; `shared` customers are in both, of `before` and `after` that both runs have.
    case continued(old: Int, new: Int, shared: Int, before: Int, after: Int)
    /// Several new segments come from it: each has most of its customers from there.
    case split(old: Int, into: [Int])
    /// Several old segments go into one: each sends most of its customers there.
    case merged([Int], into: Int)
    /// A new segment that comes from no old one.
    case born(new: Int)
    /// An old segment that goes into no new one.
    case dissolved(old: Int)
  }

  /// Segments in order, then `noSegment` and `absent` where some customer is there.
  package let oldPlaces: [Place]
  package let newPlaces: [Place]
  /// Shape `[old × new]`, places as above.
  package let customers: [[Int]]
  /// What the customers of a cell are worth, shape as `customers`: in the new run, and in the old one
  /// for those that are gone; `nil` where no column holds it.
  package let money: [[Double]]?
  package let outcomes: [SegmentOutcome]
  package let moves: SegmentMoves
  /// Segments that continue each other, from 0, ascending by the old one: as many customers as
  /// possible are in a pair.
  package let pairs: [(old: Int, new: Int)]

  /// Compares two runs; `money` has an amount for each customer, in the order of the labels.
  init(
    _ old: CustomerLabels, _ new: CustomerLabels, money: (old: [Double], new: [Double])? = nil
  ) {
    let common = CommonCustomers(old, new)
    var tally = Tally(old: old.k, new: new.k)
    for (row, other) in common.places {
      tally.add(old.place(row), new.place(other), money?.new[other] ?? 0)
    }
    for row in common.onlyFirst { tally.add(old.place(row), .absent, money?.old[row] ?? 0) }
    for row in common.onlySecond { tally.add(.absent, new.place(row), money?.new[row] ?? 0) }
    let occupied = tally.occupied
    oldPlaces = occupied.old
    newPlaces = occupied.new
    customers = tally.customers(occupied.old, occupied.new)
    self.money = money == nil ? nil : tally.money(occupied.old, occupied.new)
    moves = SegmentMoves(old, new)
    let table = ContingencyTable(common, old, new)
    let matching = SegmentMatching(table)
    pairs = matching.pairs.map { (old: $0.first, new: $0.second) }
    outcomes = SegmentOutcomes(table, matching: matching, old: old.k, new: new.k).all
  }
}

extension CustomerLabels {
  fileprivate func place(_ row: Int) -> Migration.Place {
    labels[row] < 0 ? .noSegment : .segment(labels[row])
  }
}

/// Counts and sums by place: segments first, then without a segment, then absent.
private struct Tally {
  let old: Int
  let new: Int
  private var counts: [[Int]]
  private var sums: [[Double]]

  init(old: Int, new: Int) {
    self.old = old
    self.new = new
    counts = Array(repeating: Array(repeating: 0, count: new + 2), count: old + 2)
    sums = Array(repeating: Array(repeating: 0, count: new + 2), count: old + 2)
  }

  mutating func add(_ from: Migration.Place, _ to: Migration.Place, _ amount: Double) {
    counts[Tally.index(from, old)][Tally.index(to, new)] += 1
    sums[Tally.index(from, old)][Tally.index(to, new)] += amount
  }

  private static func index(_ place: Migration.Place, _ k: Int) -> Int {
    switch place {
    case .segment(let number): number
    case .noSegment: k
    case .absent: k + 1
    }
  }

  var occupied: (old: [Migration.Place], new: [Migration.Place]) {
    let rest: [Migration.Place] = [.noSegment, .absent]
    let before = rest.filter { counts[Tally.index($0, old)].contains { $0 > 0 } }
    let after = rest.filter { place in counts.contains { $0[Tally.index(place, new)] > 0 } }
    return (
      (0..<old).map { .segment($0) } + before, (0..<new).map { .segment($0) } + after
    )
  }

  func customers(_ rows: [Migration.Place], _ columns: [Migration.Place]) -> [[Int]] {
    rows.map { row in columns.map { counts[Tally.index(row, old)][Tally.index($0, new)] } }
  }

  func money(_ rows: [Migration.Place], _ columns: [Migration.Place]) -> [[Double]] {
    rows.map { row in columns.map { sums[Tally.index(row, old)][Tally.index($0, new)] } }
  }
}

/// What became of segments, by the customers that both runs have.
///
/// *Most* is more than half, so that a segment comes from at most one and goes into at most one.
private struct SegmentOutcomes {
  private let table: ContingencyTable
  private let matching: SegmentMatching
  private let old: Int
  private let new: Int

  init(_ table: ContingencyTable, matching: SegmentMatching, old: Int, new: Int) {
    self.table = table
    self.matching = matching
    self.old = old
    self.new = new
  }

  private func count(_ i: Int, _ j: Int) -> Int {
    guard let row = table.firstLabels.firstIndex(of: i),
      let column = table.secondLabels.firstIndex(of: j)
    else { return 0 }
    return table.counts[row][column]
  }

  private func size(old i: Int) -> Int {
    table.firstLabels.firstIndex(of: i).map { table.firstSizes[$0] } ?? 0
  }

  private func size(new j: Int) -> Int {
    table.secondLabels.firstIndex(of: j).map { table.secondSizes[$0] } ?? 0
  }

  /// Merges, splits, what goes on, what is new and what is gone; each by ascending number.
  var all: [Migration.SegmentOutcome] {
    let merged = (0..<new).map { j in (0..<old).filter { 2 * count($0, j) > size(old: $0) } }
    let split = (0..<old).map { i in (0..<new).filter { 2 * count(i, $0) > size(new: $0) } }
    let mergers = (0..<new).filter { merged[$0].count > 1 }
    let splitters = (0..<old).filter { split[$0].count > 1 }
    var outcomes: [Migration.SegmentOutcome] = mergers.map { .merged(merged[$0], into: $0) }
    outcomes += splitters.map { .split(old: $0, into: split[$0]) }
    let oldTold = Set(splitters + mergers.flatMap { merged[$0] })
    let newTold = Set(mergers + splitters.flatMap { split[$0] })
    for pair in matching.pairs where !oldTold.contains(pair.first) && !newTold.contains(pair.second)
    {
      outcomes.append(
        .continued(
          old: pair.first, new: pair.second, shared: pair.shared, before: size(old: pair.first),
          after: size(new: pair.second)))
    }
    let goesOn = Set(matching.pairs.map(\.first))
    let comesFrom = Set(matching.pairs.map(\.second))
    outcomes += (0..<new).filter { !newTold.contains($0) && !comesFrom.contains($0) }
      .map { .born(new: $0) }
    outcomes += (0..<old).filter { !oldTold.contains($0) && !goesOn.contains($0) }
      .map { .dissolved(old: $0) }
    return outcomes
  }
}
