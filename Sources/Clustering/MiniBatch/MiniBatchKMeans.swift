import Matrices

/// k-means for more rows than fit in memory.
///
/// The rows are read several times, in blocks. A random part of the distinct rows is clustered by
/// k-means. Further parts update the centroids batch by batch: each centroid moves towards the mean of
/// its new rows by their share of all rows it has seen (D. Sculley, "Web-scale k-means clustering", WWW
/// 2010). Then full passes move the centroids to the means of all rows, and a last pass computes the
/// results. If all distinct rows fit in memory, it is plain k-means.
///
/// The result is a function of the rows with their weights as a set, the settings and the seed: neither
/// their order nor the size of the blocks changes a bit of it. Weight *n* equals *n* copies.
///
/// ```swift
/// let model = try MiniBatchKMeans(k: 8).fit(blocks, control: RunControl(threads: 2))
/// try model.assign(someRows).labels
/// ```
public struct MiniBatchKMeans: Equatable, Sendable {
  /// The number of segments, *k*.
  public var k: Int
  /// The maximum number of distinct rows held at a time; at least 20 *k* are held.
  public var rowsInMemory: Int
  /// The approximate number of distinct rows in a batch.
  public var batchRows: Int
  /// The number of further parts that are processed in batches, with one pass over the source each.
  public var parts: Int
  /// The number of final updates of the centroids to the means of all rows, with one pass each.
  public var sweeps: Int
  /// The number of restarts of k-means on the first part.
  public var restarts: Int
  /// The seed of the random numbers.
  public var seed: UInt64

  /// Settings for a fit; omitted settings take their defaults.
  public init(
    k: Int, rowsInMemory: Int = 200_000, batchRows: Int = 10_000, parts: Int = 3, sweeps: Int = 2,
    restarts: Int = 10, seed: UInt64 = 1
  ) {
    self.k = k
    self.rowsInMemory = max(1, rowsInMemory)
    self.batchRows = max(1, batchRows)
    self.parts = max(0, parts)
    self.sweeps = max(0, sweeps)
    self.restarts = max(1, restarts)
    self.seed = seed
  }

  /// The approximate number of bytes that a fit holds, in addition to the rows.
  ///
  /// It stops growing once there are `rowsInMemory` rows.
  ///
  /// - Parameters:
  ///   - rows: The maximum number of rows.
  ///   - columns: The number of columns, *d*.
  /// - Returns: An upper estimate in bytes.
  public func workingBytes(rows: Int, columns: Int) -> Int {
    let held = min(rows, max(rowsInMemory, 20 * k))
    // The sample with its index of hashes, the same rows in order, and in the layout of the kernels;
    // also a block, as read and in lanes, with its results.
    return held * (5 * 8 * columns + 250) + min(rows, 65_536) * (2 * 8 * columns + 60)
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - source: The rows, the same in every pass; finite, on a common scale.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: A model without labels: `MiniBatchModel.assign` computes them block by block.
  /// - Throws: `ClusteringError` for rows, weights or `k` that cannot be used, with rows counted across
  ///   all blocks; `.cancelled`; and what the source throws.
  /// - Complexity: At least 3 + `parts` + `sweeps` passes of O(*n k d*) each.
  public func fit(
    _ source: some RowBlocks, control: RunControl
  ) throws -> MiniBatchModel {
    guard k >= 1 else { throw ClusteringError.fewerThanOneSegment(k: k) }
    guard source.columns > 0 else { throw ClusteringError.noColumns }
    let quiet = control.quiet(threads: control.threads)
    let reader = BlockReader(source: source, control: quiet)
    do {
      let first = try reader.survey(seed: seed, rowsInMemory: max(rowsInMemory, 20 * k))
      let steps = Double(parts + sweeps + 3)
      control.progress?(1 / steps)
      let start = try KMeans(
        k: k, restarts: restarts, seed: seed, polish: first.isComplete ? .swaps : .transfers
      ).fit(first.points, control: quiet)
      control.progress?(2 / steps)
      var centroids = start.centroids.values
      if !first.isComplete {
        centroids = try moved(
          start, slice: first.slice, reader: reader, control: control, steps: steps)
      }
      let model = try reader.model(centroids, k: k, rows: first.rows)
      control.progress?(1)
      return model
    } catch is CancellationError {
      throw ClusteringError.cancelled
    }
  }

  /// The centroids after batches and sweeps.
  private func moved(
    _ start: KMeansModel, slice: Range<UInt64>, reader: BlockReader<some RowBlocks>,
    control: RunControl, steps: Double
  ) throws -> [Double] {
    let d = start.centroids.columns
    var centroids = start.centroids.values
    var masses = start.weights
    let slices = RowSample.allLots.count / slice.count
    for part in stride(from: 1, to: min(parts + 1, slices), by: 1) {
      let width = UInt64(slice.count)
      let low = UInt64(part) * width
      let sample = try reader.sample(seed: seed, slice: low..<low + width)
      for batch in sample.batches(of: batchRows) where batch.rows.rows > 0 {
        let points = try PreparedPoints(
          batch.rows, weights: batch.weights, control: reader.control
        ).canonical.points
        var pass = LloydPasses(
          Lloyd(points: points, k: k, tolerance: 0, maxIterations: 1, control: reader.control))
        _ = try pass.assign(centroids)
        let sums = pass.sums.values
        for c in 0..<k where sums[c * (d + 1) + d] > 0 {
          let mass = sums[c * (d + 1) + d]
          masses[c] += mass
          for j in 0..<d {
            let mean = sums[c * (d + 1) + j] / mass
            centroids[c * d + j] += mass / masses[c] * (mean - centroids[c * d + j])
          }
        }
      }
      control.progress?(Double(part + 2) / steps)
    }
    for sweep in 0..<sweeps {
      centroids = try reader.totals(centroids, k: k).means(keeping: centroids)
      control.progress?(Double(parts + 2 + sweep + 1) / steps)
    }
    return centroids
  }
}
