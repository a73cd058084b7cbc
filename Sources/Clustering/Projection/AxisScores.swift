import Matrices

extension Matrix {
  /// The coordinates of rows along axes, relative to an origin.
  ///
  /// - Parameters:
  ///   - axes: An axis of length 1 in each row, shape `[m × d]`.
  ///   - origin: Shape `[d]`.
  ///   - control: Threads and cancellation.
  /// - Returns: Shape `[n × m]`; each number is summed column by column.
  /// - Throws: `CancellationError`.
  /// - Complexity: O(*n d m*).
  package func scores(
    along axes: Matrix, from origin: [Double], control: RunControl
  ) throws(CancellationError) -> Matrix {
    precondition(axes.columns == columns && origin.count == columns, "axes among the columns")
    let (n, m) = (rows, axes.rows)
    let scores = AlignedArray(repeating: 0.0, count: n * m)
    try lend { (rows) throws(CancellationError) in
      let quiet = control.quiet(threads: control.threads)
      try Parallel.forEach(BlockSum.blocks(for: n), control: quiet) { block, _ in
        for i in BlockSum.range(of: block, count: n) {
          for axis in 0..<m {
            var sum = 0.0
            for j in origin.indices { sum += (rows[i, j] - origin[j]) * axes[axis, j] }
            unsafe scores.base[i * m + axis] = sum
          }
        }
      }
    }
    return Matrix(rows: n, columns: m, values: scores.array(0..<n * m))
  }
}
