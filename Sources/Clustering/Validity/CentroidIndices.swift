/// Indices computed from the segments' moments only.
extension LabelledPoints {
  /// The sum of squared distances of all rows to the means of their segments.
  ///
  /// k-means' inertia, if the labels are those of its final centroids and it has converged.
  public var withinSumOfSquares: Double { segments.reduce(0) { $0 + $1.sumOfSquares } }

  /// The weighted sum of squared distances of the segments' means to the mean of all rows.
  public var betweenSumOfSquares: Double {
    let d = segments[0].centroid.count
    let mean = (0..<d).map { j in
      segments.reduce(0) { $0 + $1.weight * $1.centroid[j] } / totalWeight
    }
    return segments.reduce(0) { $0 + $1.weight * Self.squaredDistance($1.centroid, mean) }
  }

  /// The index of Calinski and Harabasz: (B / (k − 1)) / (W / (n − k)); larger is better separated.
  ///
  /// B is the sum of squares between the segments, W within them. 1 if W is 0, as in scikit-learn. T.
  /// Caliński, J. Harabasz, Communications in Statistics 3, 1974.
  ///
  /// - Returns: At least 0, without an upper bound.
  /// - Throws: `.segmentsOutOfRange` unless there are 2 to n − 1 segments.
  public func calinskiHarabasz() throws(ClusteringError) -> Double {
    try checkSegments()
    let within = withinSumOfSquares
    guard within > 0 else { return 1 }
    let k = Double(count)
    return betweenSumOfSquares * (totalWeight - k) / (within * (k - 1))
  }

  /// The index of Davies and Bouldin: the mean over segments of the largest (Sᵢ + Sⱼ) / dᵢⱼ; smaller is
  /// better separated.
  ///
  /// S is the mean distance to the segment's mean, as in scikit-learn (not the root mean square, the
  /// default of R's clusterSim), d the distance of two means. Two segments with equal means do not
  /// count as a pair. D. Davies, D. Bouldin, IEEE Trans. PAMI 1, 1979.
  ///
  /// - Returns: At least 0; 0 if all segments are single points.
  /// - Throws: `.segmentsOutOfRange` unless there are 2 to n − 1 segments.
  public func daviesBouldin() throws(ClusteringError) -> Double {
    try checkSegments()
    var sum = 0.0
    for (i, segment) in segments.enumerated() {
      var worst = 0.0
      for (j, other) in segments.enumerated() where j != i {
        let distance = Self.squaredDistance(segment.centroid, other.centroid).squareRoot()
        guard distance > 0 else { continue }
        worst = max(worst, (segment.meanDistance + other.meanDistance) / distance)
      }
      sum += worst
    }
    return sum / Double(count)
  }

  static func squaredDistance(_ a: some Sequence<Double>, _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}
