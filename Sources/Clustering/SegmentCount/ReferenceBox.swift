import Matrices

/// Rows without structure: uniform in a box around the data.
struct ReferenceBox: Sendable {
  /// The number of rows to draw.
  let rows: Int
  /// The weight of each drawn row, so that the total weight is that of the rows.
  let weightPerRow: Double
  private let mean: [Double]
  /// The axes of the box as rows, or `nil` for the axes of the columns.
  private let axes: [Double]?
  private let lows: [Double]
  private let widths: [Double]

  /// Measures the box of points.
  init(
    _ points: PreparedPoints, box: GapStatistic.Box, control: RunControl
  ) throws(CancellationError) {
    let lanes = points.canonical.points
    let d = lanes.columns
    let moments = try PointMoments(lanes, control: control)
    let axes: [Double]? =
      switch box {
      case .columns: nil
      case .principal: SymmetricEigen(moments.covariance, order: d).vectors
      }
    var lows = [Double](repeating: .infinity, count: d)
    var highs = [Double](repeating: -.infinity, count: d)
    for p in 0..<lanes.count {
      let row = (0..<d).map { lanes[p, $0] - moments.mean[$0] }
      for j in 0..<d {
        var value = row[j]
        if let axes {
          value = 0
          for i in 0..<d { value += row[i] * axes[j * d + i] }
        }
        lows[j] = min(lows[j], value)
        highs[j] = max(highs[j], value)
      }
    }
    let whole = max(1, points.totalWeight.rounded())
    rows = Int(min(whole, Double(GapStatistic.mostReferenceRows)))
    weightPerRow = whole <= Double(GapStatistic.mostReferenceRows) ? 1 : whole / Double(rows)
    mean = moments.mean
    self.axes = axes
    self.lows = lows
    widths = zip(lows, highs).map { $1 - $0 }
  }

  /// Draws rows.
  func draw(_ random: CounterRandom) -> Matrix {
    let d = mean.count
    var values = [Double](repeating: 0, count: rows * d)
    var row = [Double](repeating: 0, count: d)
    for i in 0..<rows {
      for j in 0..<d { row[j] = lows[j] + widths[j] * random.unit(UInt64(i * d + j)) }
      for j in 0..<d {
        var value = row[j]
        if let axes {
          value = 0
          for m in 0..<d { value += row[m] * axes[m * d + j] }
        }
        values[i * d + j] = mean[j] + value
      }
    }
    return Matrix(rows: rows, columns: d, values: values)
  }
}
