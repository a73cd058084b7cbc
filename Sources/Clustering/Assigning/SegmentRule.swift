import Matrices

/// All that is needed to say to which segment a new row belongs: the rows of the fit may be gone.
///
/// Numbers alone, so that a rule can be written to a file and read again. The rows a rule was made
/// from get the labels they have in their model, exactly, whichever algorithm it was.
public enum SegmentRule: Equatable, Sendable {
  /// The segment with the nearest mean, ties to the lower number: k-means. Shape `[k × d]`.
  case nearestCentroid(Matrix)
  /// The segment at the end of a way through a tree of centroids: bisecting k-means.
  case centroidTree(CentroidTree)
  /// The segment with the nearest mean within a radius, or none: trimmed k-means.
  case centroidReach(CentroidReach)
  /// The segment whose mean is nearest once each segment asks its price: size-constrained k-means.
  case pricedCentroid(PricedCentroids)
  /// The segment of the largest membership: fuzzy c-means.
  case fuzzyCentroid(FuzzyRule)
  /// The segment with the nearest medoid: k-medoids.
  case nearestMedoid(MedoidRule)
  /// The segment with the prototype that costs least: k-prototypes.
  case cheapestPrototype(PrototypeRule)
  /// The most probable component, or noise: Gaussian mixtures.
  case mixture(MixtureRule)
  /// The segment of the nearest row that was kept: hierarchies and the valleys of OPTICS.
  case nearestRow(KeptRows)
  /// The segment of the nearest core row within a radius, or none: DBSCAN, and OPTICS that was cut.
  case coreRows(CoreRows)
  /// The segment of the row that is reached first, if it is dense enough there: HDBSCAN.
  case denseRows(DenseRows)

  /// The number of columns of the rows it takes.
  public var columns: Int {
    switch self {
    case .nearestCentroid(let centroids): centroids.columns
    case .centroidTree(let tree): tree.means.columns
    case .centroidReach(let reach): reach.centroids.columns
    case .pricedCentroid(let priced): priced.centroids.columns
    case .fuzzyCentroid(let rule): rule.centroids.columns
    case .nearestMedoid(let rule): rule.medoids.columns
    case .cheapestPrototype(let rule): rule.prototypes.columns
    case .mixture(let rule): rule.means.columns
    case .nearestRow(let kept): kept.rows.columns
    case .coreRows(let cores): cores.rows.columns
    case .denseRows(let dense): dense.rows.columns
    }
  }

  /// How many points it keeps: means, medoids or rows of the fit.
  public var pointCount: Int {
    switch self {
    case .nearestCentroid(let centroids): centroids.rows
    case .centroidTree(let tree): 2 * tree.forks.count + tree.means.rows
    case .centroidReach(let reach): reach.centroids.rows
    case .pricedCentroid(let priced): priced.centroids.rows + priced.exceptions.rows.rows
    case .fuzzyCentroid(let rule): rule.centroids.rows
    case .nearestMedoid(let rule): rule.medoids.rows
    case .cheapestPrototype(let rule): rule.prototypes.rows
    case .mixture(let rule): rule.means.rows
    case .nearestRow(let kept): kept.rows.rows
    case .coreRows(let cores): cores.rows.rows + cores.exceptions.rows.rows
    case .denseRows(let dense): dense.rows.rows
    }
  }

  /// Gives rows a segment.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: A label, a distance and a confidence per row.
  /// - Throws: `.columnCount` for another number of columns, `.notFinite` and `.tooLarge` for values
  ///   that cannot be used, `.collapsedComponents` for a covariance without an inverse, which no fit
  ///   gives; `.cancelled`.
  /// - Complexity: O(*m k d*), O(*m k d²*) for mixtures; where rows are kept about O(*m* log *n*) in
  ///   few columns.
  public func assign(
    _ rows: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> SegmentAssignment {
    guard rows.columns == columns else {
      throw .columnCount(found: rows.columns, expected: columns)
    }
    try CanonicalPoints.check(rows, control: control)
    guard rows.rows > 0 else {
      return SegmentAssignment(labels: [], distances: [], confidences: [])
    }
    do {
      switch self {
      case .nearestCentroid(let centroids):
        return SegmentAssignment(
          try CentroidAssignment(centroids: centroids).assign(rows, control: control))
      case .centroidTree(let tree): return try tree.assign(rows, control: control)
      case .centroidReach(let reach): return try reach.assign(rows, control: control)
      case .pricedCentroid(let priced): return try priced.assign(rows, control: control)
      case .fuzzyCentroid(let rule): return try rule.assign(rows, control: control)
      case .nearestMedoid(let rule): return try rule.assign(rows, control: control)
      case .cheapestPrototype(let rule): return try rule.assign(rows, control: control)
      case .mixture(let rule): return try rule.assign(rows, control: control)
      case .nearestRow(let kept): return try kept.assign(rows, control: control)
      case .coreRows(let cores): return try cores.assign(rows, control: control)
      case .denseRows(let dense): return try dense.assign(rows, control: control)
      }
    } catch let error as ClusteringError {
      throw error
    } catch {
      throw .cancelled
    }
  }

  /// How much rows belong to each segment, where that is a matter of degree.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]`, scaled as the rows of the fit were.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Shape `[m × k]`: memberships of fuzzy c-means, or probabilities of the components of a
  ///   mixture, of which what is missing to 1 is noise; `nil` where a row belongs to one segment.
  /// - Throws: As `assign`.
  public func memberships(
    of rows: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> Matrix? {
    guard rows.columns == columns else {
      throw .columnCount(found: rows.columns, expected: columns)
    }
    try CanonicalPoints.check(rows, control: control)
    switch self {
    case .fuzzyCentroid(let rule): return try rule.memberships(of: rows, control: control)
    case .mixture(let rule):
      guard rows.rows > 0 else { return Matrix(rows: 0, columns: rule.shares.count, values: []) }
      do {
        return try rule.probabilities(of: rows, control: control)
      } catch let error as ClusteringError {
        throw error
      } catch {
        throw .cancelled
      }
    case .nearestCentroid, .centroidTree, .centroidReach, .pricedCentroid, .nearestMedoid,
      .cheapestPrototype, .nearestRow, .coreRows, .denseRows:
      return nil
    }
  }
}
