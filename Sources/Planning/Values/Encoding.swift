import Clustering
import Matrices
import Relations
import Tables

/// Categories beside scaled features, as columns that distances can be computed with.
///
/// Each category has a column per word and one for all others, missing ones too. After the axes of
/// the features they make up the rest of a `Scaled` matrix; a row has `indicator` in the column of its
/// own word and 0 in the others, so that two customers of different words are `gamma` apart in the
/// square.
package struct Encoding: Equatable, Sendable {
  /// A column of words.
  package struct Category: Equatable, Sendable {
    package let name: String
    /// The words that have a column of their own, ascending.
    package let levels: [String]

    package init(name: String, levels: [String]) {
      self.name = name
      self.levels = levels
    }
  }

  package let categories: [Category]
  /// What a word that differs adds to the squared distance, above 0.
  package let gamma: Double

  package init(categories: [Category], gamma: Double) {
    precondition(gamma > 0, "words that differ are apart")
    self.categories = categories
    self.gamma = gamma
  }

  /// How a word without a column is called.
  package static let other = "(other)"

  /// The names of the columns, such as `plan=basic`.
  package var axes: [String] {
    categories.flatMap { category in
      (category.levels + [Self.other]).map { "\(category.name)=\($0)" }
    }
  }

  /// How many columns each category has.
  package var blocks: [Int] { categories.map { $0.levels.count + 1 } }

  /// What the column of a row's own word holds.
  package var indicator: Double { IndicatorPrototypes.indicator(gamma: gamma) }

  /// The columns of rows, and for each category how many rows have no word with a column.
  package func columns(of table: Table) -> (columns: [[Double]], others: [Int]) {
    var columns: [[Double]] = []
    var others: [Int] = []
    for category in categories {
      let places = category.levels.enumerated().reduce(into: [:]) { $0[$1.element] = $1.offset }
      let last = category.levels.count
      let cells = table.cells(of: category.name)
      let own = (0..<table.rowCount).map { row -> Int in
        if case .text(let word) = cells[row] { places[word] ?? last } else { last }
      }
      columns += (0...last).map { place in own.map { $0 == place ? indicator : 0 } }
      others.append(own.count { $0 == last })
    }
    return (columns, others)
  }

  /// The most frequent word of each category in each segment.
  ///
  /// - Parameter centroids: Shape `[k × d]`, the columns of the categories last.
  /// - Returns: Words `[category][segment]`; ties go to the earlier word.
  package func modes(of centroids: Matrix) -> [[String]] {
    var first = centroids.columns - blocks.reduce(0, +)
    return zip(categories, blocks).map { category, width in
      defer { first += width }
      return (0..<centroids.rows).map { segment in
        var place = 0
        for column in 1..<width
        where centroids[segment, first + column] > centroids[segment, first + place] {
          place = column
        }
        return place < category.levels.count ? category.levels[place] : Self.other
      }
    }
  }
}
