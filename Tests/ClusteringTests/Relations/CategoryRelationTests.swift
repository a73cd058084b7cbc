import Matrices
import Testing

@testable import Clustering

/// k-prototypes, in both forms, against every guise of the quantities and those of categories.
struct CategoryRelationTests {
  /// How the categories of a row are written.
  enum Form: CaseIterable {
    /// A number for each, as `KPrototypes` takes them.
    case numbers
    /// A column for each, as `IndicatorPrototypes` takes them.
    case indicators
  }

  /// What can be done to categories without changing who is like whom.
  enum Naming: String, CaseIterable {
    case otherNames = "the categories under other names"
    case otherOrder = "M2: the columns of categories in another order"
    case sameForAll = "M9: a category that is the same for all"
    case unused = "a category that nobody has"
  }

  struct Pair: Sendable, CustomTestStringConvertible {
    let form: Form
    let guise: Guise
    var testDescription: String { "\(guise.number), \(form): \(guise.sentence)" }
  }

  static let pairs = Form.allCases.flatMap { form in
    Guise.all.map { Pair(form: form, guise: $0) }
  }

  /// Two crowds, of which the first falls into two by its categories, with a few odd ones in each.
  private static let rows: MixedRows = {
    let count = RelationTests.count
    let crowd = SampleRows.crowds(count, columns: 2, k: 1, seed: 23, spread: 0.9)
    return MixedRows(
      quantities: Matrix(
        crowd.rowArrays.enumerated().map { [$1[0] + ($0 % 2 == 1 ? 6 : 0), $1[1]] }),
      categories: (0..<count).map { row in
        let own = row % 2 == 1 ? 2 : row % 4 / 2
        // An odd one keeps one of its two words, so that it is nobody's tie.
        return [row % 13 == 0 ? 2 : own, row % 22 == 11 ? 1 : own % 2]
      }, widths: [3, 2])
  }()

  @Test(arguments: pairs)
  func `the same rows in another guise are the same segments`(_ pair: Pair) throws {
    let plain = try Self.rows.labels(as: pair.form)
    let changed = try Self.rows.changed(by: pair.guise)
    let labels = try changed.labels(
      as: pair.form, weights: pair.guise.weights?(changed.quantities), stretch: pair.guise.stretch)
    for copy in pair.guise.counterpart(0).indices {
      let read = plain.indices.map { labels[pair.guise.counterpart($0)[copy]] }
      #expect(partition(read) == partition(plain))
    }
  }

  @Test(arguments: Form.allCases, Naming.allCases)
  func `other words for the same categories are the same segments`(
    _ form: Form, _ naming: Naming
  ) throws {
    var named = Self.rows
    switch naming {
    case .otherNames:
      named.categories = named.categories.map { [[2, 0, 1][$0[0]], 1 - $0[1]] }
    case .otherOrder:
      named.categories = named.categories.map { $0.reversed() }
      named.widths.reverse()
    case .sameForAll:
      named.categories = named.categories.map { $0 + [0] }
      named.widths.append(1)
    case .unused: named.widths[0] += 1
    }
    #expect(
      try partition(named.labels(as: form)) == partition(Self.rows.labels(as: form)),
      "\(naming.rawValue)")
  }

  @Test(arguments: Form.allCases)
  func `M1 and M16: neither the order of the rows nor threads change a number`(
    _ form: Form
  ) throws {
    let plain = try Self.rows.labels(as: form)
    for seed in UInt64(1)...3 {
      let order = SampleRows.shuffle(RelationTests.count, seed: seed)
      let shuffled = MixedRows(
        quantities: Self.rows.quantities.taking(order),
        categories: order.map { Self.rows.categories[$0] }, widths: Self.rows.widths)
      #expect(try shuffled.labels(as: form, threads: Int(seed)) == order.map { plain[$0] })
    }
  }

  @Test(arguments: Form.allCases)
  func `the categories have a say: without them there are other segments`(_ form: Form) throws {
    let mute = MixedRows(
      quantities: Self.rows.quantities,
      categories: Self.rows.categories.map { $0.map { _ in 0 } }, widths: Self.rows.widths)
    let plain = try Self.rows.labels(as: form)
    #expect(Set(plain).count == 3)
    #expect(try partition(mute.labels(as: form)) != partition(plain))
  }
}

/// Rows of quantities and categories.
private struct MixedRows: Sendable {
  /// Shape `[n × d]`.
  var quantities: Matrix
  /// The categories of each row, from 0.
  var categories: [[Int]]
  /// How many each column of categories can hold.
  var widths: [Int]

  /// The quantities in another guise, with the categories of the rows that they come from.
  func changed(by guise: Guise) throws -> MixedRows {
    var changed = self
    changed.quantities = try guise.change(quantities)
    changed.categories = Array(
      repeating: widths.map { _ in 0 }, count: changed.quantities.rows)
    for row in categories.indices {
      for place in guise.counterpart(row) { changed.categories[place] = categories[row] }
    }
    return changed
  }

  /// The segment of each row.
  func labels(
    as form: CategoryRelationTests.Form, weights: [Double]? = nil, stretch: Double = 1,
    threads: Int = 2
  ) throws -> [Int] {
    let control = RunControl(threads: threads)
    // What a category costs is a squared distance.
    let gamma = 8 * stretch * stretch
    switch form {
    case .numbers:
      let rows = zip(quantities.rowArrays, categories).map { $0 + $1.map(Double.init) }
      let isNominal =
        [Bool](repeating: false, count: quantities.columns) + widths.map { _ in true }
      return try KPrototypes(k: 3, isNominal: isNominal, gamma: gamma)
        .fit(Matrix(rows), weights: weights, control: control).labels
    case .indicators:
      let indicator = IndicatorPrototypes.indicator(gamma: gamma)
      let rows = zip(quantities.rowArrays, categories).map { row, own in
        row
          + zip(widths, own).flatMap { width, category in
            (0..<width).map { $0 == category ? indicator : 0 }
          }
      }
      let points = try PreparedPoints(Matrix(rows), weights: weights, control: control)
      return try IndicatorPrototypes(k: 3, blocks: widths, indicator: indicator)
        .fit(points, control: control).labels
    }
  }
}
