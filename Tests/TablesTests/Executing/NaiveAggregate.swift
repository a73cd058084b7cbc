import Relations

@testable import Tables

/// The aggregates of one group, from their definitions.
struct NaiveAggregate {
  let names: [String]
  let rows: [[Literal]]

  private func all(_ scalar: Scalar) -> [Literal] {
    rows.map { NaiveScalar(names: names, row: $0).value(scalar) }
  }

  private func present(_ scalar: Scalar) -> [Literal] { all(scalar).filter { $0 != .null } }

  func value(_ aggregate: Aggregate) -> Literal {
    switch aggregate {
    case .rows: return .integer(Int64(rows.count))
    case .count(let scalar): return .integer(Int64(present(scalar).count))
    case .missing(let scalar): return .integer(Int64(all(scalar).count - present(scalar).count))
    case .distinct(let scalar): return .integer(Int64(runs(scalar).count))
    case .sum(let scalar): return sum(present(scalar))
    case .mean(let scalar):
      let cells = present(scalar)
      return cells.isEmpty ? .null : .number(total(cells) / Double(cells.count))
    case .deviation(let scalar, let denominator):
      let cells = present(scalar).map(double)
      let divisor = denominator == .population ? cells.count : cells.count - 1
      if divisor < 1 { return .null }
      let mean = cells.reduce(0, +) / Double(cells.count)
      let squares = cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return .number((squares / Double(divisor)).squareRoot())
    case .quantile(let scalar, let probability):
      let cells = present(scalar).sorted { order($0, $1) < 0 }.map(double)
      if cells.isEmpty { return .null }
      let position = Double(cells.count - 1) * probability
      let below = Int(position.rounded(.down))
      let above = min(below + 1, cells.count - 1)
      return .number(
        cells[below] + (position - Double(below)) * (cells[above] - cells[below]))
    case .min(let scalar): return present(scalar).min { order($0, $1) < 0 } ?? .null
    case .max(let scalar): return present(scalar).max { order($0, $1) < 0 } ?? .null
    case .share(let condition):
      let cells = present(condition)
      let holding = cells.filter { $0 == .boolean(true) }.count
      return cells.isEmpty ? .null : .number(Double(holding) / Double(cells.count))
    case .any(let condition):
      let cells = present(condition)
      return cells.isEmpty ? .null : .boolean(cells.contains(.boolean(true)))
    case .all(let condition):
      let cells = present(condition)
      return cells.isEmpty ? .null : .boolean(!cells.contains(.boolean(false)))
    case .mode(let scalar):
      let runs = self.runs(scalar)
      let most = runs.map(\.count).max() ?? 0
      return runs.first { $0.count == most }?.value ?? .null
    case .first(let scalar, let by): return edge(scalar, by, sign: 1)
    case .last(let scalar, let by): return edge(scalar, by, sign: -1)
    }
  }

  private func edge(_ scalar: Scalar, _ by: Scalar, sign: Int) -> Literal {
    let pairs = zip(all(scalar), all(by)).filter { $0 != .null && $1 != .null }
    return pairs.min { left, right in
      let comparison = sign * order(left.1, right.1)
      return comparison == 0 ? order(left.0, right.0) < 0 : comparison < 0
    }?.0 ?? .null
  }

  /// Distinct cells ascending, with how often each occurs.
  private func runs(_ scalar: Scalar) -> [(value: Literal, count: Int)] {
    var runs: [(value: Literal, count: Int)] = []
    for cell in present(scalar).sorted(by: { order($0, $1) < 0 }) {
      if let last = runs.last, order(last.value, cell) == 0 {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((cell, 1))
      }
    }
    return runs
  }

  private func sum(_ cells: [Literal]) -> Literal {
    if cells.isEmpty { return .null }
    guard cells.allSatisfy({ fraction($0) != nil }) else { return .number(total(cells)) }
    let scale = cells.compactMap { fraction($0)?.scale }.max() ?? 0
    let sum = cells.reduce(Int128(0)) { sum, cell in
      guard let (mantissa, own) = fraction(cell) else { return sum }
      return sum + mantissa * power(scale - own)
    }
    if let narrow = Int64(exactly: sum) {
      return scale == 0 ? .integer(narrow) : .decimal(mantissa: narrow, scale: scale)
    }
    return .number(required(Double("\(sum)e-\(scale)")))
  }

  private func total(_ cells: [Literal]) -> Double { cells.map(double).reduce(0, +) }
}
