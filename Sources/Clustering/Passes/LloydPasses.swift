import Kernels
import Matrices
import Synchronization

/// The passes of one run of Lloyd's iteration over the points, with the state between passes.
struct LloydPasses {
  let k: Int
  let control: RunControl
  /// The sums of the points of each part.
  let sums: PartSums

  private let canonical: LanePoints
  /// The order of the passes, or `nil` for the canonical order.
  private let order: SpatialOrder?
  /// The points in that order.
  private let points: LanePoints
  /// The centroid of each of them, and of the padding points of the last group.
  private let places: AlignedArray<Int32>
  private var bounds: NearestBounds?
  private var centroids: [Double] = []
  private let units: AlignedArray<Double>
  private let scratch: AlignedArray<Float>
  private let floatsPerWorker: Int

  /// Passes without prior state, or with the labels and sums of an earlier assignment: one with the same
  /// number of parts, or a first one with at most as many.
  init(_ lloyd: Lloyd, resuming known: Partition? = nil, after first: FirstDivision? = nil) {
    k = lloyd.k
    control = lloyd.control
    canonical = lloyd.points
    order = lloyd.search?.order
    points = order?.points ?? canonical
    places = AlignedArray(repeating: -1, count: points.groups * LanePoints.lanes)
    sums = PartSums(k: k, units: points.units, workers: control.threads)
    if let known {
      if let order { order.arrange(known.labels, into: places) } else { places.copy(known.labels) }
      sums.copy(known.sums)
    } else if let first {
      places.copy(first.places)
      sums.copy(first.sums)
    }
    let terms = (points.units.count + LanePoints.lanes - 1) / LanePoints.lanes * LanePoints.lanes
    units = AlignedArray(
      points.units + Array(repeating: 0, count: terms - points.units.count), filler: 0)
    // Below that, squared distances in double precision lose digits, and bounds would be more precise.
    let isSearched = k > 1 && points.reach > Self.leastReach
    bounds = isSearched ? lloyd.search.map { NearestBounds(points: $0, k: lloyd.k) } : nil
    floatsPerWorker = Self.wide * (lloyd.search?.stride ?? 0)
    scratch = AlignedArray(repeating: 0, count: control.threads * floatsPerWorker)
  }

  /// Points that are compared together in single precision.
  private static let wide = 16
  private static let leastReach = 0x1p-400
  /// Integer comparison is abandoned when single precision had to check more than one in this many points.
  private static let coarsePerBlurred = 8
  /// Bounds are abandoned when double precision had to decide more than one in this many points.
  private static let searchedPerUndecided = 8

  /// Assigns each point to its nearest centroid, ties to the lower index, and updates the sums.
  ///
  /// - Returns: The number of changed labels.
  mutating func assign(_ next: [Double]) throws(CancellationError) -> Int {
    if !centroids.isEmpty { bounds?.move(from: centroids, to: next) }
    centroids = next
    let centers = bounds?.points.centers(next, k: k) ?? []
    let table = bounds?.table(of: centers)
    if table == nil { bounds = nil }

    let counts = Mutex((changed: 0, searched: 0, undecided: 0, coarse: 0, blurred: 0))
    let inputs = Inputs(
      self, points: points, labels: places, centroids: next, centers: centers, table: table)
    let (points, sums, scratch, floats) = (points, sums, scratch, floatsPerWorker)
    let isSearch = table != nil
    try Parallel.forEach(points.blocks, control: control) { block, worker in
      let groups = points.groups(of: block)
      var pass = unsafe inputs.pass
      var found = segue_counts()
      if isSearch {
        unsafe segue_lloyd_search(
          &pass, Int64(groups.lowerBound), Int64(groups.count), sums.changes(of: worker),
          scratch.base + worker * floats, &found)
      } else {
        unsafe segue_lloyd_plain(
          &pass, Int64(groups.lowerBound), Int64(groups.count), sums.changes(of: worker), &found)
      }
      counts.withLock {
        $0.changed += Int(found.changed)
        $0.searched += Int(found.searched)
        $0.undecided += Int(found.undecided)
        $0.coarse += Int(found.coarse)
        $0.blurred += Int(found.blurred)
      }
    }
    sums.settle()
    let found = counts.withLock { $0 }
    if found.blurred * Self.coarsePerBlurred > found.coarse { bounds?.isCoarse = false }
    if found.undecided * Self.searchedPerUndecided > found.searched { bounds = nil }
    return found.changed
  }

