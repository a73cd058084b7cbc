import Diagnostics
import Documents
import Planning
import Relations

/// Something in a table that would distort a segmentation.
struct DataAlert: Sendable {
  enum Kind: String, Sendable {
    case duplicates, missingID = "missing_id", dominantValue = "dominant_value", negative, missing
    case correlated, shortSpan = "short_span", textColumn = "text_column", constant
  }

  let kind: Kind
  /// `nil` if it is about whole rows.
  let column: String?
  /// The finding, as a sentence.
  let finding: String
  /// A stage that fixes it, if there is one.
  let fix: String?
  /// The share 0...1 of rows, customers or money that it affects; it decides the order of the list.
  let weight: Double
}

/// Finds the problems that a profile warns about.
struct DataAlerts {
  let profile: DataProfile
  let table: TableType

  /// The most important first; ties in the order of the rules and columns.
  var ranked: [DataAlert] {
    let found = duplicates + missingIDs + dominantValues + negatives + missingCells + correlated
    let rest = shortSpan + textColumns + constants
    return (found + rest).enumerated()
      .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element)
  }

  private func column(of role: Role) -> DataProfile.Column? {
    guard case .column(let name) = RoleFinding.find(role, in: table) else { return nil }
    return profile.columns.first { $0.name == name }
  }

  private func share(_ count: Int) -> Double { Double(count) / Double(max(1, profile.rows)) }

  private var duplicates: [DataAlert] {
    guard profile.duplicates > 0 else { return [] }
    return [
      DataAlert(
        kind: .duplicates, column: nil,
        finding:
          "\(counted(profile.duplicates, "row")) (\(percent(share(profile.duplicates)))) repeat an "
          + "earlier row in every column: their money counts twice",
        fix: "| dedupe because \"exported twice\"", weight: 0.5 + share(profile.duplicates))
    ]
  }

  private var missingIDs: [DataAlert] {
    guard let id = column(of: .id), id.missing > 0 else { return [] }
    return [
      DataAlert(
        kind: .missingID, column: id.name,
        finding:
          "\(counted(id.missing, "row")) (\(percent(share(id.missing)))) have no "
          + "`\(id.name)` and cannot be assigned to a customer",
        fix: "| drop \(quotedName(id.name)) is null because \"no customer id\"",
        weight: 0.4 + share(id.missing))
    ]
  }

  /// Numbers whose maximum is so far beyond the 95% quantile that it would be a segment of its own.
  private var dominantValues: [DataAlert] {
    numeric.compactMap { column -> DataAlert? in
      guard column.quantiles.count == 7, column.count >= 20, !isIdentifier(column),
        let low = column.quantiles.first?.doubleValue,
        let high = column.quantiles.last?.doubleValue,
        let median = column.quantiles[3].doubleValue, let q05 = column.quantiles[1].doubleValue,
        let q95 = column.quantiles[5].doubleValue
      else { return nil }
      let usual = max(q95 - median, median - q05)
      let reach = max(high - median, median - low)
      guard usual > 0, reach > 20 * usual else { return nil }
      let extreme = high - median >= median - low ? high : low
      return DataAlert(
        kind: .dominantValue, column: column.name,
        finding:
          "one value of `\(column.name)` is \(readable(extreme, significant: 4)), but nine in ten "
          + "are in \(readable(q05, significant: 4))...\(readable(q95, significant: 4)): its customer "
          + "would be a segment of one",
        fix: "| outliers \(quotedName(column.name)) by mad", weight: 0.9)
    }
  }

  private var negatives: [DataAlert] {
    numeric.compactMap { column -> DataAlert? in
      guard !isIdentifier(column), let low = column.quantiles.first?.doubleValue, low < 0,
        let q05 = column.quantiles.dropFirst().first?.doubleValue, q05 >= 0
      else { return nil }
      let name = quotedName(column.name)
      return DataAlert(
        kind: .negative, column: column.name,
        finding:
          "`\(column.name)` is negative in fewer than 5% of the rows: cancellations or corrections "
          + "that reduce the money of their customers",
        fix: "| keep \(name) >= 0 because \"cancellations are looked at elsewhere\"", weight: 0.3)
    }
  }

  private var missingCells: [DataAlert] {
    let id = column(of: .id)?.name
    return profile.columns.compactMap { column -> DataAlert? in
      guard column.name != id, share(column.missing) > 0.2 else { return nil }
      return DataAlert(
        kind: .missing, column: column.name,
        finding:
          "`\(column.name)` is missing in \(percent(share(column.missing))) of the rows",
        fix: share(column.missing) > 0.6 ? "| without \(quotedName(column.name))" : nil,
        weight: 0.2 * share(column.missing))
    }
  }

  private var correlated: [DataAlert] {
    profile.pairs.compactMap { pair -> DataAlert? in
      guard let r = pair.correlation, r.magnitude > 0.9 else { return nil }
      return DataAlert(
        kind: .correlated, column: pair.second,
        finding:
          "`\(pair.first)` and `\(pair.second)` correlate at \(readable(r)): as features they count "
          + "the same information twice",
        fix: "| without \(quotedName(pair.second))", weight: 0.25)
    }
  }

  private var shortSpan: [DataAlert] {
    guard let date = column(of: .date), let first = date.quantiles.first?.days,
      let last = date.quantiles.last?.days, last - first < 183
    else { return [] }
    return [
      DataAlert(
        kind: .shortSpan, column: date.name,
        finding:
          "`\(date.name)` spans \(counted(Int(last - first) + 1, "day")): fewer than six months say "
          + "little about how often customers buy",
        fix: nil, weight: 0.35)
    ]
  }

  /// Columns that look like numbers or dates but were read as text.
  private var textColumns: [DataAlert] {
    table.remarks.compactMap { remark -> DataAlert? in
      let names = [Role.id, .order].compactMap { self.column(of: $0)?.name }
      guard table[remark.column]?.type == .text, !names.contains(remark.column) else { return nil }
      return DataAlert(
        kind: .textColumn, column: remark.column, finding: remark.text,
        fix: remark.fixes.first?.replacement, weight: 0.15)
    }
  }

  private var constants: [DataAlert] {
    profile.columns.filter { $0.distinct == 1 && $0.missing == 0 && profile.rows > 1 }.map {
      DataAlert(
        kind: .constant, column: $0.name, finding: "`\($0.name)` is the same in every row",
        fix: "| without \(quotedName($0.name))", weight: 0.01)
    }
  }

  private var numeric: [DataProfile.Column] {
    profile.columns.filter { column in
      !column.isPersonal && (table[column.name]?.type.isNumeric ?? false)
    }
  }

  /// Whether the numbers of a column are ids.
  private func isIdentifier(_ column: DataProfile.Column) -> Bool {
    [Role.id, .order].contains { self.column(of: $0)?.name == column.name }
      || table[column.name]?.type.isNumeric != true
  }
}

extension Literal {
  /// Days since 1970 of a date or timestamp.
  fileprivate var days: Double? {
    switch self {
    case .date(let day): Double(day)
    case .timestamp(let microseconds): Double(microseconds) / 86_400_000_000
    default: nil
    }
  }
}
