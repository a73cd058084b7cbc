extension Relation {
  /// The names of the columns that it gives, in order, if a scan gives those of `scanned`.
  package func columnNames(scanning scanned: (String) -> [String]) -> [String] {
    switch self {
    case .scan(let name): return scanned(name)
    case .filter(let source, _), .distinct(let source, _, _), .sort(let source, _),
      .limit(let source, _), .union(let source, _):
      return source.columnNames(scanning: scanned)
    case .project(_, let columns): return columns.map(\.name)
    case .aggregate(_, let keys, let aggregates): return keys + aggregates.map(\.name)
    case .join(let left, let right, let join):
      let keys = join.keys.map(\.right)
      return left.columnNames(scanning: scanned)
        + right.columnNames(scanning: scanned).filter { !keys.contains($0) }
    }
  }

  /// The columns of a scan without which these columns of the result could not be given.
  ///
  /// What is computed is computed whether it is wanted or not; what is only passed on may be absent
  /// (`passingOnPresent`).
  ///
  /// - Parameters:
  ///   - wanted: Names of the result's columns; `nil` for all there are.
  ///   - name: The scan.
  /// - Returns: Names, some of which may be columns of another scan; `nil` for all there are.
  package func columnsRead(for wanted: Set<String>?, scanning name: String) -> Set<String>? {
    switch self {
    case .scan(let scanned): return scanned == name ? wanted : []
    case .filter(let source, let condition):
      return source.columnsRead(for: wanted?.union(condition.columns), scanning: name)
    case .project(let source, let columns):
      let needed = columns.filter { named in
        named.scalar.column == nil || wanted?.contains(named.name) ?? true
      }
      return source.columnsRead(for: Set(needed.flatMap(\.scalar.columns)), scanning: name)
    case .aggregate(let source, let keys, let aggregates):
      let read = keys + aggregates.flatMap(\.aggregate.columns)
      return source.columnsRead(for: Set(read), scanning: name)
    case .distinct(let source, let keys, _):
      return source.columnsRead(for: keys.isEmpty ? nil : wanted?.union(keys), scanning: name)
    case .sort(let source, let keys):
      let read = keys.flatMap(\.scalar.columns)
      return source.columnsRead(for: wanted?.union(read), scanning: name)
    case .limit(let source, _): return source.columnsRead(for: wanted, scanning: name)
    case .join(let left, let right, let join):
      guard
        let here = left.columnsRead(
          for: wanted?.union(join.keys.map(\.left)), scanning: name),
        let there = right.columnsRead(
          for: wanted?.union(join.keys.map(\.right)), scanning: name)
      else { return nil }
      return here.union(there)
    case .union(let first, let second):
      guard let above = first.columnsRead(for: wanted, scanning: name),
        let below = second.columnsRead(for: wanted, scanning: name)
      else { return nil }
      return above.union(below)
    }
  }

  /// The column of the scan below whose cells a column has; `nil` if it is computed, or its rows are
  /// other ones than those of one scan.
  package func origin(of column: String) -> String? {
    switch self {
    case .scan: return column
    case .filter(let source, _), .distinct(let source, _, _), .sort(let source, _),
      .limit(let source, _):
      return source.origin(of: column)
    case .project(let source, let columns):
      return columns.first { $0.name == column }?.scalar.column.flatMap(source.origin(of:))
    case .aggregate, .join, .union: return nil
    }
  }

  /// How its rows stand to those of the scan below.
  package var rowOrigin: RowOrigin {
    switch self {
    case .scan: return .same
    case .project(let source, _): return source.rowOrigin
    case .filter(let source, _), .distinct(let source, _, _), .sort(let source, _),
      .limit(let source, _):
      return source.rowOrigin == .new ? .new : .chosen
    case .aggregate, .join, .union: return .new
    }
  }
}

/// How the rows of a relation stand to those that it scans.
package enum RowOrigin: Sendable {
  /// One for each, in their order.
  case same
  /// Some of them, or all in another order.
  case chosen
  /// Rows that stand for groups, pairs or rows of two tables.
  case new
}
