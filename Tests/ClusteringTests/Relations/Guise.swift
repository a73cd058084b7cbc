import Matrices

@testable import Clustering

/// The same rows in another form, and how the segments of the one are to be read off the other.
struct Guise: Sendable {
  /// As in the table of metamorphic relations, such as M1.
  let number: String
  let sentence: String
  /// The rows in the other form.
  let change: @Sendable (Matrix) throws -> Matrix
  var weights: (@Sendable (Matrix) -> [Double])?
  /// For each row of the plain rows a row of the changed ones that must share its result.
  var counterpart: @Sendable (Int) -> [Int] = { [$0] }
  var stretch = 1.0
  var copies = 1.0
  var isTurn = false

  private static let order = SampleRows.shuffle(RelationTests.count, seed: 12)
  private static let places = order.indices.sorted { order[$0] < order[$1] }

  static let all = [
    Guise(
      number: "M1", sentence: "rows in another order", change: { $0.taking(order) },
      counterpart: { [places[$0]] }),
    Guise(
      number: "M2", sentence: "columns in another order",
      change: { Matrix($0.rowArrays.map { $0.reversed() }) }),
    Guise(
      number: "M3", sentence: "everything moved", change: { $0.mapped { $0 + 37.25 } }),
    Guise(
      number: "M4", sentence: "everything in another unit", change: { $0.mapped { $0 * 3 } },
      stretch: 3),
    Guise(
      number: "M5", sentence: "everything turned and mirrored",
      change: { rows in
        Matrix(rows.rowArrays.map { [0.6 * $0[0] - 0.8 * $0[1], -0.8 * $0[0] - 0.6 * $0[1]] })
      }, isTurn: true),
    Guise(
      number: "M7", sentence: "every row three times",
      change: { rows in rows.taking((0..<3 * rows.rows).map { $0 % rows.rows }) },
      counterpart: { row in (0..<3).map { $0 * RelationTests.count + row } }, copies: 3),
    Guise(
      number: "M8", sentence: "a weight of three for every row", change: { $0 },
      weights: { rows in [Double](repeating: 3, count: rows.rows) }, copies: 3),
    Guise(
      number: "M8", sentence: "far rows of no weight beside them",
      change: { rows in Matrix(rows.rowArrays + [[500, 500], [-400, 90], [1e6, 0]]) },
      weights: { rows in (0..<rows.rows).map { $0 < RelationTests.count ? 1 : 0 } }),
    Guise(
      number: "M9", sentence: "a column that is the same for all",
      change: { Matrix($0.rowArrays.map { $0 + [4.5] }) }),
  ]
}
