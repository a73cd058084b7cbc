import Matrices

/// The distinct rows of a matrix in an order that depends only on their coordinates.
///
/// Rows are ordered by a hash of their coordinates, and rows with equal hashes by the coordinates. The
/// hash makes equal rows adjacent with one pass and one scatter, whereas a sort by coordinates would
/// compare rows all over memory.
struct CanonicalOrder {
  /// One row of each distinct point, in canonical order.
  private(set) var representatives: [Int32] = []
  /// The weight of each distinct point: the sum of the weights of its rows, smallest first.
  private(set) var weights: [Double] = []
  /// The number of rows with weight of each point.
  private(set) var rowCounts: [Int32] = []
  /// The point of each row, or −1 for a row of weight 0.
  private(set) var pointOfRow: [Int32]

  private struct Entry: BitwiseCopyable {
    let hash: UInt64
    let row: Int32
  }

  /// Orders the rows whose weight is above 0; the values are finite.
  init(_ matrix: BorrowedRows, weights: [Double]?, control: RunControl) throws(CancellationError) {
    pointOfRow = [Int32](repeating: -1, count: matrix.rows)
    let entries = try Self.sorted(matrix, weights: weights, control: control)
    representatives.reserveCapacity(entries.count)
    self.weights.reserveCapacity(entries.count)
    rowCounts.reserveCapacity(entries.count)
    let rows = Rows(matrix)
    var first = 0
    var masses: [Double] = []
    while first < entries.count {
      let head = unsafe entries.base[first]
      let point = Int32(representatives.count)
      if point % Int32(BlockSum.rows) == 0 { try control.checkCancellation() }
      var end = first
      masses.removeAll(keepingCapacity: true)
      while end < entries.count, unsafe entries.base[end].hash == head.hash {
        let row = unsafe entries.base[end].row
        guard end == first || rows.areEqual(row, head.row) else { break }
        pointOfRow[Int(row)] = point
        if let weights { masses.append(weights[Int(row)]) }
        end += 1
      }
      representatives.append(head.row)
      rowCounts.append(Int32(end - first))
      // Copies are in the order of the file; their weights are added in sorted order.
      masses.sort()
      self.weights.append(weights == nil ? Double(end - first) : masses.reduce(0, +))
      first = end
    }
  }

  private static func sorted(
    _ matrix: BorrowedRows, weights: [Double]?, control: RunControl
  ) throws(CancellationError) -> AlignedArray<Entry> {
    let n = matrix.rows
    let rows = Rows(matrix)
    let hashes = AlignedArray<UInt64>(repeating: 0, count: n)
    let quiet = control.quiet(threads: control.threads)
    try Parallel.forEach(BlockSum.blocks(for: n), control: quiet) { block, _ in
      rows.hash(BlockSum.range(of: block, count: n), into: hashes)
    }

    // About sixteen rows to a bucket, by the first bits of the hash.
    let bits = max(0, min(20, Int.bitWidth - (n / 16).leadingZeroBitCount))
    let buckets = 1 << bits
    func bucket(_ i: Int) -> Int {
      bits == 0 ? 0 : unsafe Int(hashes.base[i] >> UInt64(64 - bits))
    }
    let ends = AlignedArray(repeating: 0, count: buckets + 1)
    for block in 0..<BlockSum.blocks(for: n) {
      try control.checkCancellation()
      for i in BlockSum.range(of: block, count: n) where weights.map({ $0[i] > 0 }) ?? true {
        unsafe ends.base[bucket(i) + 1] += 1
      }
    }
    for b in 0..<buckets { unsafe ends.base[b + 1] += ends.base[b] }
    let entries = AlignedArray(repeating: Entry(hash: 0, row: 0), count: ends[buckets])
    let next = AlignedArray(repeating: 0, count: buckets)
    for b in 0..<buckets { unsafe next.base[b] = ends.base[b] }
    for block in 0..<BlockSum.blocks(for: n) {
      try control.checkCancellation()
      for i in BlockSum.range(of: block, count: n) where weights.map({ $0[i] > 0 }) ?? true {
        let b = bucket(i)
        unsafe entries.base[next.base[b]] = Entry(hash: hashes.base[i], row: Int32(i))
        unsafe next.base[b] += 1
      }
    }

    let bucketsPerPiece = 256
    let pieces = (buckets + bucketsPerPiece - 1) / bucketsPerPiece
    try Parallel.forEach(pieces, control: quiet) { piece, _ in
      for b in piece * bucketsPerPiece..<min(buckets, (piece + 1) * bucketsPerPiece) {
        let (low, high) = (ends[b], ends[b + 1])
        guard high - low > 1 else { continue }
        var part = unsafe UnsafeMutableBufferPointer(
          start: entries.base + low, count: high - low)
        unsafe part.sort { rows.precedes(($0.hash, $0.row), ($1.hash, $1.row)) }
      }
    }
    return entries
  }
}

/// The rows of a matrix, compared as points: −0 equals 0.
private struct Rows: Sendable {
  private let matrix: BorrowedRows

  init(_ matrix: BorrowedRows) { self.matrix = matrix }

  /// A hash of the coordinates of each row, in the order of the columns.
  func hash(_ range: Range<Int>, into hashes: AlignedArray<UInt64>) {
    for row in range {
      var hash: UInt64 = 0x243F_6A88_85A3_08D3
      for j in 0..<matrix.columns {
        // Adding 0 turns −0 into 0, so that equal rows have equal hashes.
        hash = (hash ^ (matrix[row, j] + 0).bitPattern) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
      }
      hash = (hash ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9
      unsafe hashes.base[row] = hash ^ (hash >> 32)
    }
  }

  func areEqual(_ a: Int32, _ b: Int32) -> Bool {
    for j in 0..<matrix.columns where matrix[Int(a), j] != matrix[Int(b), j] { return false }
    return true
  }

  /// By hash, then by coordinates.
  ///
  /// Of rows that are equal as points, neither precedes the other.
  func precedes(_ a: (hash: UInt64, row: Int32), _ b: (hash: UInt64, row: Int32)) -> Bool {
    if a.hash != b.hash { return a.hash < b.hash }
    for j in 0..<matrix.columns {
      let (x, y) = (matrix[Int(a.row), j], matrix[Int(b.row), j])
      if x != y { return x < y }
    }
    return false
  }
}
