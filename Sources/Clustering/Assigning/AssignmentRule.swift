import Matrices

/// Says to which segment a new row belongs, when the rows of the fit are gone.
///
/// A rule holds numbers alone, so that it can be written to a file and read again. The rows it was
/// made from get the labels they have in their model, exactly, whichever algorithm it was.
///
/// ```swift
/// let rule = try KMeans(k: 4).fit(points, control: control).rule
/// try rule.assign(newPoints).labels   // one per row
/// ```
///
/// A conforming type implements `assignChecked` and the stored form; callers use `assign` and
/// `memberships(of:)`. A new kind of rule also needs a line in `AssignmentRules.kinds`.
public protocol AssignmentRule: Equatable, Sendable {
  /// The name of this kind of rule where rules are stored. It never changes.
  static var kind: String { get }

  /// The number of columns that rows must have.
  var columns: Int { get }

  /// How many points it keeps: means, medoids or rows of the fit.
  var pointCount: Int { get }

  /// Gives rows a segment.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]` with `d` = `columns` and at least one row, finite.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: A label, a distance and a confidence per row.
  /// - Throws: `ClusteringError`, or `CancellationError`.
  func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment

  /// How much rows belong to each segment.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]` with `d` = `columns`, finite, perhaps without rows.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Shape `[m × k]`; `nil`, the default, if a row belongs to one segment.
  /// - Throws: `ClusteringError`, or `CancellationError`.
  func membershipsChecked(of rows: Matrix, control: RunControl) throws -> Matrix?

  /// What is stored of the rule, without its kind.
  var fields: RuleFields { get }

  /// Reads what `fields` gave.
  ///
  /// - Throws: A fault of the reader for fields that are missing, of another kind, or do not fit
  ///   each other.
  init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault)
}

extension AssignmentRule {
  /// Gives rows a segment.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: A label, a distance and a confidence per row.
  /// - Throws: `.columnCount` for a different number of columns, `.notFinite` and `.tooLarge` for
  ///   values that cannot be used, `.collapsedComponents` for a covariance without an inverse, which no
  ///   fit gives; `.cancelled`.
  /// - Complexity: O(*m k d*), O(*m k d²*) for mixtures; where rows are kept about O(*m* log *n*) in
  ///   few columns.
  public func assign(
    _ rows: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> SegmentAssignment {
    try check(rows, control: control)
    guard rows.rows > 0 else {
      return SegmentAssignment(labels: [], distances: [], confidences: [])
    }
    return try clusteringErrors { try assignChecked(rows, control: control) }
  }

  /// How much rows belong to each segment, for rules by which that is a matter of degree.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]`, scaled as the rows of the fit were.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Shape `[m × k]`: memberships of fuzzy c-means, or probabilities of the components of a
  ///   mixture, of which what is missing to 1 is noise; `nil` if a row belongs to one segment.
  /// - Throws: As `assign`.
  public func memberships(
    of rows: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> Matrix? {
    try check(rows, control: control)
    return try clusteringErrors { try membershipsChecked(of: rows, control: control) }
  }

  /// `nil`: a row belongs to one segment.
  public func membershipsChecked(of rows: Matrix, control: RunControl) throws -> Matrix? { nil }

  private func check(_ rows: Matrix, control: RunControl) throws(ClusteringError) {
    guard rows.columns == columns else {
      throw .columnCount(found: rows.columns, expected: columns)
    }
    try CanonicalPoints.check(rows, control: control)
  }

  /// Whether another rule is of the same type and equal.
  public func isEqual(to other: any AssignmentRule) -> Bool { (other as? Self) == self }
}

/// Does work that fails with a `ClusteringError` or because it was cancelled.
func clusteringErrors<Found>(_ work: () throws -> Found) throws(ClusteringError) -> Found {
  do {
    return try work()
  } catch let error as ClusteringError {
    throw error
  } catch {
    throw .cancelled
  }
}
