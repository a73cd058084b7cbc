import Kernels
import Matrices

/// The minimum spanning tree of all points, under the distance or mutual reachability.
///
/// Mutual reachability is the maximum of the distance of two points and their core distances; with core
/// distances of 0 it is the Euclidean distance. Edges are compared by weight, then by the lower and
/// then by the higher id of their ends, so that there is exactly one such tree.
///
/// O. Borůvka, 1926: in each round, every component is joined to the nearest other one. A point whose
/// nearest neighbour in another component is still in another component is not searched again, and a
/// node whose points all belong to the same component as the query is skipped. W. March, P. Ram, A.
/// Gray, "Fast Euclidean minimum spanning tree", KDD 2010.
struct SpanningTree: Sendable {
  /// An edge between two ids, the lower first.
  struct Edge: Equatable, Sendable {
    let low: Int32
    let high: Int32
    /// The square of the weight.
    let square: Double

    /// By weight, then by ids.
    static func precedes(_ a: Edge, _ b: Edge) -> Bool {
      if a.square != b.square { return a.square < b.square }
      return a.low != b.low ? a.low < b.low : a.high < b.high
    }
  }

  /// The *n* − 1 edges, in ascending order.
  let edges: [Edge]

  /// Finds the tree.
  ///
  /// - Parameters:
  ///   - tree: The points.
  ///   - core: The square of each place's core distance, or `nil` for 0 everywhere.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: `CancellationError`.
  /// - Complexity: Usually O(*n* log² *n*) in few columns, O(*n² d* log *n*) in the worst case; about
  ///   40 bytes per point in addition to the tree.
  init(
    _ tree: KDTree, core: AlignedArray<Double>?, control: RunControl
  ) throws(CancellationError) {
    var rounds = Rounds(tree, core: core)
    let quiet = control.quiet(threads: control.threads)
    while rounds.edges.count < tree.count - 1 {
      try rounds.advance(control: quiet)
      control.progress?(Double(rounds.edges.count) / Double(max(1, tree.count - 1)))
    }
    edges = rounds.edges.sorted(by: Edge.precedes)
  }
}

/// Borůvka's rounds.
private struct Rounds {
  private(set) var edges: [SpanningTree.Edge] = []
  private let tree: KDTree
  private let core: AlignedArray<Double>
  private let nodeCores: AlignedArray<Double>
  private let component: AlignedArray<Int32>
  private let nodeComponents: AlignedArray<Int32>
  private let bounds: AlignedArray<Double>
  private let candidates: AlignedArray<Int32>
  private let found: AlignedArray<Double>
  private let best: AlignedArray<Int32>
  private let parents: AlignedArray<Int32>

  init(_ tree: KDTree, core: AlignedArray<Double>?) {
    self.tree = tree
    self.core = core ?? AlignedArray(repeating: 0, count: tree.places)
    nodeCores = AlignedArray(repeating: 0, count: tree.nodes)
    component = AlignedArray(repeating: 0, count: tree.places)
    nodeComponents = AlignedArray(repeating: -1, count: tree.nodes)
    bounds = AlignedArray(repeating: .infinity, count: tree.places)
    candidates = AlignedArray(repeating: -1, count: tree.places)
    found = AlignedArray(repeating: 0, count: tree.places)
    best = AlignedArray(repeating: -1, count: tree.places)
    parents = AlignedArray(repeating: 0, count: tree.places)
    for place in 0..<tree.places {
      unsafe component.base[place] = Int32(place)
      unsafe parents.base[place] = Int32(place)
    }
    if core != nil {
      unsafe tree.search { unsafe segue_tree_minima($0, self.core.base, nodeCores.base) }
    }
    edges.reserveCapacity(tree.count)
  }

  /// Joins every component to the one it is nearest to.
  mutating func advance(control: RunControl) throws(CancellationError) {
    let n = tree.count
    unsafe tree.search { unsafe segue_tree_components($0, component.base, nodeComponents.base) }
    for place in 0..<n {
      unsafe bounds.base[place] = .infinity
      unsafe best.base[place] = -1
    }
    for place in 0..<n where isForeign(place) {
      let own = unsafe Int(component.base[place])
      unsafe bounds.base[own] = min(bounds.base[own], found.base[place])
    }
    try search(control: control)
    choose()
    join()
  }

  private func search(control: RunControl) throws(CancellationError) {
    let (tree, core, nodeCores, component) = (tree, core, nodeCores, component)
    let (nodeComponents, bounds, candidates, found) = (nodeComponents, bounds, candidates, found)
    try Parallel.forEach(tree.pieces, control: control) { piece, _ in
      let groups = tree.groups(of: piece)
      unsafe tree.search { tree in
        unsafe segue_tree_foreign(
          tree, Int64(groups.lowerBound), Int64(groups.upperBound), component.base,
          nodeComponents.base, core.base, nodeCores.base, bounds.base, candidates.base, found.base)
      }
    }
  }

  /// Whether the neighbour found for a point is in another component.
  private func isForeign(_ place: Int) -> Bool {
    let candidate = unsafe candidates.base[place]
    guard candidate >= 0 else { return false }
    return unsafe component.base[Int(candidate)] != component.base[place]
  }

  /// The first edge that leaves each component.
  private func choose() {
    for place in 0..<tree.count where isForeign(place) {
      let own = unsafe Int(component.base[place])
      let known = unsafe best.base[own]
      if known < 0 || SpanningTree.Edge.precedes(edge(place), edge(Int(known))) {
        unsafe best.base[own] = Int32(place)
      }
    }
  }

  private mutating func join() {
    for own in 0..<tree.count {
      let place = unsafe Int(best.base[own])
      guard place >= 0 else { continue }
      let (a, b) = (root(place), unsafe root(Int(candidates.base[place])))
      // Two components may have chosen the same edge.
      guard a != b else { continue }
      unsafe parents.base[max(a, b)] = Int32(min(a, b))
      edges.append(edge(place))
    }
    for place in 0..<tree.count { unsafe component.base[place] = Int32(root(place)) }
  }

  private func root(_ start: Int) -> Int {
    var place = start
    while unsafe Int(parents.base[place]) != place {
      let parent = unsafe Int(parents.base[place])
      unsafe parents.base[place] = parents.base[parent]
      place = parent
    }
    return place
  }

  private func edge(_ place: Int) -> SpanningTree.Edge {
    let (a, b) = unsafe (tree.ids.base[place], tree.ids.base[Int(candidates.base[place])])
    return SpanningTree.Edge(
      low: min(a, b), high: max(a, b), square: unsafe found.base[place])
  }
}
