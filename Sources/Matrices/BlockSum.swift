/// Sums over rows that do not depend on who adds which rows, or when.
///
/// Rows are cut into blocks of a fixed length; each block is added up in one order; the sums of the
/// blocks are added in one tree, whose shape depends on the number of blocks alone.
package enum BlockSum {
  /// Rows in a block.
  package static let rows = 4096

  /// How many blocks so many rows make.
  package static func blocks(for count: Int) -> Int { (count + rows - 1) / rows }

  /// The rows of a block.
  package static func range(of block: Int, count: Int) -> Range<Int> {
    block * rows..<min(count, (block + 1) * rows)
  }

  /// The sum of `count` numbers.
  package static func sum(count: Int, _ value: (Int) -> Double) -> Double {
    guard count > 0 else { return 0 }
    let partials = AlignedArray(repeating: 0.0, count: blocks(for: count))
    for block in 0..<partials.count {
      var sum = 0.0
      for i in range(of: block, count: count) { sum += value(i) }
      partials[block] = sum
    }
    tree(partials, blocks: partials.count, width: 1)
    return partials[0]
  }

  /// Adds up the sums of blocks, each of them `width` numbers, and leaves the totals in the first.
  ///
  /// Neighbours first, then pairs of neighbours, and so on: the error grows with the logarithm of
  /// the number of blocks.
  package static func tree(_ partials: AlignedArray<Double>, blocks: Int, width: Int) {
    precondition(blocks * width <= partials.count, "as many partial sums as are to be added")
    var step = 1
    while step < blocks {
      for i in stride(from: 0, to: blocks - step, by: 2 * step) {
        let near = unsafe partials.base + i * width
        let far = unsafe partials.base + (i + step) * width
        for j in 0..<width { unsafe near[j] += far[j] }
      }
      step *= 2
    }
  }
}
