import Matrices
import Relations

/// Files that are read as one table: those that a pattern names, or a single one.
package struct SampledFiles: Sendable {
  /// In the order of their names; at least one.
  package private(set) var files: [any TableSource]
  /// The columns, in the order of the first file, with the types that hold for all.
  package private(set) var fields: [SniffedField]
  /// What joining the types is worth reporting.
  package private(set) var remarks: [ReadRemark] = []
  /// The file that is read in the place of the one that was named, if there is one.
  fileprivate var substitute: SubstituteFile?

  /// The most text of all files together that is looked at; of each, at least 64 KiB.
  private static let headBytes = Sniffer.headBytes

  /// Looks at the files that a path or a pattern names.
  package init(
    _ path: String, options: ReadOptions, files access: FileAccess, control: RunControl
  ) throws(ReadError) {
    let options = access.options(options, for: path)
    let paths =
      if let other = access.substitutes[path] { [other.path] } else { try access.matches(path) }
    let headBytes = max(64 << 10, SampledFiles.headBytes / max(1, paths.count))
    var files: [any TableSource] = []
    for path in paths {
      files.append(
        try TableFormats.sniff(
          path, options: options, files: access, control: control, headBytes: headBytes))
    }
    try self.init(files)
    substitute = access.substitutes[path]
  }

  private init(_ files: [any TableSource]) throws(ReadError) {
    self.files = files
    fields = files.first?.schema.fields ?? []
    if files.count > 1 { try join() }
  }

  /// The same files under other options, such as declared columns.
  package func reconsidered(
    _ options: ReadOptions, files access: FileAccess, control: RunControl
  ) throws(ReadError) -> SampledFiles {
    let options = substitute?.freezing(options) ?? options
    var again: [any TableSource] = []
    for file in files {
      again.append(try file.reconsidered(options, files: access, control: control))
    }
    var result = try SampledFiles(again)
    result.substitute = substitute
    return result
  }

  /// How the first file is written, and the columns that hold for all.
  package var schema: SourceSchema {
    SourceSchema(recorded: files[0].schema.recorded, fields: fields, remarks: remarks)
  }

  package var estimatedRows: Int { files.reduce(0) { $0 + $1.estimatedRows } }

  /// About how many bytes the distinct texts of a column take.
  package func dictionaryBytes(of column: String) -> Int {
    files.reduce(0) { $0 + $1.dictionary(of: column).held }
  }

  /// About how many distinct values a column has at most; `nil` where that is not known.
  package func distinctValues(of column: String) -> Int? {
    files.reduce(0) { sum, file in
      guard let sum, let count = file.distinctValues(of: column) else { return nil }
      return sum + count
    }
  }

  /// About how many bytes reading so many rows takes beside these columns themselves.
  ///
  /// Nine bytes of each number as it is read, and a text's number in its chunk; then either the text of
  /// the file, or columns that are put together, one for each thread.
  package func readingBytes(
    rows: Int, columns: [SniffedField], options: ReadOptions, threads: Int
  ) -> Int {
    let texts = columns.filter { $0.type == .text }
    let cells = rows * (9 * (columns.count - texts.count) + 4 * texts.count)
    let finding = files.reduce(0) { sum, file in
      sum + texts.reduce(0) { $0 + file.dictionary(of: $1.name).finding }
    }
    let text = files.map { $0.readingBytes(options) }.max() ?? 0
    let merged = 8 * rows * min(threads, columns.count)
    return cells + finding + max(text, merged)
  }

  /// What was found out about the files and is worth reporting before they are read.
  package var allRemarks: [ReadRemark] {
    var all: [ReadRemark] = []
    for remark in files.flatMap(\.schema.remarks) + remarks where !all.contains(remark) {
      all.append(remark)
    }
    return all
  }

  /// Gives every column one type in all files.
  private mutating func join() throws(ReadError) {
    try requireSameColumns()
    for (position, field) in fields.enumerated() {
      let indices = files.map { file in
        file.schema.fields.firstIndex { $0.name == field.name } ?? position
      }
      settleDates(of: field.name, indices)
      let own = zip(files, indices).map { file, index in file.schema.fields[index] }
      let types = zip(files, own).compactMap { file, own in
        file.hasValues(field.name) ? own.type : nil
      }
      let type = SampledFiles.common(types)
      let patterns = own.first { $0.type == type }?.datePatterns ?? []
      for (number, index) in indices.enumerated() where own[number].type != type {
        files[number].adopt(type, datePatterns: patterns, forColumn: index)
      }
      fields[position].type = type
      fields[position].isNullable = own.contains(where: \.isNullable)
      if type == .text, let other = zip(files, types).first(where: { $0.1 != .text }),
        let text = zip(files, types).first(where: { $0.1 == .text })
      {
        remarks.append(
          .typesDiffer(column: field.name, text: text.0.path, other.1, other: other.0.path))
      }
    }
  }

  /// Where one file proves the order of day and month, the others of the same shape follow it.
  private mutating func settleDates(of name: String, _ indices: [Int]) {
    let open = files.indices.filter { files[$0].schema.ambiguousDate(name) != nil }
    guard !open.isEmpty else { return }
    let known = zip(files, indices).map { file, index in file.schema.fields[index].datePatterns }
    for number in open {
      guard let evidence = files[number].schema.ambiguousDate(name) else { continue }
      let dayFirst = known.contains { $0.contains { $0.isLike(evidence.dayFirst) } }
      let monthFirst = known.contains { $0.contains { $0.isLike(evidence.monthFirst) } }
      // Two files that prove opposite orders prove nothing for a third.
      guard dayFirst != monthFirst else { continue }
      let pattern = dayFirst ? evidence.dayFirst : evidence.monthFirst
      files[number].adopt(
        pattern.hasTime ? .timestamp : .date, datePatterns: [pattern], forColumn: indices[number])
    }
  }

  private static func common(_ types: [ScalarType]) -> ScalarType {
    guard let first = types.first else { return .text }
    if types.allSatisfy({ $0 == first }) { return first }
    if types.allSatisfy(\.isNumeric) { return .number }
    if types.allSatisfy({ $0 == .date || $0 == .timestamp }) { return .timestamp }
    return .text
  }

  private func requireSameColumns() throws(ReadError) {
    let expected = fields.map(\.name)
    for file in files.dropFirst() {
      let found = file.schema.fields.map(\.name)
      guard found.count != expected.count || !expected.allSatisfy(found.contains) else { continue }
      throw ReadError(
        .otherColumns(firstPath: files[0].path, expected: expected, found: found),
        path: file.path)
    }
  }
}

