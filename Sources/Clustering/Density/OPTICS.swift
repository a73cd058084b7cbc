import Kernels
import Matrices

/// OPTICS: an order of the rows in which dense regions are valleys, for every radius at once.
///
/// The walk starts at the row with the smallest core distance and continues with the row that is
/// reachable at the smallest distance from any visited row, ties to the lower point of the canonical
/// order. If no row is reachable within `maximumRadius`, it starts again. A row's reachability is the
/// larger of its distance to the row it was reached from and that row's core distance. scikit-learn
/// starts at the first row of the file instead.
///
/// M. Ankerst and others, "OPTICS: ordering points to identify the clustering structure", SIGMOD
/// 1999.
///
/// ```swift
/// let order = try OPTICS(minimumWeight: 5).fit(points, control: RunControl(threads: 2))
/// order.reachability                          // one per place of the order
/// try order.cut(radius: 0.5).labels           // as DBSCAN
/// try order.segments(by: .valleys(xi: 0.05)).labels
/// ```
public struct OPTICS: Equatable, Sendable {
  /// The minimum weight of a core row's neighbourhood, including the row itself.
  public var minimumWeight: Double
  /// The maximum reachability; infinite for a full order, which takes quadratic time.
  public var maximumRadius: Double

  /// How segments are extracted from the order.
  public enum Reading: Equatable, Sendable {
    /// Cut at a radius, like DBSCAN.
    case radius(Double)
    /// The valleys between steep slopes, with a relative change of at least ξ from row to row.
    case valleys(xi: Double)
  }

  /// A walk with a minimum weight and a maximum radius.
  public init(minimumWeight: Double = 5, maximumRadius: Double = .infinity) {
    self.minimumWeight = minimumWeight
    self.maximumRadius = maximumRadius
  }

  /// Walks through the rows.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, on a common scale.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The order with reachabilities.
  /// - Throws: `.radiusOutOfRange`, `.minimumOutOfRange`; `ClusteringError` for rows or weights that
  ///   cannot be used; `.cancelled`.
  /// - Complexity: O(*n* · neighbours within the radius · log *n*); linear memory.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> OPTICSOrder {
    try fit(PreparedPoints(points, weights: weights, control: control), control: control)
  }

  /// Walks through prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> OPTICSOrder {
    guard maximumRadius >= 0 else { throw .radiusOutOfRange(maximumRadius) }
    guard minimumWeight > 0, minimumWeight <= points.totalWeight * (1 + 1e-12) else {
      throw .minimumOutOfRange(minimumWeight)
    }
    let leaves = points.canonical.points
    let tree = try KDTree(leaves, control: control.quiet(threads: control.threads))
    do {
      let core = try tree.coreDistances(
        weight: minimumWeight, control: control.part(from: 0, share: 0.1))
      var walk = OPTICSWalk(tree, core: core, maximumRadius: maximumRadius)
      try walk.run(control: control.part(from: 0.1, share: 0.9))
      return OPTICSOrder(settings: self, points: points, walk: walk)
    } catch {
      throw .cancelled
    }
  }
}

/// The walk: reached points wait in a heap, ordered by reachability, then by point.
struct OPTICSWalk {
  /// Points in the order of the visit.
  private(set) var order: [Int] = []
  /// For each point, infinite if the walk started there.
  private(set) var reachability: [Double]
  /// For each point the point from which it was reached, or −1.
  private(set) var predecessor: [Int]
  /// For each point, infinite if it is not core.
  let coreDistance: [Double]

  private let tree: KDTree
  private let maximumRadius: Double
  private let placeOfPoint: AlignedArray<Int32>
  private var isVisited: [Bool]
  private var waiting: [(distance: Double, point: Int)] = []

  init(_ tree: KDTree, core: AlignedArray<Double>, maximumRadius: Double) {
    self.tree = tree
    self.maximumRadius = maximumRadius
    let places = tree.placesOfIds(below: tree.count)
    placeOfPoint = places
    coreDistance = (0..<tree.count).map {
      let distance = core[Int(places[$0])].squareRoot()
      return distance <= maximumRadius ? distance : .infinity
    }
    reachability = [Double](repeating: .infinity, count: tree.count)
    predecessor = [Int](repeating: -1, count: tree.count)
    isVisited = [Bool](repeating: false, count: tree.count)
    order.reserveCapacity(tree.count)
  }

  mutating func run(control: RunControl) throws(CancellationError) {
    let core = coreDistance
    let starts = core.indices.sorted { (core[$0], $0) < (core[$1], $1) }
    let found = AlignedArray<Int32>(repeating: 0, count: tree.places)
    let squares = AlignedArray(repeating: 0.0, count: tree.places)
    for start in starts where !isVisited[start] {
      var next: Int? = start
      while let point = next {
        try control.checkCancellation()
        visit(point, found: found, squares: squares)
        control.progress?(Double(order.count) / Double(tree.count))
        next = nearestWaiting()
      }
    }
  }

  private mutating func visit(
    _ point: Int, found: AlignedArray<Int32>, squares: AlignedArray<Double>
  ) {
    isVisited[point] = true
    order.append(point)
    let core = coreDistance[point]
    guard core < .infinity else { return }
    let place = Int(placeOfPoint[point])
    let d = tree.columns
    let first = place / KDTree.lanes * d * KDTree.lanes + place % KDTree.lanes
    let query = (0..<d).map { tree.coordinates[first + $0 * KDTree.lanes] }
    let number = unsafe tree.search {
      unsafe segue_tree_within(
        $0, query, maximumRadius * maximumRadius, found.base, squares.base)
    }
    for i in 0..<Int(number) {
      let other = unsafe Int(tree.ids.base[Int(found.base[i])])
      guard !isVisited[other] else { continue }
      let distance = unsafe max(core, squares.base[i].squareRoot())
      if distance < reachability[other] {
        reachability[other] = distance
        predecessor[other] = point
        push(distance, other)
      }
    }
  }

  /// The waiting point with the smallest reachability, skipping outdated entries.
  private mutating func nearestWaiting() -> Int? {
    while let top = pop() {
      if !isVisited[top.point], top.distance == reachability[top.point] { return top.point }
    }
    return nil
  }

  private mutating func push(_ distance: Double, _ point: Int) {
    waiting.append((distance, point))
    var place = waiting.count - 1
    while place > 0, waiting[place] < waiting[(place - 1) / 2] {
      waiting.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func pop() -> (distance: Double, point: Int)? {
    guard let top = waiting.first, let last = waiting.popLast() else { return nil }
    guard !waiting.isEmpty else { return top }
    waiting[0] = last
    var place = 0
    while 2 * place + 1 < waiting.count {
      var child = 2 * place + 1
      if child + 1 < waiting.count, waiting[child + 1] < waiting[child] { child += 1 }
      guard waiting[child] < waiting[place] else { break }
      waiting.swapAt(place, child)
      place = child
    }
    return top
  }
}
