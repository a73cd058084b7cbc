extension ChunkColumn {
  /// What is left of a column whose cells went into the table.
  static let none = ChunkColumn(cells: .boolean([]))

  /// The same with offsets that count from `base` bytes further up.
  func placed(at base: Int) -> ChunkColumn {
    switch cells {
    case .text, .boolean, .integer: return self
    case .numeric(var numbers):
      numbers.firstDecimal = numbers.firstDecimal.map { $0 + base }
      return ChunkColumn(cells: .numeric(numbers), missing: missing)
    case .dates(var dates):
      dates.evidence.move(by: base)
      return ChunkColumn(cells: .dates(dates), missing: missing)
    }
  }

  /// What its cells say of the column, without the cells.
  var withoutCells: ChunkColumn {
    let cells: Cells =
      switch cells {
      case .text: .text(codes: [], TextInterner())
      case .boolean: .boolean([])
      case .integer: .integer([])
      case .numeric(let numbers): .numeric(numbers.extremes)
      case .dates(let dates): .dates(dates.withoutValues)
      }
    return ChunkColumn(cells: cells, missing: Array(missing.prefix(1)))
  }
}

extension NumericCells {
  /// The least and the greatest number of each scale: what decides whether all fit one scale.
  var extremes: NumericCells {
    var extremes = self
    extremes.values = []
    extremes.scales = []
    for scale in 0...UInt8(clamping: maxScale) {
      var least: Int64?
      var greatest: Int64?
      for (value, other) in zip(values, scales) where other == scale {
        least = min(least ?? value, value)
        greatest = max(greatest ?? value, value)
      }
      guard let least, let greatest else { continue }
      extremes.values += [least, greatest]
      extremes.scales += [scale, scale]
    }
    return extremes
  }
}

extension DateCells {
  /// What the cells say of the order of day and month, and how often each pattern read one.
  var withoutValues: DateCells {
    var cells = self
    cells.values = []
    cells.monthFirst = []
    return cells
  }
}
