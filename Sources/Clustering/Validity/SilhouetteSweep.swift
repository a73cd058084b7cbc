import Kernels
import Matrices

extension Silhouette {
  /// The silhouettes of several clusterings of the same rows, at about half the cost.
  ///
  /// A distance between two rows is the same in every clustering. Rows with the same segment in all
  /// clusterings form a cell; distances are summed by cell once and combined for each clustering. The
  /// last bits may differ from those of a single silhouette, because distances are added in a different
  /// order.
  ///
  /// - Parameters:
  ///   - divisions: Labels per row, each of shape `[n]`; below 0 is noise.
  ///   - points: The rows, prepared.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: One silhouette per clustering.
  /// - Throws: For each clustering what `LabelledPoints` and `Silhouette` throw; `.cancelled`.
  /// - Complexity: O(*n² d*) for all clusterings together.
  public static func sweep(
    _ divisions: [[Int]], of points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> [Silhouette] {
    var labelled: [LabelledPoints] = []
    for labels in divisions {
      let division = try LabelledPoints(points, labels: labels, control: control)
      try division.checkSegments()
      labelled.append(division)
    }
    guard !labelled.isEmpty else { return [] }
    let passes = try SweepPasses(points, divisions: labelled, control: control)
    do {
      let values = try passes.run(control: control)
      return labelled.indices.map { passes.silhouette(of: $0, in: labelled[$0], values: values) }
    } catch {
      throw .cancelled
    }
  }
}

/// The computation of several silhouettes: batches of points against cells.
private struct SweepPasses: Sendable {
  /// Rows by cell, as if cells were segments.
  private let cells: LabelledPoints
  /// The segment of each cell in each clustering, or −1: `[division × cell]`.
  private let segmentOfCell: AlignedArray<Int32>
  private let divisions: [LabelledPoints]
  private let rivals: [RivalSegments]
  /// The weight of each segment: `[division][segment]`.
  private let weights: [[Double]]
  /// The running index of the first point of each cell, and finally the number of points.
  private let firstPoint: [Int]

  private static let batchLength = 128

