import Relations

/// Cells compared with cells.
///
/// Whole numbers and decimals compare exactly; with a binary number on one side both sides are
/// numbers. Text compares by its UTF-8 bytes, dates beside timestamps are midnights. Where a side is
/// missing the result is false, also of `!=`.
enum Comparison {
  static func test(_ function: ScalarFunction, _ left: Column, _ right: Column) -> [Bool] {
    var result = presentTest(function, left, right)
    guard let present = intersection(left.validity, right.validity) else { return result }
    for row in result.indices where !present[row] { result[row] = false }
    return result
  }

  private static func presentTest(
    _ function: ScalarFunction, _ left: Column, _ right: Column
  ) -> [Bool] {
    if case .text(let a) = left, case .text(let b) = right {
      let (ranksA, ranksB) = ranks(a, b, equalityOnly: function == .equal || function == .notEqual)
      return compare(
        function, a.safeCodes.map { ranksA[Int($0)] }, b.safeCodes.map { ranksB[Int($0)] })
    }
    if left.type.isNumeric && right.type.isNumeric {
      let a = Numerals(left)
      let b = Numerals(right)
      switch (a.values, b.values) {
      case (.exact(let a, let scaleA), .exact(let b, let scaleB)):
        if scaleA == scaleB { return compare(function, a, b) }
        let scale = max(scaleA, scaleB)
        let unitA = PowerOfTen.wide(scale - scaleA)
        let unitB = PowerOfTen.wide(scale - scaleB)
        return compare(
          function, a.map { Int128($0) * unitA }, b.map { Int128($0) * unitB })
      case (.exact, .binary), (.binary, .exact), (.binary, .binary):
        return compare(function, a.doubles, b.doubles)
      }
    }
    // Dates, timestamps, booleans and durations through words in their order.
    let both = Column.concatenated([left, right])
    let words = OrderedWords(both).words
    return compare(
      function, Array(words[..<left.count]), Array(words[left.count...]))
  }

  private static func compare<Value: Comparable>(
    _ function: ScalarFunction, _ a: [Value], _ b: [Value]
  ) -> [Bool] {
    switch function {
    case .equal: a.indices.map { a[$0] == b[$0] }
    case .notEqual: a.indices.map { a[$0] != b[$0] }
    case .less: a.indices.map { a[$0] < b[$0] }
    case .lessOrEqual: a.indices.map { a[$0] <= b[$0] }
    case .greater: a.indices.map { a[$0] > b[$0] }
    case .greaterOrEqual: a.indices.map { a[$0] >= b[$0] }
    default: preconditionFailure("\(function.rawValue) compares")
    }
  }

  /// Numbers for the texts of two dictionaries that compare as the texts do.
  private static func ranks(
    _ a: TextCells, _ b: TextCells, equalityOnly: Bool
  ) -> ([Int32], [Int32]) {
    let left = a.dictionary
    let right = b.dictionary
    // At least one rank, for the missing cells of a text without a dictionary.
    if right.count == 1 {
      // Against one text, as a rule a constant, nothing needs sorting.
      let ranks = (0..<left.count).map { Int32(left.compare($0, with: right, 0).signum()) }
      return (ranks + [0], [0, 0])
    }
    if equalityOnly {
      var index = TextIndex(left)
      return (
        (0..<Int32(left.count)) + [0],
        (0..<right.count).map { index.intern(right.utf8($0)) } + [0]
      )
    }
    let merged = Column.concatenated([.text(a), .text(b)]).textCells
    var rank = [Int32](repeating: 0, count: merged.dictionary.count)
    for (position, code) in merged.usedCodesInOrder.enumerated() {
      rank[Int(code)] = Int32(position)
    }
    let index = TextIndex(merged.dictionary)
    func own(_ pool: TextPool) -> [Int32] {
      (0..<pool.count).map { index.code(of: pool.utf8($0)).map { rank[Int($0)] } ?? 0 } + [0]
    }
    return (own(left), own(right))
  }

  /// The least or greatest cell of each row, missing ones left out; `nil` if there is no column.
  static func extreme(_ columns: [Column], takesGreatest: Bool) -> Column? {
    guard let first = columns.first else { return nil }
    let count = first.count
    let ordered = OrderedWords(Column.concatenated(columns))
    var words = [UInt64](repeating: 0, count: count)
    var present = Bitmap(repeating: false, count: count)
    for row in 0..<count {
      for part in columns.indices where !columns[part].isMissing(row) {
        let word = ordered.words[part * count + row]
        if !present[row] || (takesGreatest ? word > words[row] : word < words[row]) {
          words[row] = word
          present[row] = true
        }
      }
    }
    return ordered.column(of: words, validity: present.setCount == count ? nil : present)
  }
}

/// Cells looked up in a list of constants.
enum Membership {
  /// In which rows the cell is equal to one of the literals, or to none if `negated`.
  ///
  /// A missing cell fails both; a `null` in the list is equal to nothing.
  static func test(_ column: Column, _ literals: [Literal], negated: Bool) -> [Bool] {
    var found = [Bool](repeating: false, count: column.count)
    if case .text(let cells) = column {
      var index = TextIndex()
      for case .text(let text) in literals { _ = index.intern(text.utf8) }
      let dictionary = cells.dictionary
      let hits = (0..<dictionary.count).map { index.code(of: dictionary.utf8($0)) != nil }
      found = cells.safeCodes.map { Int($0) < hits.count && hits[Int($0)] }
    } else {
      // By distinct cells, of which there are as a rule few.
      let grouping = PackedKeys(column, order: .any).grouped(.any)
      let samples = column.gathered(grouping.firstRows)
      var hits = [Bool](repeating: false, count: grouping.count)
      for literal in literals {
        guard let constant = Column.repeating(literal, count: grouping.count) else { continue }
        for (group, isEqual) in Comparison.test(.equal, samples, constant).enumerated() {
          hits[group] = hits[group] || isEqual
        }
      }
      found = grouping.ids.map { hits[Int($0)] }
    }
    for row in found.indices {
      found[row] = found[row] != negated && !column.isMissing(row)
    }
    return found
  }
}
