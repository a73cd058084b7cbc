import Matrices
import Relations

/// Files that are read as one table: those that a pattern names, or a single one.
package struct SampledFiles: Sendable {
  /// In the order of their names; at least one.
  package private(set) var files: [SampledFile]
  /// The columns, in the order of the first file, with the types that hold for all.
  package private(set) var fields: [SniffedField]
  /// What joining the types is worth telling.
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
    var files: [SampledFile] = []
    for path in paths {
      files.append(
        try DelimitedReader.sample(
          path, options: options, files: access, control: control, headBytes: headBytes))
    }
    try self.init(files)
    substitute = access.substitutes[path]
  }

  private init(_ files: [SampledFile]) throws(ReadError) {
    self.files = files
    fields = files.first?.sniff.fields ?? []
    if files.count > 1 { try join() }
  }

  /// The same files under other options, such as declared columns.
  package func reconsidered(
    _ options: ReadOptions, control: RunControl
  ) throws(ReadError) -> SampledFiles {
    let options = substitute?.freezing(options) ?? options
    var again: [SampledFile] = []
    for file in files { again.append(try file.reconsidered(options, control: control)) }
    var result = try SampledFiles(again)
    result.substitute = substitute
    return result
  }

  /// The dialect of the first file, and the columns that hold for all.
  package var sniff: FileSniff {
    FileSniff(format: files[0].sniff.format, fields: fields, remarks: remarks)
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
    let text = files.map { $0.textBytes(options) }.max() ?? 0
    let merged = 8 * rows * min(threads, columns.count)
    return cells + finding + max(text, merged)
  }

  /// What was found out about the files and is worth telling before they are read.
  package var allRemarks: [ReadRemark] {
    var all: [ReadRemark] = []
    for remark in files.flatMap(\.sniff.remarks) + remarks where !all.contains(remark) {
      all.append(remark)
    }
    return all
  }

  /// Gives every column one type in all files.
  private mutating func join() throws(ReadError) {
    try requireSameColumns()
    for (position, field) in fields.enumerated() {
      let indices = files.map { file in
        file.sniff.fields.firstIndex { $0.name == field.name } ?? position
      }
      settleDates(of: field.name, indices)
      let types = zip(files, indices).compactMap { file, index in
        file.hasValues(field.name) ? file.sniff.fields[index].type : nil
      }
      let type = SampledFiles.common(types)
      let pattern = zip(files, indices).lazy.compactMap { file, index in
        file.sniff.fields[index].type == type ? file.plans[index] : nil
      }.first
      for (number, index) in indices.enumerated() {
        replan(files[number].sniff.fields[index].name, number, index, as: type, like: pattern)
      }
      fields[position].type = type
      fields[position].isNullable = zip(files, indices).contains { file, index in
        file.sniff.fields[index].isNullable
      }
      if type == .text, let other = zip(files, types).first(where: { $0.1 != .text }),
        let text = zip(files, types).first(where: { $0.1 == .text })
      {
        remarks.append(
          .typesDiffer(column: field.name, text: text.0.path, other.1, other: other.0.path))
      }
    }
  }

  private mutating func replan(
    _ name: String, _ number: Int, _ index: Int, as type: ScalarType, like plan: ColumnPlan?
  ) {
    let own = files[number].sniff.fields[index].type
    if own == type { return }
    switch (type, files[number].plans[index]) {
    case (.timestamp, .dates(var dates)):
      dates.isTimestamp = true
      files[number].replan(index, as: type, .dates(dates))
    case (.number, .numeric), (.number, .integer): files[number].replan(index, as: type, .numeric)
    case (.text, _): files[number].replan(index, as: type, .text)
    default:
      // No value was seen, so it is read as in the file that has some.
      files[number].replan(index, as: type, plan ?? .text)
      files[number].forget { $0 == .noValues(column: name) }
    }
  }

  /// Where one file proves the order of day and month, the others of the same shape follow it.
  private mutating func settleDates(of name: String, _ indices: [Int]) {
    let open = files.indices.filter { files[$0].sniff.ambiguousDate(name) != nil }
    guard !open.isEmpty else { return }
    let plans = zip(files, indices).compactMap { file, index -> DatePlan? in
      if case .dates(let plan) = file.plans[index] { plan } else { nil }
    }
    for number in open {
      guard let evidence = files[number].sniff.ambiguousDate(name) else { continue }
      let dayFirst = plans.first { $0.patterns.contains { $0.isLike(evidence.dayFirst) } }
      let monthFirst = plans.first { $0.patterns.contains { $0.isLike(evidence.monthFirst) } }
      // Two files that prove opposite orders prove nothing for a third.
      guard (dayFirst == nil) != (monthFirst == nil) else { continue }
      let pattern = dayFirst == nil ? evidence.monthFirst : evidence.dayFirst
      files[number].replan(
        indices[number], as: pattern.hasTime ? .timestamp : .date,
        .dates(DatePlan(patterns: [pattern], isTimestamp: pattern.hasTime)))
      files[number].forget { $0 == .ambiguousDate(evidence) }
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
      let found = file.sniff.fields.map(\.name)
      guard found.count != expected.count || !expected.allSatisfy(found.contains) else { continue }
      throw ReadError(
        .otherColumns(firstPath: files[0].path, expected: expected, found: found),
        path: file.path)
    }
  }
}

extension SampledFile {
  fileprivate func hasValues(_ column: String) -> Bool {
    !sniff.remarks.contains(.noValues(column: column)) && estimatedRows > 0
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

extension DelimitedReader {
  /// What one of several files gave beside its rows.
  package struct FileReport: Sendable {
    package let path: String
    package let rows: Int
    package let rejects: [Reject]
    package let remarks: [ReadRemark]
  }

  /// Reads files one after another into one table, with the columns of the first.
  ///
  /// Rows that are set aside count together.
  package static func read(
    _ sampled: SampledFiles, options: ReadOptions, files: FileAccess, control: RunControl
  ) throws(ReadError) -> (table: Table, reports: [FileReport]) {
    var options = sampled.substitute?.freezing(options) ?? options
    var tables: [Table] = []
    var reports: [FileReport] = []
    for file in sampled.files {
      let result = try read(file, options: options, files: files, control: control)
      if case .keepGoing(let limit?) = options.rejects {
        options.rejects = .keepGoing(limit: limit - result.rejects.count)
      }
      tables.append(result.table)
      reports.append(
        FileReport(
          path: file.path, rows: result.rows, rejects: result.rejects, remarks: result.remarks))
    }
    return (try joined(tables, sampled), reports)
  }

  private static func joined(
    _ tables: [Table], _ sampled: SampledFiles
  ) throws(ReadError) -> Table {
    guard tables.count > 1, let first = tables.first else { return tables.first ?? Table([]) }
    let rows = tables.reduce(0) { $0 + $1.rowCount }
    guard rows <= Int(Int32.max) else {
      throw ReadError(.tooManyRows, path: sampled.files[0].path)
    }
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