  /// A copy of the current assignment, for a sweep's other candidates.
  var division: FirstDivision {
    let copy = AlignedArray<Int32>(repeating: 0, count: places.count)
    copy.copy(places)
    let sums = PartSums(k: k, units: points.units, workers: 0)
    sums.copy(self.sums)
    return FirstDivision(k: k, places: copy, sums: sums)
  }

  /// The centroid of each point, in canonical order, and of the padding points of the last group.
  ///
  /// If passes use that order, these are the labels themselves, which the next pass changes.
  var labels: AlignedArray<Int32> { order?.restore(places) ?? places }

  /// The current partition, for the centroids of the last `assign`.
  func partition(updates: Int, hasConverged: Bool) throws(CancellationError) -> Partition {
    let d = points.columns
    let values = sums.values
    let labels = labels
    return Partition(
      centroids: centroids, labels: labels,
      masses: stride(from: d, to: values.count, by: d + 1).map { values[$0] }, sums: sums,
      inertia: try inertia(around: centroids, labels: labels), updates: updates,
      hasConverged: hasConverged)
  }

  /// The weighted sum of squared distances of the points to the centroids of their labels.
  func inertia(around centroids: [Double]) throws(CancellationError) -> Double {
    try inertia(around: centroids, labels: labels)
  }

  /// Summed in canonical order, regardless of the order of the passes.
  private func inertia(
    around centroids: [Double], labels: AlignedArray<Int32>
  ) throws(CancellationError) -> Double {
    guard canonical.blocks > 0 else { return 0 }
    let partials = AlignedArray(repeating: 0.0, count: canonical.blocks)
    let inputs = Inputs(self, points: canonical, labels: labels, centroids: centroids, table: nil)
    let points = canonical
    try Parallel.forEach(points.blocks, control: control) { block, _ in
      let groups = points.groups(of: block)
      var pass = unsafe inputs.pass
      unsafe partials.base[block] = segue_inertia(
        &pass, Int64(groups.lowerBound), Int64(groups.count))
    }
    BlockSum.tree(partials, blocks: points.blocks, width: 1)
    return partials[0]
  }

  /// Keeps the inputs of a pass alive.
  private struct Inputs: Sendable {
    let points: LanePoints
    let k: Int
    let units: AlignedArray<Double>
    let labels: AlignedArray<Int32>
    let bounds: NearestBounds?
    let centroids: AlignedArray<Double>
    let centers: AlignedArray<Float>
    let table: AlignedArray<Float>
    let separations: AlignedArray<Float>
    let coarseTable: AlignedArray<Int32>

    init(
      _ passes: LloydPasses, points: LanePoints, labels: AlignedArray<Int32>,
      centroids: [Double], centers: [Float] = [], table: [Float]?
    ) {
      self.points = points
      k = passes.k
      units = passes.units
      self.labels = labels
      bounds = passes.bounds
      self.centroids = AlignedArray(centroids, filler: 0)
      self.centers = AlignedArray(centers, filler: 0)
      self.table = AlignedArray(table ?? [], filler: 0)
      separations = AlignedArray(
        bounds?.seconds == nil || table == nil ? [] : bounds?.separations(centroids) ?? [],
        filler: 0)
      coarseTable = AlignedArray(
        table == nil ? [] : passes.bounds?.coarseTable(of: centers) ?? [], filler: 0)
    }

    var pass: segue_pass {
      unsafe segue_pass(
        points: points.coordinates.base,
        weights: points.isUnweighted ? nil : UnsafePointer(points.weights.base),
        count: Int64(points.count), d: Int64(points.columns), centroids: centroids.base,
        k: Int64(k), units: units.base, labels: labels.base, rows: bounds?.points.rows.base,
        stride: Int64(bounds?.points.stride ?? 0), centers: centers.base, table: table.base,
        separations: separations.base, error: bounds?.error ?? 0, gaps: bounds?.gaps.base,
        seconds: bounds?.seconds?.base, drift: bounds?.drift ?? 0,
        gap_drift: bounds?.gapDrift ?? 0,
        cells: coarseTable.count > 0 ? UnsafePointer(bounds?.points.cells?.numbers.base) : nil,
        coarse_table: coarseTable.base, index_digits: bounds?.indexDigits ?? 0,
        blur: bounds?.points.cells?.blur ?? 0, quantum: bounds?.points.cells?.quantum ?? 0)
    }
  }
}
