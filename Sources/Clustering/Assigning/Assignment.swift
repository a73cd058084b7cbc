/// The assignment of rows to a model's centroids.
public struct Assignment: Equatable, Sendable {
  /// The nearest centroid of each row, ties to the lower number.
  public let labels: [Int]
  /// The Euclidean distance to it.
  public let distances: [Double]
  /// The Euclidean distance to the second nearest, infinite if there is only one.
  public let secondDistances: [Double]
}
