import Matrices

/// Means with a radius: a row belongs to the nearest mean within the radius, ties to the lower number,
/// or to none.
public struct CentroidReach: AssignmentRule {
  /// Shape `[k × d]`.
  public let centroids: Matrix
  /// A row belongs to a segment if the square of its distance is at most this.
  ///
  /// The square is stored because squaring its root would not always restore it.
  public let squaredRadius: Double

  /// Means with the square of their radius, at least 0.
  public init(centroids: Matrix, squaredRadius: Double) {
    self.centroids = centroids
    self.squaredRadius = squaredRadius
  }

  /// The radius around the means.
  public var radius: Double { squaredRadius.squareRoot() }

  /// The nearest mean within the radius, the distance to the nearest mean even if it is outside, and
  /// the smaller of the margins to the second mean and to the radius.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let lanes = try LanePoints(rows, control: control.quiet(threads: control.threads))
    let nearest = try Nearest(
      lanes, centroids: centroids.values, k: centroids.rows, control: control)
    let distances = (0..<rows.rows).map { nearest.squaredDistances[$0].squareRoot() }
    let radius = radius
    return SegmentAssignment(
      labels: labels(nearest, count: rows.rows), distances: distances,
      confidences: distances.enumerated().map { row, distance in
        guard nearest.squaredDistances[row] <= squaredRadius else {
          return SegmentAssignment.margin(radius, distance)
        }
        let second = nearest.squaredSecondDistances[row].squareRoot()
        return SegmentAssignment.margin(distance, min(second, radius))
      })
  }

  /// The labels of the first points whose nearest means are known.
  func labels(_ nearest: Nearest, count: Int) -> [Int] {
    (0..<count).map {
      nearest.squaredDistances[$0] <= squaredRadius ? Int(nearest.labels[$0]) : -1
    }
  }
}

extension CentroidReach {
  /// The name of this kind of rule in stored form.
  public static let kind = "centroid_reach"

  /// The number of columns that rows must have.
  public var columns: Int { centroids.columns }
  /// The number of points it stores.
  public var pointCount: Int { centroids.rows }

  /// The stored form.
  public var fields: RuleFields {
    ["centroids": .matrix(centroids), "squared_radius": .number(squaredRadius)]
  }

  /// Reads the stored form.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    self.init(
      centroids: try reader.matrix("centroids"),
      squaredRadius: try reader.number("squared_radius"))
  }
}
