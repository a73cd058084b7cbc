import Matrices

/// The result of fuzzy c-means.
public struct FuzzyModel: Equatable, Sendable {
  /// The centroids and the exponent of the memberships.
  ///
  /// Segments are ordered by weight, largest first, then by centroid, column by column.
  public let fuzzy: FuzzyRule
  /// The membership of each row in each segment, shape `[n × k]`; the memberships of a row sum to 1.
  public let memberships: Matrix
  /// The segment of each row: that with the largest membership, which is the nearest centroid, ties to
  /// the lower number.
  public let labels: [Int]
  /// The number of rows of each label; rows of weight 0 are not counted.
  public let sizes: [Int]
  /// The weight of each segment: the sum of the rows' weights times their memberships.
  public let weights: [Double]
  /// The weighted sum of memberships to the power of the fuzziness times squared distances.
  public let objective: Double
  /// The weighted mean over rows of the sum of squared memberships, 1/*k*...1: 1 if every row belongs
  /// to a single segment.
  ///
  /// Bezdek's partition coefficient.
  public let partitionCoefficient: Double
  /// The compactness of the segments over their separation; smaller is better, infinite for a single
  /// segment or two equal centroids.
  ///
  /// The objective divided by the weight of all rows and the smallest squared distance of two
  /// centroids. X. Xie, G. Beni, "A validity measure for fuzzy clustering", IEEE Trans. PAMI 13, 1991,
  /// who define it for a fuzziness of 2.
  public let xieBeni: Double
  /// The number of iterations of the winning start.
  public let iterations: Int
  /// Whether the winning start converged before `maxIterations`.
  public let hasConverged: Bool

  init(
    _ run: FuzzyCMeans.Run, fuzziness: Double, points: PreparedPoints, control: RunControl
  ) throws {
    let lanes = points.canonical.points
    let k = run.found.masses.count
    let centroids = Matrix(rows: k, columns: lanes.columns, values: run.centroids)
    let nearest = try Nearest(lanes, centroids: run.centroids, k: k, control: control)
    let found = try FuzzyPass(lanes, k: k, fuzziness: fuzziness, control: control)
      .memberships(run.centroids)
    var rows = FuzzyPass.matrix(found, k: k, points: points.canonical.pointOfRow.map { max(0, $0) })
    let rule = FuzzyRule(centroids: centroids, fuzziness: fuzziness)
    if let others = points.coordinatesWithoutWeight {
      let found = try FuzzyPass(others, k: k, fuzziness: fuzziness, control: control)
        .memberships(run.centroids)
      let own = FuzzyPass.matrix(found, k: k, points: 0..<Int32(others.count))
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        for c in 0..<k { rows[Int(row), c] = own[place, c] }
      }
    }
    fuzzy = rule
    memberships = rows
    labels = try points.rowLabels(nearest.labels, centroids: centroids, control: control)
    sizes = points.sizes(nearest.labels, k: k)
    weights = run.found.masses
    objective = run.found.objective
    partitionCoefficient = run.found.squaredMemberships / points.totalWeight
    var separation = k > 1 ? Double.infinity : 0
    for a in 0..<k {
      for b in 0..<a {
        let square = (0..<lanes.columns).reduce(0.0) {
          $0 + (centroids[a, $1] - centroids[b, $1]) * (centroids[a, $1] - centroids[b, $1])
        }
        separation = min(separation, square)
      }
    }
    xieBeni = separation > 0 ? objective / points.totalWeight / separation : .infinity
    iterations = run.iterations
    hasConverged = run.hasConverged
  }

  /// The number of segments.
  public var k: Int { sizes.count }
  /// Shape `[k × d]`.
  public var centroids: Matrix { fuzzy.centroids }
  /// How new rows are assigned: by the largest membership.
  ///
  /// The rows of the fit get exactly their labels and memberships in the model.
  public var rule: FuzzyRule { fuzzy }

  /// Assigns rows to segments by `rule`.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Labels, distances to the centroids, and their memberships as confidences.
  ///   `AssignmentRule.memberships(of:)` of the rule returns the memberships in all segments.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> SegmentAssignment {
    try rule.assign(points, control: control)
  }
}
