import Clustering

/// Why a call through the C interface failed.
enum RequestFailure: Error, Equatable {
  /// The engine rejected the input or could not finish.
  case engine(ClusteringError)
  /// An unknown name.
  case unknown(what: String, name: String, known: [String])
  /// A required setting is missing.
  case missing(setting: String)
  /// A setting has a value of the wrong kind.
  case otherKind(setting: String, expected: String)
  /// A number is outside the range of a setting.
  case outOfRange(setting: String, expected: String)
  /// A handle is null or of the wrong kind.
  case otherHandle(expected: String)
  /// An address of values is null.
  case noValues(String)
  /// A number of rows or columns is negative, or their product is too large.
  case shape(rows: Int64, columns: Int64)
}

extension RequestFailure {
  /// One sentence for the person who made the call.
  var text: String {
    switch self {
    case .engine(let error): error.text
    case .unknown(let what, let name, let known):
      "there is no \(what) '\(name)'; there are \(known.joined(separator: ", "))"
    case .missing(let setting): "the setting '\(setting)' must be given"
    case .otherKind(let setting, let expected): "the setting '\(setting)' must be \(expected)"
    case .outOfRange(let setting, let expected): "the setting '\(setting)' must be \(expected)"
    case .otherHandle(let expected): "the handle is not one of \(expected)"
    case .noValues(let what): "the address of the \(what) is null"
    case .shape(let rows, let columns): "\(rows) rows of \(columns) columns cannot be read"
    }
  }
}

extension ClusteringError {
  /// One sentence; rows and columns are counted from 0, as in the matrix that was passed in.
  fileprivate var text: String {
    switch self {
    case .cancelled: "the run was stopped"
    case .noRows: "there are no rows with a weight above 0"
    case .noColumns: "there are no columns"
    case .notFinite(let row, let column): "row \(row), column \(column) is NaN or infinite"
    case .tooLarge(let row, let column, let value):
      "row \(row), column \(column) is \(value); squares of distances would overflow"
    case .weightOutOfRange(let row): "the weight of row \(row) is negative, NaN or infinite"
    case .weightCount(let weights, let rows): "there are \(weights) weights for \(rows) rows"
    case .fewerThanOneSegment(let k): "\(k) segments were asked for; there must be at least 1"
    case .moreSegmentsThanDistinctRows(let k, let distinct):
      "\(k) segments were asked for, but there are only \(distinct) distinct rows"
    case .startShape(let rows, let columns, let k, let expectedColumns):
      "the starting centres are \(rows) x \(columns) but must be \(k) x \(expectedColumns)"
    case .startNotFinite(let row, let column):
      "the starting centre \(row), column \(column) is NaN, infinite or too large"
    case .columnCount(let found, let expected):
      "there are \(found) columns; the model has \(expected)"
    case .labelCount(let labels, let rows): "there are \(labels) labels for \(rows) rows"
    case .segmentsOutOfRange(let segments, let rows):
      "the index needs 2 to n - 1 segments; there are \(segments) in \(rows) rows"
    case .needsMemory(let bytes, let limit):
      "the work needs \(bytes) bytes; the limit is \(limit)"
    case .tooManyColumns(let columns, let limit):
      "there are \(columns) columns; the search tree supports at most \(limit)"
    case .radiusOutOfRange(let radius): "the distance \(radius) is not a number of at least 0"
    case .minimumOutOfRange(let minimum):
      "the minimum weight \(minimum) is not above its lower bound, or above the weight of all rows"
    case .collapsedComponents:
      "components collapsed to points in every start; increase the regularization of their variances"
    case .tooManyDistinctRows(let distinct, let most):
      "all pairs of \(distinct) distinct rows would be compared; the maximum is \(most) rows"
    case .shareOutOfRange(let share): "the share \(share) is not in 0..<1"
    case .sizesOutOfReach(let k, let least, let most, let total):
      "\(k) segments of weight \(least) to \(most) cannot hold the weight \(total)"
    case .fuzzinessOutOfRange(let fuzziness): "the fuzziness \(fuzziness) is not above 1"
    }
  }
}

/// Runs work of the engine; its errors become failures of the request.
func engine<Found>(
  _ work: () throws(ClusteringError) -> Found
) throws(RequestFailure) -> Found {
  do {
    return try work()
  } catch {
    throw .engine(error)
  }
}
