import Matrices

/// How much of the quality of a clustering is due to a few distant rows.
///
/// If one customer spends a hundred times as much as the next, a segment of a few rows lies far from
/// all others. Silhouette and stability are then high because of that gap, and say nothing about most
/// customers. Two measures show it: the silhouette without tiny segments, and the share of the variance
/// due to the farthest rows.
public struct OutlierInfluence: Equatable, Sendable {
  /// The labels of the segments with less than `tinyShare` of the weight, ascending.
  public let tinySegments: [Int]
  /// The share of the weight in them, 0...1.
  public let tinyWeightShare: Double
  /// The mean silhouette of all rows.
  public let silhouette: Double
  /// The mean silhouette when the tiny segments' rows are left out, labels unchanged; `nil` if fewer
  /// than two segments are left, so that all separation is due to the tiny segments.
  public let silhouetteWithoutTiny: Double?
  /// The share of the sum of squares around the mean due to the farthest 1 % of rows, 0...1.
  ///
  /// About 0.06 to 0.1 for columns without heavy tails.
  public let farthestShareOfVariance: Double

  /// A segment is tiny below this share of the weight.
  public static let tinyShare = 0.01
  /// If the silhouette falls by more than this without the tiny segments, it is due to them.
  public static let notableFall = 0.1
  /// The share of farthest rows whose contribution to the variance is measured.
  public static let farthestShare = 0.01

  /// Whether the silhouette is explained by outliers: there are tiny segments, and without them it is
  /// undefined or falls by more than `notableFall`.
  public var explainsSilhouette: Bool {
    guard !tinySegments.isEmpty else { return false }
    return silhouetteWithoutTiny.map { silhouette - $0 > Self.notableFall } ?? true
  }

  /// Whether most of the variance is due to the farthest rows, which attract centroids.
  public var dominatesVariance: Bool { farthestShareOfVariance > 0.5 }

  /// Measures a clustering.
  ///
  /// - Parameters:
  ///   - points: Rows, prepared.
  ///   - labels: Shape `[n]`; below 0 is noise.
  ///   - silhouette: The mean silhouette of this clustering, measured before.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: `.labelCount`, `.noRows`, `.cancelled`.
  /// - Complexity: That of one more silhouette if there are tiny segments, otherwise O(*n d* + *n* log
  ///   *n*).
  public init(
    _ points: PreparedPoints, labels: [Int], silhouette: Double, control: RunControl
  ) throws(ClusteringError) {
    let division = try LabelledPoints(points, labels: labels, control: control)
    let tiny = division.segments.filter { $0.weight < Self.tinyShare * division.totalWeight }
    tinySegments = tiny.map(\.label)
    tinyWeightShare = tiny.reduce(0) { $0 + $1.weight } / division.totalWeight
    self.silhouette = silhouette
    farthestShareOfVariance = Self.shareOfFarthest(points.canonical)
    if tiny.isEmpty {
      silhouetteWithoutTiny = silhouette
    } else {
      let left = Set(tinySegments)
      let others = try? LabelledPoints(
        points, labels: labels.map { left.contains($0) ? -1 : $0 }, control: control)
      guard let others, others.count >= 2, Double(others.count) < others.totalWeight else {
        silhouetteWithoutTiny = nil
        return
      }
      silhouetteWithoutTiny = try Silhouette(others, control: control).mean
    }
  }

  /// The share of the sum of squares around the mean due to the farthest rows; the row at the border
  /// counts in part.
  private static func shareOfFarthest(_ canonical: CanonicalPoints) -> Double {
    let points = canonical.points
    let mean = (0..<points.columns).map { j in
      BlockSum.sum(count: points.count) { points.weights[$0] * points[$0, j] }
        / canonical.totalWeight
    }
    let farthestFirst = (0..<points.count).map { p in
      (square: LabelledPoints.squaredDistance(points.point(p), mean), weight: points.weights[p])
    }.sorted { ($0.square, $0.weight) > ($1.square, $1.weight) }
    var left = farthestShare * canonical.totalWeight
    var carried = 0.0
    for (square, weight) in farthestFirst {
      guard left > 0 else { break }
      carried += square * min(weight, left)
      left -= weight
    }
    let total = farthestFirst.reduce(0) { $0 + $1.square * $1.weight }
    return total > 0 ? carried / total : 0
  }
}