extension TableSource {
  fileprivate func hasValues(_ column: String) -> Bool {
    !schema.remarks.contains(.noValues(column: column)) && estimatedRows > 0
  }
}

extension DatePattern {
  /// Whether another pattern differs at most in how it fills numbers up with zeros.
  fileprivate func isLike(_ other: DatePattern) -> Bool {
    func bare(_ text: String) -> String {
      var kept = ""
      for letter in text where letter != kept.last || !"dMHh".contains(letter) {
        kept.append(letter)
      }
      return kept
    }
    return bare(text) == bare(other.text)
  }
}

/// What one of several files gave beside its rows.
package struct FileReport: Sendable {
  package let path: String
  package let rows: Int
  package let rejects: [Reject]
  package let remarks: [ReadRemark]
}

extension SampledFiles {
  /// Reads the files one after another into one table, with the columns of the first.
  ///
  /// Rows that are set aside count together.
  package func read(
    _ options: ReadOptions, files access: FileAccess, control: RunControl
  ) throws(ReadError) -> (table: Table, reports: [FileReport]) {
    var options = substitute?.freezing(options) ?? options
    var tables: [Table] = []
    var reports: [FileReport] = []
    for file in files {
      let file = try file.upToDate(options, files: access, control: control)
      let result = try file.read(options, files: access, control: control)
      if case .keepGoing(let limit?) = options.rejects {
        options.rejects = .keepGoing(limit: limit - result.rejects.count)
      }
      tables.append(result.table)
      reports.append(
        FileReport(
          path: file.path, rows: result.rows, rejects: result.rejects,
          remarks: result.schema.remarks))
    }
    return (try joined(tables), reports)
  }

  private func joined(_ tables: [Table]) throws(ReadError) -> Table {
    guard tables.count > 1, let first = tables.first else { return tables.first ?? Table([]) }
    let rows = tables.reduce(0) { $0 + $1.rowCount }
    guard rows <= Int(Int32.max) else { throw ReadError(.tooManyRows, path: files[0].path) }
    // What nobody asked for may have been kept of one file and not of another.
    let fields = first.fields.filter { field in
      tables.allSatisfy { $0.index(of: field.name) != nil }
    }
    let columns = fields.map { field in
      Column.concatenated(tables.compactMap { $0.column(field.name) })
    }
    return Table(
      fields: zip(fields, columns).map { Field($0.name, $1.type) }, columns: columns,
      storedRows: rows)
  }
}
