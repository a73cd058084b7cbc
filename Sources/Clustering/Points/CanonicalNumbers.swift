import Matrices

/// The numbering of segments: by weight, largest first, then by centroid, column by column.
enum CanonicalNumbers {
  /// Orders segments.
  ///
  /// - Parameters:
  ///   - weights: Shape `[k]`.
  ///   - centroids: Shape `[k × d]`, row by row.
  /// - Returns: The old numbers in their new order.
  static func order(weights: [Double], centroids: [Double]) -> [Int] {
    let k = weights.count
    let d = centroids.count / max(1, k)
    return (0..<k).sorted { a, b in
      if weights[a] != weights[b] { return weights[a] > weights[b] }
      for j in 0..<d where centroids[a * d + j] != centroids[b * d + j] {
        return centroids[a * d + j] < centroids[b * d + j]
      }
      return a < b
    }
  }
}
