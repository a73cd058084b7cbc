import Matrices

/// Assigns new rows to segments without the rows of the fit.
///
/// A rule holds only numbers, so it can be written to a file and read again. With every algorithm, the
/// rows of the fit get exactly their labels in the model.
///
/// ```swift
/// let rule = try KMeans(k: 4).fit(points, control: control).rule
/// try rule.assign(newPoints).labels   // one per row
/// ```
///
/// A conforming type implements `assignChecked` and the stored form; callers use `assign` and
/// `memberships(of:)`. A new kind of rule also needs a line in `AssignmentRules.kinds`.
public protocol AssignmentRule: Equatable, Sendable {
  /// The name of this kind of rule in stored form. It never changes.
  static var kind: String { get }

  /// The number of columns that rows must have.
  var columns: Int { get }

  /// The number of points it stores: means, medoids or rows of the fit.
  var pointCount: Int { get }

  /// Assigns rows to segments.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]` with `d` = `columns` and at least one row, finite.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: A label, a distance and a confidence per row.
  /// - Throws: `ClusteringError`, or `CancellationError`.
  func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment

  /// The degree to which rows belong to each segment.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]` with `d` = `columns`, finite; may have no rows.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Shape `[m × k]`; `nil`, the default, if a row belongs to one segment.
  /// - Throws: `ClusteringError`, or `CancellationError`.
  func membershipsChecked(of rows: Matrix, control: RunControl) throws -> Matrix?

  /// The stored form of the rule, without its kind.
  var fields: RuleFields { get }

  /// Reads the stored form, as written by `fields`.
  ///
  /// - Throws: A fault of the reader for fields that are missing, of a different kind, or inconsistent.
  init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault)
}

extension AssignmentRule {
  /// Assigns rows to segments.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: A label, a distance and a confidence per row.
  /// - Throws: `.columnCount` for a different number of columns, `.notFinite` and `.tooLarge` for
  ///   values that cannot be used, `.collapsedComponents` for a singular covariance, which no fit
  ///   produces; `.cancelled`.
  /// - Complexity: O(*m k d*), O(*m k d²*) for mixtures; about O(*m* log *n*) for rules that keep rows,
  ///   in few columns.
  public func assign(
    _ rows: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> SegmentAssignment {
    try check(rows, control: control)
    guard rows.rows > 0 else {
      return SegmentAssignment(labels: [], distances: [], confidences: [])
    }
    return try clusteringErrors { try assignChecked(rows, control: control) }
  }

  /// The degree to which rows belong to each segment, for rules with memberships.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]`, scaled as the rows of the fit were.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Shape `[m × k]`: memberships of fuzzy c-means, or probabilities of the components of a
  ///   mixture, whose difference from 1 is the probability of noise; `nil` if a row belongs to one
  ///   segment.
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

/// Runs work that may throw a `ClusteringError` or be cancelled.
func clusteringErrors<Found>(_ work: () throws -> Found) throws(ClusteringError) -> Found {
  do {
    return try work()
  } catch let error as ClusteringError {
    throw error
  } catch {
    throw .cancelled
  }
}
