import Relations

extension Bitmap {
  func gathered(_ rows: [Int32]) -> Bitmap {
    var result = Bitmap(repeating: true, count: rows.count)
    for (index, row) in rows.enumerated() where !self[Int(row)] { result[index] = false }
    return result
  }
}

extension Cells {
  /// The cells of these stored rows, in this order.
  func gathered(_ rows: [Int32]) -> Cells {
    let values = self.values
    return Cells(rows.map { values[Int($0)] }, validity: validity?.gathered(rows))
  }

  /// The cells of these stored rows; a row below 0 gives a missing cell.
  func gatheredOrMissing(_ rows: [Int32], filler: Element) -> Cells {
    var present = Bitmap(repeating: true, count: rows.count)
    var gathered = [Element](repeating: filler, count: rows.count)
    for (index, row) in rows.enumerated() {
      if row < 0 || isMissing(Int(row)) {
        present[index] = false
      } else {
        gathered[index] = values[Int(row)]
      }
    }
    return Cells(gathered, validity: present.setCount == rows.count ? nil : present)
  }
}

extension Column {
  /// The cells of these stored rows, in this order; rows may repeat.
  package func gathered(_ rows: [Int32]) -> Column {
    switch self {
    case .boolean(let cells): .boolean(cells.gathered(rows))
    case .integer(let cells): .integer(cells.gathered(rows))
    case .decimal(let cells, let scale): .decimal(cells.gathered(rows), scale: scale)
    case .number(let cells): .number(cells.gathered(rows))
    case .text(let cells):
      .text(TextCells(codes: cells.codes.gathered(rows), dictionary: cells.dictionary))
    case .date(let cells): .date(cells.gathered(rows))
    case .timestamp(let cells): .timestamp(cells.gathered(rows))
    case .duration(let cells): .duration(cells.gathered(rows))
    }
  }

  /// The cells of these stored rows, in this order; a row below 0 gives a missing cell.
  package func gatheredOrMissing(_ rows: [Int32]) -> Column {
    switch self {
    case .boolean(let cells):
      .boolean(cells.gatheredOrMissing(rows, filler: false))
    case .integer(let cells): .integer(cells.gatheredOrMissing(rows, filler: 0))
    case .decimal(let cells, let scale):
      .decimal(cells.gatheredOrMissing(rows, filler: 0), scale: scale)
    case .number(let cells): .number(cells.gatheredOrMissing(rows, filler: 0))
    case .text(let cells):
      .text(
        TextCells(
          codes: cells.codes.gatheredOrMissing(rows, filler: 0), dictionary: cells.dictionary))
    case .date(let cells): .date(cells.gatheredOrMissing(rows, filler: 0))
    case .timestamp(let cells): .timestamp(cells.gatheredOrMissing(rows, filler: 0))
    case .duration(let cells):
      .duration(cells.gatheredOrMissing(rows, filler: Duration()))
    }
  }

  /// A column in which every cell is missing.
  package static func missing(_ type: ScalarType, count: Int) -> Column {
    func none<Element>(_ filler: Element) -> Cells<Element> {
      Cells(
        [Element](repeating: filler, count: count),
        validity: count == 0 ? nil : Bitmap(repeating: false, count: count))
    }
    return switch type {
    case .boolean: .boolean(none(false))
    case .integer: .integer(none(0))
    case .number: .number(none(0))
    case .text: .text(TextCells(codes: none(0), dictionary: TextPool()))
    case .date: .date(none(0))
    case .timestamp: .timestamp(none(0))
    case .duration: .duration(none(Duration()))
    }
  }

  /// A column in which every cell is the same; `nil` for `null`, which has no type.
  package static func repeating(_ literal: Literal, count: Int) -> Column? {
    switch literal {
    case .null: nil
    case .boolean(let value): .boolean(Cells(Array(repeating: value, count: count)))
    case .integer(let value): .integer(Cells(Array(repeating: value, count: count)))
    case .decimal(let mantissa, let scale):
      .decimal(Cells(Array(repeating: mantissa, count: count)), scale: scale)
    case .number(let value): .number(Cells(Array(repeating: value, count: count)))
    case .text(let value):
      .text(
        TextCells(
          codes: Cells(Array(repeating: 0, count: count)), dictionary: TextPool([value])))
    case .date(let value): .date(Cells(Array(repeating: value, count: count)))
    case .timestamp(let value): .timestamp(Cells(Array(repeating: value, count: count)))
    case .duration(let value): .duration(Cells(Array(repeating: value, count: count)))
    }
  }
}
