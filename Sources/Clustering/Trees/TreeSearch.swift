import Kernels
import Matrices

/// A point found by a search.
struct Neighbour: Equatable, Sendable {
  /// The id of the point outside the tree.
  let id: Int
  /// The square of the Euclidean distance to it.
  let squaredDistance: Double
}

extension KDTree {
  /// The points nearest to a query, by ascending distance, ties to the lower id.
  ///
  /// - Complexity: Usually O(log *n*) in few columns, O(*n d*) in the worst case.
  func nearest(_ query: [Double], count k: Int) -> [Neighbour] {
    precondition(query.count == columns, "a query has the columns of the points")
    let wanted = min(max(k, 0), count)
    guard wanted > 0 else { return [] }
    let list = NeighbourList(room: wanted + Self.lanes)
    let found = unsafe search { tree in
      unsafe segue_tree_nearest(
        tree, query, Double(wanted), 0, list.distances.base, list.masses.base, list.ids.base,
        Int64(list.room))
    }
    return (0..<Int(found)).map {
      Neighbour(id: Int(list.ids[$0]), squaredDistance: list.distances[$0])
    }
  }

  /// The square of the distance from a query to the bounding box of all points, 0 inside it.
  func squaredDistanceToBox(of query: [Double]) -> Double {
    let box = box(root)
    return query.indices.reduce(0) { sum, j in
      let outside = max(box.low[j] - query[j], query[j] - box.high[j], 0)
      return sum + outside * outside
    }
  }

  /// The weight of the points within a distance, inclusive.
  func weight(within radius: Double, of query: [Double]) -> Double {
    precondition(query.count == columns, "a query has the columns of the points")
    return unsafe search { unsafe segue_tree_weight_within($0, query, radius * radius, .infinity) }
  }

  /// The points within a distance, inclusive, by ascending id.
  func neighbours(within radius: Double, of query: [Double]) -> [Neighbour] {
    precondition(query.count == columns, "a query has the columns of the points")
    let found = AlignedArray<Int32>(repeating: 0, count: places)
    let distances = AlignedArray(repeating: 0.0, count: places)
    let number = unsafe search {
      unsafe segue_tree_within($0, query, radius * radius, found.base, distances.base)
    }
    return (0..<Int(number))
      .map { Neighbour(id: Int(ids[Int(found[$0])]), squaredDistance: distances[$0]) }
      .sorted { $0.id < $1.id }
  }

  /// The squared distance from each place that encloses enough weight, including its own.
  ///
  /// With weights of 1 it is the distance to the `weight`-th neighbour, counting the point itself as
  /// the first. Infinite if all points weigh less.
  ///
  /// - Complexity: Usually O(*n* log *n*) in few columns.
  func coreDistances(
    weight: Double, control: RunControl
  ) throws(CancellationError) -> AlignedArray<Double> {
    let core = AlignedArray(repeating: Double.infinity, count: places)
    let least = (0..<places).reduce(Double.infinity) {
      ids[$1] >= 0 ? min($0, weights[$1]) : $0
    }
    // Any number of points with small weights may have to be collected.
    let most = weight / least
    let room = most < Double(count) ? Int(most.rounded(.up)) + Self.lanes : count + Self.lanes
    let lists = (0..<control.threads).map { _ in NeighbourList(room: room) }
    try Parallel.forEach(pieces, control: control) { piece, worker in
      let range = groups(of: piece)
      let list = lists[worker]
      let done = unsafe search { tree in
        unsafe segue_tree_core(
          tree, weight, Int64(range.lowerBound), Int64(range.upperBound), core.base,
          list.distances.base, list.masses.base, list.ids.base, Int64(list.room))
      }
      precondition(done == 0, "a list of neighbours has room for all that are needed")
    }
    return core
  }
}

/// Storage for the neighbours of one query at a time.
private struct NeighbourList: Sendable {
  let room: Int
  let distances: AlignedArray<Double>
  let masses: AlignedArray<Double>
  let ids: AlignedArray<Int32>

  init(room: Int) {
    self.room = room
    distances = AlignedArray(repeating: 0, count: room)
    masses = AlignedArray(repeating: 0, count: room)
    ids = AlignedArray(repeating: 0, count: room)
  }
}
