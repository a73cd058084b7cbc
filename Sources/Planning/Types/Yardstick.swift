import Relations

/// A column by which candidates are compared beside their metrics: money, or an outcome.
package struct Yardstick: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    /// A number, compared by its means.
    case number
    /// True or false: the share of what is true, and a category of two.
    case share
    /// Words, compared by how they are mixed.
    case category
  }

  /// A number that it gives for each candidate.
  package enum Measure: String, CaseIterable, Sendable {
    case least, most, spread
    case etaSquared = "eta_squared"
    case cramersV = "cramers_v"

    /// Whether a candidate is better for having more of it.
    ///
    /// A poor segment that is less poor, or a
    /// rich one that is richer, says nothing by itself.
    package var canPick: Bool {
      switch self {
      case .spread, .etaSquared, .cramersV: true
      case .least, .most: false
      }
    }
  }

  package let column: String
  package let kind: Kind
  /// The type of the means; of a share it is a ratio.
  package let type: DataType

  /// A yardstick, or `nil` for a column that cannot be one: an id, a date, a duration.
  package init?(_ column: ColumnType) {
    self.column = column.name
    switch column.type {
    case .integer, .number: (kind, type) = (.number, .number)
    case .ratio, .money: (kind, type) = (.number, column.type)
    case .boolean: (kind, type) = (.share, .ratio)
    case .text: (kind, type) = (.category, .text)
    case .id, .date, .timestamp, .duration: return nil
    }
  }

  /// What it gives, in the order of the columns.
  package var measures: [Measure] {
    switch kind {
    case .number: [.least, .most, .spread, .etaSquared]
    case .share: [.least, .most, .spread, .cramersV]
    case .category: [.cramersV]
    }
  }

  /// The column of the candidates' table: `monetary_eta_squared`.
  package func name(of measure: Measure) -> String { "\(column)_\(measure.rawValue)" }

  /// The columns that it adds to the table of candidates.
  package var columns: [ColumnType] {
    measures.map {
      ColumnType(
        name(of: $0), isInItsUnit($0) ? type : .number, missing: .declared,
        definition: definition(of: $0))
    }
  }

  /// Whether a measure is in the unit of the column.
  package func isInItsUnit(_ measure: Measure) -> Bool {
    switch measure {
    case .least, .most, .spread: true
    case .etaSquared, .cramersV: false
    }
  }

  /// The definition in one line, as reports print it.
  package func definition(of measure: Measure) -> String {
    let mean = kind == .share ? "share of `\(column)`" : "mean of `\(column)`"
    return switch measure {
    case .least: "the least \(mean) of a segment"
    case .most: "the greatest \(mean) of a segment"
    case .spread: "the greatest less the least \(mean) of a segment"
    case .etaSquared:
      "the part of the variance of `\(column)` that lies between segments (η²); 0…1"
    case .cramersV: "how strongly `\(column)` goes with the segments (Cramér's V); 0…1"
    }
  }
}

extension [Yardstick] {
  /// These and those that are not among them.
  package func joined(by others: [Yardstick]) -> [Yardstick] {
    self + others.filter { other in !contains { $0.column == other.column } }
  }

  /// Each measure with the name of its column.
  package var named: [(name: String, yardstick: Yardstick, measure: Yardstick.Measure)] {
    flatMap { yardstick in yardstick.measures.map { (yardstick.name(of: $0), yardstick, $0) } }
  }
}
