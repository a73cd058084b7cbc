import Relations

/// Aggregates that only need cells to be equal or in order.
enum OrderedAggregates {
  enum End { case least, greatest }

  static func least(_ column: Column, _ grouping: Grouping) -> Column {
    extreme(column, grouping, .least)
  }

  static func greatest(_ column: Column, _ grouping: Grouping) -> Column {
    extreme(column, grouping, .greatest)
  }

  private static func extreme(_ column: Column, _ grouping: Grouping, _ end: End) -> Column {
    let present = validity(grouping.presentCounts(column.validity))
    func best<Value: FixedWidthInteger>(_ cells: Cells<Value>) -> Cells<Value> {
      Cells(
        extreme(
          cells.values, cells.validity, grouping, end, from: end == .least ? .max : .min),
        validity: present)
    }
    switch column {
    case .integer(let cells): return .integer(best(cells))
    case .decimal(let cells, let scale): return .decimal(best(cells), scale: scale)
    case .timestamp(let cells): return .timestamp(best(cells))
    case .date(let cells): return .date(best(cells))
    case .number, .boolean, .text, .duration:
      let ordered = OrderedWords(column)
      return ordered.column(
        of: best(Cells(ordered.words, validity: ordered.validity)).values, validity: present)
    }
  }

  private static func extreme<Value: FixedWidthInteger>(
    _ values: [Value], _ validity: Bitmap?, _ grouping: Grouping, _ end: End, from start: Value
  ) -> [Value] {
    var best = [Value](repeating: start, count: grouping.count)
    let ids = grouping.ids
    for row in ids.indices {
      if let validity, !validity[row] { continue }
      let group = Int(ids[row])
      let value = values[row]
      switch end {
      case .least: if value < best[group] { best[group] = value }
      case .greatest: if value > best[group] { best[group] = value }
      }
    }
    return best
  }

  private static func validity(_ counts: [Int]) -> Bitmap? {
    counts.contains(0) ? Bitmap(counts.map { $0 > 0 }) : nil
  }

  /// The value where another column is least or greatest; among equals there, the least value.
  ///
  /// Rows in which either is missing are left out.
  static func value(
    of column: Column, where end: End, _ by: Column, _ grouping: Grouping
  ) -> Column {
    let values = OrderedWords(column)
    let keys = OrderedWords(by)
    let present = intersection(values.validity, keys.validity)
    let counts = grouping.presentCounts(present)
    var best = [UInt64](repeating: 0, count: grouping.count)
    var found = [UInt64](repeating: 0, count: grouping.count)
    var isSet = [Bool](repeating: false, count: grouping.count)
    for (row, id) in grouping.ids.enumerated() where present.map({ $0[row] }) ?? true {
      let group = Int(id)
      let key = keys.words[row]
      let isBetter = end == .least ? key < best[group] : key > best[group]
      if !isSet[group] || isBetter
        || key == best[group] && values.words[row] < found[group]
      {
        isSet[group] = true
        best[group] = key
        found[group] = values.words[row]
      }
    }
    return values.column(of: found, validity: validity(counts))
  }

  /// The number of different present cells of each group.
  static func distinct(_ column: Column, _ grouping: Grouping) -> [Int64] {
    let groups = PackedKeys(
      words: grouping.ids.map { UInt64($0) }, bound: UInt64(max(1, grouping.count)))
    let pairs = RowKeys([groups, PackedKeys(column, order: .any)], count: grouping.ids.count)
    var counts = [Int64](repeating: 0, count: grouping.count)
    for row in pairs.grouped().firstRows where !column.isMissing(Int(row)) {
      counts[Int(grouping.ids[Int(row)])] += 1
    }
    return counts
  }

  /// The words of the present cells, group by group, ascending within each.
  private static func sortedWords(
    _ ordered: OrderedWords, _ grouping: Grouping, _ workers: WorkerPool
  ) throws(ExecutionError) -> (words: [UInt64], ends: [(start: Int, end: Int)]) {
    let (rows, starts) = grouping.buckets()
    var words: [UInt64] = []
    words.reserveCapacity(rows.count)
    var ends: [(start: Int, end: Int)] = []
    for group in 0..<grouping.count {
      let start = words.count
      for row in rows[starts[group]..<starts[group + 1]] where !ordered.isMissing(Int(row)) {
        words.append(ordered.words[Int(row)])
      }
      if words.count - start > 4096 {
        let segment = Array(words[start...])
        let order = try Radix.order(of: segment) { () throws(ExecutionError) in
          try workers.checkCancellation()
        }
        words.replaceSubrange(start..., with: order.map { segment[Int($0)] })
      } else {
        words[start...].sort()
      }
      ends.append((start, words.count))
    }
    return (words, ends)
  }

  /// The most frequent value of each group; the least of them when several tie.
  static func mode(
    _ column: Column, _ grouping: Grouping, workers: WorkerPool
  ) throws(ExecutionError) -> Column {
    let ordered = OrderedWords(column)
    let (words, ends) = try sortedWords(ordered, grouping, workers)
    var found = [UInt64](repeating: 0, count: grouping.count)
    for (group, segment) in ends.enumerated() {
      var most = 0
      var start = segment.start
      while start < segment.end {
        var end = start + 1
        while end < segment.end && words[end] == words[start] { end += 1 }
        if end - start > most {
          most = end - start
          found[group] = words[start]
        }
        start = end
      }
    }
    return ordered.column(
      of: found, validity: validity(grouping.presentCounts(ordered.validity)))
  }

  /// The type 7 quantiles of each group: between the two cells around position (n − 1)·p, in
  /// proportion; for each probability one of every group.
  ///
  /// R. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", 1996. Half-way between two
  /// cells, as in a median, the result is the exact midpoint rounded once.
  static func quantiles(
    _ column: Column, _ probabilities: [Double], _ grouping: Grouping, workers: WorkerPool
  ) throws(ExecutionError) -> [[Double?]] {
    let ordered = OrderedWords(column)
    let (words, ends) = try sortedWords(ordered, grouping, workers)
    return probabilities.map { probability in
      ends.map { segment in
        let count = segment.end - segment.start
        if count == 0 { return nil }
        let position = Double(count - 1) * min(1, max(0, probability))
        let below = Int(position)
        let fraction = position - Double(below)
        let low = ordered.numeral(words[segment.start + below])
        let high = ordered.numeral(words[segment.start + min(below + 1, count - 1)])
        return interpolated(low, high, fraction)
      }
    }
  }

  private static func interpolated(
    _ low: OrderedWords.Numeral, _ high: OrderedWords.Numeral, _ fraction: Double
  ) -> Double {
    if fraction == 0 { return low.number }
    let a = low.number
    let b = high.number
    if fraction == 0.5 {
      if case .exact(let left, let scale) = low, case .exact(let right, _) = high {
        return ExactFraction.nearest(
          Int128(left) + Int128(right), over: 2 * PowerOfTen.wide(scale).magnitude)
      }
      // Halving is exact, save among the smallest numbers, where adding is.
      return a.magnitude < 1 && b.magnitude < 1 ? (a + b) / 2 : a / 2 + b / 2
    }
    let span = b - a
    if !span.isFinite { return a * (1 - fraction) + b * fraction }
    return fraction < 0.5 ? a + span * fraction : b - span * (1 - fraction)
  }
}

extension OrderedWords.Numeral {
  var number: Double {
    switch self {
    case .exact(let mantissa, let scale):
      ExactFraction.nearest(Int128(mantissa), over: PowerOfTen.wide(scale).magnitude)
    case .binary(let value): value
    }
  }
}
