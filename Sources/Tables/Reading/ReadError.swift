import Relations

/// Why a file was not read, and where in it.
package struct ReadError: Error, Equatable, Sendable {
  package let problem: ReadProblem
  /// As the analyst gave it.
  package let path: String
  package let spot: Spot?

  /// A place in the text of a file.
  package struct Spot: Equatable, Sendable {
    /// From 1; lines inside quotes count.
    package let line: Int
    /// From 1, in characters of the line.
    package let column: Int
    /// The characters to underline.
    package let length: Int
    /// The line, if it is short enough to be shown.
    package let excerpt: String?
  }

  package init(_ problem: ReadProblem, path: String, spot: Spot? = nil) {
    self.problem = problem
    self.path = path
    self.spot = spot
  }
}

/// Every way in which a file can refuse to be read.
package indirect enum ReadProblem: Error, Equatable, Sendable {
  // The file
  case notFound(nearest: String?)
  case isFolder
  case noPermission
  case notAFile
  case outsideRoot(root: String)
  case noMatch
  case system(doing: String, reason: String)
  case changedWhileRead
  case changedSinceCheck
  case otherKind(FileKind)
  case damagedGzip(reason: String)
  case trailingBytesAfterGzip(count: Int)
  case unpackedTooLarge(packed: Int, limit: Int)
  case streamTooLong(limit: Int)
  case cancelled
  // The text
  case empty
  case badEncoding(declared: TextEncoding, byte: UInt8)
  case mixedEncoding(byte: UInt8, wideLine: Int)
  case undecidedEncoding(byte: UInt8)
  case unknownDelimiter
  case badJSON(JSONError.Problem)
  // Rows
  case unclosedQuote
  case textAfterQuote(linesAbove: Int)
  case quoteInCell
  case wrongCellCount(expected: Int, found: Int)
  case nulByte
  case lineTooLong(limit: Int)
  case tooManyColumns(limit: Int)
  case tooManyRows
  case tooManyRejects(limit: Int, first: ReadProblem)
  // The header
  case duplicateName(name: String, first: Int, second: Int)
  case emptyName(column: Int)
  case headerLooksLikeData(values: [String])
  /// The mark of a column that is declared to hold numbers may group thousands or begin a fraction.
  case ambiguousNumber(column: String, ReadRemark.Example)
  /// Every row ends with a delimiter, and the header does not.
  case headerTooShort(names: Int, cells: Int)
  case undeclaredColumn(name: String, columns: [String])
  case otherColumns(firstPath: String, expected: [String], found: [String])
  // Cells
  case misfit(CellMisfit)
  case mixedOrder(column: String, dayFirst: ReadRemark.Example, monthFirst: ReadRemark.Example)
}

/// A value that does not fit its column.
package struct CellMisfit: Equatable, Sendable {
  package let column: String
  /// From 1.
  package let columnNumber: Int
  package let value: String
  package let type: ScalarType
  package let patterns: [DatePattern]
  let reason: MisfitReason
  /// The type was found in the sample, not declared.
  package let isSniffed: Bool
}

/// A row that could not be read and was set aside.
package struct Reject: Equatable, Sendable {
  /// From 1.
  package let line: Int
  package let error: ReadError
  /// The row as it stands in the file, cut at 4096 bytes.
  package let text: String
}
