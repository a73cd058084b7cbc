import Relations

/// What the values of a run will be stored in: parts of so many bytes that several values may share.
struct StorageEstimate {
  /// A value that is not there yet.
  struct Value {
    /// At most so many rows, about; `nil` if the source does not say.
    var rows: Int?
    /// The parts that hold the cells of a column; those of text are numbers and the texts.
    var columns: [String: [Int]] = [:]
    /// Parts that hold anything else: which rows are meant, a matrix, labels.
    var others: [Int] = []
    /// At most so many distinct values of a column, about, if the source says.
    var distinct: [String: Int] = [:]
    /// Whether rows were chosen among those that are stored.
    var isChosen = false
    var kind = ValueKind.unknown

    var parts: [Int] { columns.values.flatMap(\.self) + others }
  }

  /// The bytes of every part.
  private var bytes: [Int] = []

  /// Every stage over a table looks at a column or two at a time in numbers of its own.
  private static let scanned = 16
  /// Bringing rows together: words of keys, the group of each row, sums.
  private static let grouped = 36

  /// The bytes of these parts, each counted once.
  func count(_ parts: [Int]) -> Int { Set(parts).reduce(0) { $0 + bytes[$1] } }

  /// What a stage gives of so many rows that it takes at most, and the bytes that its kind of work takes
  /// beside it and beside `input`.
  mutating func result(
    of stage: any Stage, on input: Value?, rows: Int?, absent: Set<String>
  ) -> (value: Value, work: Int) {
    let output = stage.output
    var value = Value(rows: rows, kind: output.kind)
    switch output {
    case .table, .features, .applied:
      guard let table = output.table else { break }
      let columns = table.columns.filter { !absent.contains($0.name) }
      return tabular(stage, columns, on: input, value)
    case .scaled(let features, _):
      value = input ?? value
      value.kind = .scaled
      value.others = [part(8 * features.features.count * (rows ?? 0))]
      return (value, Self.scanned * (rows ?? 0))
    case .sweep(let features, _, _, _), .model(let features, _):
      value = input ?? value
      value.kind = output.kind
      guard let input, input.kind == .features || input.kind == .scaled else { break }
      if input.kind == .features {
        value.others.append(part(8 * features.features.count * (rows ?? 0)))
      }
      value.others.append(part(8 * stage.candidates * (rows ?? 0)))
    case .profile:
      value = input ?? value
      value.kind = .profile
    case .display, .scalar, .run, .unknown: break
    }
    return (value, 0)
  }

  private mutating func tabular(
    _ stage: any Stage, _ columns: [ColumnType], on input: Value?, _ empty: Value
  ) -> (value: Value, work: Int) {
    var value = empty
    let rows = value.rows ?? 0
    let source = stage as? any SizedSource
    /// New cells; texts stay the same where they have the same name.
    func cells(_ column: ColumnType) -> [Int] {
      let own = part((value.rows ?? 0) * (column.type.scalar.storedBytes))
      guard column.type.scalar == .text else { return [own] }
      if let texts = input?.columns[column.name]?.dropFirst().first { return [own, texts] }
      return [own, part(source?.dictionaryBytes(of: column.name) ?? Self.unknownTexts * rows)]
    }
    guard let input, input.kind == .table || input.kind == .features,
      let stage = stage as? any RowStage, let relation = stage.cellsOfInput
    else {
      // Rows that a key brings together are no more than the key has values.
      if let key = stage.output.table?.grain, key.count == 1,
        let count = input?.distinct[key[0]]
      {
        value.rows = min(rows, count)
      }
      for column in columns { value.columns[column.name] = cells(column) }
      guard input != nil else {
        for column in columns {
          value.distinct[column.name] = source?.distinctValues(of: column.name)
        }
        return (value, 0)
      }
      let gathered = input?.isChosen == true ? Self.scanned : 0
      return (value, (Self.grouped + gathered) * rows)
    }
    let choosesRows = relation.rowOrigin == .chosen
    let computes = columns.contains { relation.origin(of: $0.name) == nil }
    // What is computed of chosen rows stands without the others.
    let copies = computes && (input.isChosen || choosesRows)
    for column in columns {
      guard let origin = relation.origin(of: column.name) else {
        value.columns[column.name] = cells(column)
        continue
      }
      value.columns[column.name] = copies ? cells(column) : input.columns[origin] ?? []
      value.distinct[column.name] = input.distinct[origin]
    }
    if stage.keepsReplaced { value.others = input.parts }
    if !copies {
      value.others += choosesRows ? [part(4 * rows)] : input.others
      value.isChosen = choosesRows || input.isChosen
    }
    return (value, Self.scanned * rows)
  }

  /// A new text of each row, where nothing is known of it.
  private static let unknownTexts = 20

  private mutating func part(_ count: Int) -> Int {
    bytes.append(count)
    return bytes.count - 1
  }
}

extension RowStage {
  /// The relation, if its rows are those of the input, whose cells it then shares.
  fileprivate var cellsOfInput: Relation? {
    let relation = outline(over: .scan(stageInput))
    return relation.rowOrigin == .new ? nil : relation
  }
}

extension ScalarType {
  /// The bytes of one cell, without the texts that several may share.
  package var storedBytes: Int {
    switch self {
    case .boolean: 1
    case .text, .date: 4
    case .integer, .number, .timestamp: 8
    case .duration: 24
    }
  }
}
