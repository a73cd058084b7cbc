import Relations

/// The rows of two tables side by side where their keys are equal.
///
/// The rows of the left side keep their order, and for each of them those of the right side that
/// match keep theirs.
struct Joining {
  let left: Table
  let right: Table
  let workers: WorkerPool

  func run(_ join: Join) throws(ExecutionError) -> Table {
    let (ids, groups, present) = try matchingIDs(join)
    let leftCount = left.rowCount
    let rightCount = right.rowCount

    // The rows of the right side by key.
    var starts = [Int](repeating: 0, count: groups + 1)
    for row in 0..<rightCount where present.map({ $0[leftCount + row] }) ?? true {
      starts[Int(ids[leftCount + row]) + 1] += 1
    }
    for group in 0..<groups { starts[group + 1] += starts[group] }
    var next = starts
    var matches = [Int32](repeating: 0, count: starts[groups])
    for row in 0..<rightCount where present.map({ $0[leftCount + row] }) ?? true {
      let group = Int(ids[leftCount + row])
      matches[next[group]] = Int32(truncatingIfNeeded: row)
      next[group] += 1
    }
    try workers.checkCancellation()

    var total = 0
    for row in 0..<leftCount {
      let isPresent = present.map { $0[row] } ?? true
      let group = Int(ids[row])
      let found = isPresent ? starts[group + 1] - starts[group] : 0
      total += found == 0 && join.kind == .left ? 1 : found
    }
    guard total <= Int(Int32.max) else { throw .tooManyRows(total) }
    var leftRows: [Int32] = []
    var rightRows: [Int32] = []
    leftRows.reserveCapacity(total)
    rightRows.reserveCapacity(total)
    for row in 0..<leftCount {
      let group = Int(ids[row])
      let isPresent = present.map { $0[row] } ?? true
      let found = isPresent ? starts[group]..<starts[group + 1] : 0..<0
      if found.isEmpty, join.kind == .left {
        leftRows.append(Int32(truncatingIfNeeded: row))
        rightRows.append(-1)
      }
      for match in found {
        leftRows.append(Int32(truncatingIfNeeded: row))
        rightRows.append(matches[match])
      }
    }
    return try sideBySide(leftRows, rightRows, join)
  }

  /// A number for the key of every row of the left, then of the right side; equal where the keys
  /// are, and whether all parts of the key are present.
  private func matchingIDs(
    _ join: Join
  ) throws(ExecutionError) -> (ids: [Int32], groups: Int, present: Bitmap?) {
    let pairs = try workers.parts(join.keys.count) { part throws(ExecutionError) in
      let key = join.keys[part]
      let both = Column.concatenated([left.cells(of: key.left), right.cells(of: key.right)])
      return (words: PackedKeys(both, order: .any), validity: both.validity)
    }
    let grouping = RowKeys(pairs.map(\.words), count: left.rowCount + right.rowCount).grouped()
    let present = pairs.reduce(nil as Bitmap?) { intersection($0, $1.validity) }
    return (grouping.ids, grouping.count, present)
  }

  private func sideBySide(
    _ leftRows: [Int32], _ rightRows: [Int32], _ join: Join
  ) throws(ExecutionError) -> Table {
    let keys = join.keys.map(\.right)
    let kept = right.fields.indices.filter { !keys.contains(right.fields[$0].name) }
    let isWhole = rightRows.allSatisfy { $0 >= 0 }
    let columns = try workers.parts(left.columns.count + kept.count) { part in
      if part < left.columns.count {
        return left.cells(of: left.fields[part].name).gathered(leftRows)
      }
      let cells = right.cells(of: right.fields[kept[part - left.columns.count]].name)
      return isWhole ? cells.gathered(rightRows) : cells.gatheredOrMissing(rightRows)
    }
    return Table(
      fields: left.fields + kept.map { right.fields[$0] }, columns: columns,
      storedRows: leftRows.count)
  }
}
