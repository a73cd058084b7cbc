import Matrices

extension Metric {
  /// The silhouette with distances to centroids instead of distances to all other rows.
  public static let simplifiedSilhouette = Metric(
    "simplified_silhouette", better: .higher, range: -1...1,
    definition:
      "mean over customers of (b − a) / max(a, b), a the distance to the segment's centroid and b that"
      + " to the nearest other; −1…1, higher is better",
    undefined: "for one segment, and if each customer is a segment",
    computation: .labels { (points, control) throws(ClusteringError) in
      try points.simplifiedSilhouette(control: control)
    },
    choice: .best, vote: Vote(on: .separation, .whenNamed),
    page: """
      **What it measures.** Is a customer closer to the centroid of its segment than to any other? With *a*
      the distance to the centroid of its segment and *b* the smallest distance to another centroid: *s* =
      (*b* − *a*) / max(*a*, *b*). 0 if both are 0. A customer alone in a segment counts 0.

      **When.** For many customers, or to compare with tools that report it as the silhouette. It is not
      the silhouette: the values are higher, and may favour a different *k*.

      **Cost.** O(*n k d*), where the silhouette compares pairs of customers.

      **Where it misleads.** It uses centroids only, so long or nested segments look bad, and k-means, which
      assigns customers to the nearest centroid, looks good: no value is below 0. The bands of Kaufman and
      Rousseeuw are for the silhouette and do not apply.

      E. Hruschka, L. de Castro, R. Campello, "Evolutionary algorithms for clustering gene-expression data",
      ICDM 2004.

      ```seg
      sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
        | kmeans k in 2...5 restarts=3 | show k, silhouette, simplified_silhouette
      ```
      """)
}

extension LabelledPoints {
  /// The silhouette with Euclidean (not squared) distances to centroids.
  ///
  /// A row alone in its segment has 0, and so does a row at equal distances.
  ///
  /// - Throws: `.segmentsOutOfRange` unless there are 2 to n − 1 segments; `.cancelled`.
  /// - Complexity: O(*n k d*).
  func simplifiedSilhouette(control: RunControl) throws(ClusteringError) -> LabelsValue {
    try checkSegments()
    var values: [[Double]] = []
    for (own, part) in parts.enumerated() {
      do {
        try control.checkCancellation()
      } catch {
        throw .cancelled
      }
      values.append(
        (0..<part.count).map { point in
          // A single row; a point of larger weight is several rows at distance 0 from each other.
          guard segments[own].weight > 1 else { return 0 }
          let row = part.point(point)
          var (a, b) = (0.0, Double.infinity)
          for (place, segment) in segments.enumerated() {
            let distance = Self.squaredDistance(row, segment.centroid).squareRoot()
            if place == own { a = distance } else { b = min(b, distance) }
          }
          return max(a, b) > 0 ? (b - a) / max(a, b) : 0
        })
    }
    let means = zip(parts, values).map { part, values in
      BlockSum.sum(count: part.count) { part.weights[$0] * values[$0] }
        / BlockSum.sum(count: part.count) { part.weights[$0] }
    }
    let mean = zip(segments, means).reduce(0) { $0 + $1.0.weight * $1.1 } / totalWeight
    return LabelsValue(
      mean,
      rows: zip(places.segment, places.point).map { segment, point in
        segment < 0 ? nil : values[Int(segment)][Int(point)]
      }, segments: means)
  }
}
