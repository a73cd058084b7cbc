import Matrices

/// k-means for more rows than the memory holds.
///
/// The rows are read several times, in blocks. A part of the distinct rows, drawn by lot, is clustered
/// by k-means; further parts move the centroids batch by batch, each centroid towards the mean of its
/// new rows by their share of all it has seen (D. Sculley, "Web-scale k-means clustering", WWW 2010);
/// then whole passes move them to the means of all rows, and a last pass adds up what came about.
/// Where all distinct rows fit the memory, it is k-means itself.
///
/// The result is a function of the rows with their weights as a set, the settings and the seed:
/// neither their order nor the size of the blocks can change a bit of it. Weight *n* equals *n*
/// copies.
///
/// ```swift
/// let model = try MiniBatchKMeans(k: 8).fit(blocks, control: RunControl(threads: 2))
/// try model.assign(someRows).labels
/// ```
public struct MiniBatchKMeans: Equatable, Sendable {
  /// The number of segments, *k*.
  public var k: Int
  /// How many distinct rows may be held at a time; at least 20 *k* are.
  public var rowsInMemory: Int
  /// How many distinct rows are in a batch, about.
  public var batchRows: Int
  /// How many parts of the rows are taken in batches after the first, one reading each.
  public var parts: Int
  /// How many times the centroids move to the means of all rows at the end, one reading each.
  public var sweeps: Int
  /// How often k-means begins anew on the first part.
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

  /// About how many bytes a fit holds beside the rows themselves.
  ///
  /// It does not grow with the rows any more once there are as many as may be held at a time.
  ///
  /// - Parameters:
  ///   - rows: How many rows there are at most.
  ///   - columns: The number of columns, *d*.
  /// - Returns: An upper estimate in bytes.
  public func workingBytes(rows: Int, columns: Int) -> Int {
    let held = min(rows, max(rowsInMemory, 20 * k))
    // The sample with its index of lots, the same rows in order, and laid out for the kernels; beside
    // them a block, as it came and in lanes, with what is found of it.
    return held * (5 * 8 * columns + 250) + min(rows, 65_536) * (2 * 8 * columns + 60)
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - source: The rows, each of its readings the same; finite, on a common scale.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: A model without labels: `MiniBatchModel.assign` gives them block by block.
  /// - Throws: `ClusteringError` for rows, weights or `k` that cannot be used, rows counted through
  ///   all blocks; `.cancelled`; and what the source throws.
  /// - Complexity: 3 + `parts` + `sweeps` readings at least, of O(*n k d*) each.
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
