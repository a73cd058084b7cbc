import Matrices

/// The starts of a mixture: partitions of the points, and the moments of their parts.
struct MixtureStarts {
  let settings: GaussianMixture
  let points: PreparedPoints
  /// The inverse factor of the covariance of all points, or `nil` if it is singular.
  let whitening: [Double]?
  /// The standard deviation of each column.
  let spreads: [Double]
  let control: RunControl

  /// A label per distinct point, from k-means on the points, with each column divided by its standard
  /// deviation if the family is invariant to units, or, for odd starts, on whitened points.
  ///
  /// Two of four starts stop k-means after one step, which leads to different mixtures.
  func labels(start: Int) throws(ClusteringError) -> [Int32] {
    let seeds = CounterRandom(seed: settings.seed, purpose: .mixtureStarts)
    let kMeans = KMeans(
      k: settings.k, restarts: 1, seed: seeds.bits(UInt64(start)),
      maxIterations: start % 4 < 2 ? 100 : 1,
      polish: .none)
    let quiet = control.quiet(threads: control.threads)
    let canonical = points.canonical
    guard start % 2 == 1, canonical.points.columns > 1, let white = try whitened() else {
      if settings.family.isBlindToUnits, !haveOneSpread {
        return try kMeans.fit(standardised(), control: quiet).labels.map { Int32($0) }
      }
      let labels = try kMeans.fit(points, control: quiet).labels
      var ofPoint = [Int32](repeating: -1, count: canonical.points.count)
      for (row, point) in canonical.pointOfRow.enumerated() where point >= 0 {
        ofPoint[Int(point)] = Int32(labels[row])
      }
      return ofPoint
    }
    return try kMeans.fit(white, control: quiet).labels.map { Int32($0) }
  }

  /// Whether all columns have the same standard deviation, so dividing by it would change nothing.
  private var haveOneSpread: Bool {
    guard let least = spreads.min(), let most = spreads.max() else { return true }
    return most - least <= 1e-9 * most
  }

  /// The points with every column divided by its standard deviation.
  private func standardised() throws(ClusteringError) -> PreparedPoints {
    let lanes = points.canonical.points
    var values: [Double] = []
    values.reserveCapacity(lanes.count * lanes.columns)
    for p in 0..<lanes.count {
      for j in 0..<lanes.columns {
        values.append(spreads[j] > 0 ? lanes[p, j] / spreads[j] : lanes[p, j])
      }
    }
    let found = try PreparedPoints(
      Matrix(rows: lanes.count, columns: lanes.columns, values: values),
      weights: (0..<lanes.count).map { lanes.weights[$0] },
      control: control.quiet(threads: control.threads))
    // Division can make close numbers equal.
    return found.distinctRows >= settings.k ? found : points
  }

  /// The points in coordinates in which their covariance is the identity; `nil` if points coincide.
  private func whitened() throws(ClusteringError) -> PreparedPoints? {
    guard let whitening else { return nil }
    let lanes = points.canonical.points
    let d = lanes.columns
    var values = [Double](repeating: 0, count: lanes.count * d)
    for p in 0..<lanes.count {
      var place = 0
      for i in 0..<d {
        var sum = 0.0
        for j in 0...i { sum += whitening[place + j] * lanes[p, j] }
        place += i + 1
        values[p * d + i] = sum
      }
    }
    let matrix = Matrix(rows: lanes.count, columns: d, values: values)
    let quiet = control.quiet(threads: control.threads)
    let white = try PreparedPoints(
      matrix, weights: (0..<lanes.count).map { lanes.weights[$0] }, control: quiet)
    return white.distinctRows >= settings.k ? white : nil
  }

  /// The sums that `ComponentMoments` reads, for points that each belong to one component.
  ///
  /// - Parameters:
  ///   - labels: A component per point; below 0 is left out.
  ///   - origins: The origins of differences, shape `[k × d]`.
  /// - Returns: The same layout as that of the kernel.
  /// - Throws: `CancellationError`.
  func sums(of labels: [Int32], origins: [Double]) throws(CancellationError) -> [Double] {
    let lanes = points.canonical.points
    let d = lanes.columns
    let isDiagonal = settings.family.isDiagonal
    let width = 1 + d + (isDiagonal ? d : d * (d + 1) / 2)
    let total = settings.k * width + 1
    let partials = AlignedArray(repeating: 0.0, count: lanes.blocks * total)
    let quiet = control.quiet(threads: control.threads)
    try Parallel.forEach(lanes.blocks, control: quiet) { block, _ in
      let partial = unsafe partials.base + block * total
      var difference = [Double](repeating: 0, count: d)
      for p in BlockSum.range(of: block, count: lanes.count) where labels[p] >= 0 {
        let c = Int(labels[p])
        let weight = unsafe lanes.weights.base[p]
        let sums = unsafe partial + c * width
        let point = unsafe lanes.coordinates.base + p / 8 * d * 8 + p % 8
        unsafe sums[0] += weight
        var place = 1 + d
        for i in 0..<d {
          difference[i] = unsafe point[i * 8] - origins[c * d + i]
          let part = weight * difference[i]
          unsafe sums[1 + i] += part
          if isDiagonal {
            unsafe sums[place + i] += part * difference[i]
          } else {
            for j in 0...i { unsafe sums[place + j] += part * difference[j] }
            place += i + 1
          }
        }
      }
    }
    BlockSum.tree(partials, blocks: lanes.blocks, width: total)
    return partials.array(0..<total)
  }
}
