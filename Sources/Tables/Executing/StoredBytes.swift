/// Counts the bytes that values hold, each array once, however many values share it.
package struct StoredBytes: Sendable {
  private var seen: Set<Int> = []
  package private(set) var count = 0

  package init() {}

  /// Adds an array, unless it was counted.
  package mutating func add<Element: BitwiseCopyable>(_ array: [Element]) {
    guard !array.isEmpty else { return }
    let place = unsafe array.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
    guard seen.insert(place).inserted else { return }
    count += array.count * MemoryLayout<Element>.stride
  }

  package mutating func add(_ table: Table) {
    if let selection = table.selection { add(selection) }
    for column in table.columns { add(column) }
  }

  private mutating func add(_ column: Column) {
    if let validity = column.validity { add(validity.words) }
    switch column {
    case .boolean(let cells): add(cells.values)
    case .integer(let cells), .decimal(let cells, _), .timestamp(let cells): add(cells.values)
    case .number(let cells): add(cells.values)
    case .date(let cells): add(cells.values)
    case .duration(let cells): count += cells.count * MemoryLayout<Duration>.stride
    case .text(let cells):
      add(cells.codes.values)
      add(cells.dictionary.bytes)
      add(cells.dictionary.offsets)
    }
  }
}