  init(
    _ points: PreparedPoints, divisions: [LabelledPoints], control: RunControl
  ) throws(ClusteringError) {
    var cellOfRow = [Int](repeating: 0, count: points.rows)
    var tuples: [[Int]] = [[]]
    for division in divisions {
      (cellOfRow, tuples) = Self.refined(cellOfRow, tuples, by: division)
    }
    let cells = try LabelledPoints(points, labels: cellOfRow, control: control)
    self.cells = cells
    self.divisions = divisions
    do {
      var rivals: [RivalSegments] = []
      for division in divisions { rivals.append(try RivalSegments(division, control: control)) }
      self.rivals = rivals
    } catch {
      throw .cancelled
    }
    segmentOfCell = AlignedArray(repeating: 0, count: divisions.count * cells.count)
    for t in divisions.indices {
      for (cell, segment) in cells.segments.enumerated() {
        segmentOfCell[t * cells.count + cell] = Int32(tuples[segment.label][t])
      }
    }
    weights = divisions.map { $0.segments.map(\.weight) }
    firstPoint = cells.parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// Cells refined by one more clustering, in an order that does not depend on the rows.
  private static func refined(
    _ cellOfRow: [Int], _ tuples: [[Int]], by division: LabelledPoints
  ) -> (cellOfRow: [Int], tuples: [[Int]]) {
    let width = division.count + 1
    let pairs = cellOfRow.indices.map {
      cellOfRow[$0] * width + Int(division.places.segment[$0]) + 1
    }
    var place = [Int](repeating: -1, count: tuples.count * width)
    for pair in pairs { place[pair] = 0 }
    var refined: [[Int]] = []
    for pair in place.indices where place[pair] == 0 {
      place[pair] = refined.count
      refined.append(tuples[pair / width] + [pair % width - 1])
    }
    return (pairs.map { place[$0] }, refined)
  }

  /// The silhouette of each point in each clustering: `[point × division]`.
  func run(control: RunControl) throws(CancellationError) -> AlignedArray<Double> {
    let count = firstPoint[firstPoint.count - 1]
    let values = AlignedArray(repeating: 0.0, count: count * weights.count)
    let batches = (count + Self.batchLength - 1) / Self.batchLength
    try Parallel.forEach(batches, control: control) { batch, _ in
      let first = batch * Self.batchLength
      let range = first..<min(count, first + Self.batchLength)
      for (place, value) in silhouettes(of: range).enumerated() {
        unsafe values.base[first * weights.count + place] = value
      }
    }
    return values
  }

  /// Combines the values of one clustering.
  func silhouette(
    of t: Int, in division: LabelledPoints, values: AlignedArray<Double>
  ) -> Silhouette {
    var sums = [Double](repeating: 0, count: division.count)
    for (cell, part) in cells.parts.enumerated() {
      let segment = Int(segmentOfCell[t * cells.count + cell])
      guard segment >= 0 else { continue }
      let first = firstPoint[cell]
      sums[segment] += BlockSum.sum(count: part.count) {
        part.weights[$0] * values[(first + $0) * weights.count + t]
      }
    }
    let rows = cells.places.segment.indices.map { row -> Double? in
      guard division.places.segment[row] >= 0 else { return nil }
      let point = firstPoint[Int(cells.places.segment[row])] + Int(cells.places.point[row])
      return values[point * weights.count + t]
    }
    return Silhouette(
      mean: sums.reduce(0, +) / division.totalWeight, rows: rows,
      segments: zip(sums, weights[t]).map { $0 / $1 })
  }

  private func silhouettes(of range: Range<Int>) -> [Double] {
    var cell = firstPoint.lastIndex { $0 <= range.lowerBound } ?? 0
    var homes: [Int] = []
    for point in range {
      while point >= firstPoint[cell + 1] { cell += 1 }
      homes.append(cell)
    }
    let coordinates = zip(range, homes).map { cells.parts[$1].point($0 - firstPoint[$1]) }
    let found = divisions.indices.map { t in
      let own = homes.map { Int(segmentOfCell[t * cells.count + $0]) }
      return (own, rivals[t].rivals(of: coordinates.flatMap { $0 }, own: own))
    }
    let queries = homes.indices.map { i in
      query(
        coordinates[i], own: found.map { $0.0[i] },
        rivals: found.map { $0.1[i].map(\.segment) })
    }
    let sums = cellSums(of: queries)
    return queries.indices.flatMap { i in
      weights.indices.map { silhouette(of: queries[i], sums: sums[i], in: $0) }
    }
  }

  /// A point, and what is needed for its silhouettes.
  private struct Query {
    let coordinates: [Double]
    /// Its own segment in each clustering, or −1.
    let own: [Int]
    /// The other segments that may be nearest, in each clustering.
    let rivals: [[Int]]
    /// Whether the distances to a cell matter for any clustering.
    let needsCell: [Bool]
  }

  private func query(_ coordinates: [Double], own: [Int], rivals: [[Int]]) -> Query {
    var needsCell = [Bool](repeating: false, count: cells.count)
    for (t, division) in divisions.enumerated() where own[t] >= 0 {
      var isNeeded = [Bool](repeating: false, count: division.count)
      for segment in rivals[t] + [own[t]] { isNeeded[segment] = true }
      for cell in 0..<cells.count {
        let segment = unsafe Int(segmentOfCell.base[t * cells.count + cell])
        if segment >= 0, isNeeded[segment] { needsCell[cell] = true }
      }
    }
    return Query(coordinates: coordinates, own: own, rivals: rivals, needsCell: needsCell)
  }

  /// The weighted sum of distances of each query to each cell that matters to it.
  private func cellSums(of queries: [Query]) -> [[Double]] {
    var sums = queries.map { [Double](repeating: 0, count: $0.needsCell.count) }
    for (cell, part) in cells.parts.enumerated() {
      let here = queries.indices.filter { queries[$0].needsCell[cell] }
      guard !here.isEmpty else { continue }
      var found = [Double](repeating: 0, count: here.count)
      let groups = (part.count + LanePoints.lanes - 1) / LanePoints.lanes
      unsafe segue_distance_sums(
        part.coordinates.base, part.weights.base, Int64(groups), Int64(part.columns),
        here.flatMap { queries[$0].coordinates }, Int64(here.count), &found)
      for (i, sum) in zip(here, found) { sums[i][cell] = sum }
    }
    return sums
  }

  private func silhouette(of query: Query, sums: [Double], in t: Int) -> Double {
    let own = query.own[t]
    guard own >= 0, weights[t][own] > 1 else { return 0 }
    var bySegment = [Double](repeating: 0, count: weights[t].count)
    for cell in 0..<cells.count {
      let segment = unsafe Int(segmentOfCell.base[t * cells.count + cell])
      if segment >= 0 { bySegment[segment] += sums[cell] }
    }
    let inner = bySegment[own] / (weights[t][own] - 1)
    let outer = query.rivals[t].reduce(Double.infinity) {
      min($0, bySegment[$1] / weights[t][$1])
    }
    let larger = max(inner, outer)
    return larger > 0 ? (outer - inner) / larger : 0
  }
}
