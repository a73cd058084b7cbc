/// A pairing of the rows and columns of a matrix of gains with the largest sum of gains.
///
/// Every row gets a different column or, if there are fewer columns, every column a different row. Ties
/// between pairings are always resolved the same way.
///
/// H. Kuhn, "The Hungarian method for the assignment problem", Naval Research Logistics Quarterly
/// 2, 1955, in the form of R. Jonker and A. Volgenant, Computing 38, 1987.
public struct BestPairing: Equatable, Sendable {
  /// For each row its column, or `nil` for an unpaired row.
  public let columnOfRow: [Int?]

  /// Pairs the rows and columns.
  ///
  /// - Parameters:
  ///   - gains: Shape `[m × n]`: the gain of pairing a row and a column; finite, of any sign.
  ///   - columns: *n*, which is unknown for a matrix without rows.
  /// - Complexity: O(max(*m*, *n*)³).
  public init<Gain: SignedNumeric & Comparable & Sendable>(gains: [[Gain]], columns: Int) {
    precondition(gains.allSatisfy { $0.count == columns }, "each row has a gain for each column")
    let rows = gains.count
    let size = max(rows, columns)
    func cost(_ row: Int, _ column: Int) -> Gain {
      row < rows && column < columns ? -gains[row][column] : 0
    }
    // Potentials of rows and columns, counted from 1; index 0 is the free row or column.
    var rowPotential = [Gain](repeating: 0, count: size + 1)
    var columnPotential = [Gain](repeating: 0, count: size + 1)
    var rowOfColumn = [Int](repeating: 0, count: size + 1)
    for row in 1...max(1, size) where size > 0 {
      var way = [Int](repeating: 0, count: size + 1)
      var slack = [Gain?](repeating: nil, count: size + 1)
      var isDone = [Bool](repeating: false, count: size + 1)
      rowOfColumn[0] = row
      var column = 0
      repeat {
        isDone[column] = true
        let from = rowOfColumn[column]
        var least: Gain?
        var next = 0
        for j in 1...size where !isDone[j] {
          let reduced = cost(from - 1, j - 1) - rowPotential[from] - columnPotential[j]
          if slack[j].map({ reduced < $0 }) ?? true {
            slack[j] = reduced
            way[j] = column
          }
          if let found = slack[j], least.map({ found < $0 }) ?? true { (least, next) = (found, j) }
        }
        let step = least ?? 0
        for j in 0...size {
          if isDone[j] {
            rowPotential[rowOfColumn[j]] += step
            columnPotential[j] -= step
          } else {
            slack[j] = slack[j].map { $0 - step }
          }
        }
        column = next
      } while rowOfColumn[column] != 0
      while column != 0 {
        rowOfColumn[column] = rowOfColumn[way[column]]
        column = way[column]
      }
    }
    var partner = [Int?](repeating: nil, count: rows)
    for column in 1...max(1, size) where size > 0 && column <= columns {
      let row = rowOfColumn[column] - 1
      if row >= 0, row < rows { partner[row] = column - 1 }
    }
    columnOfRow = partner
  }
}
