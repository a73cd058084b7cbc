/// The cells of a numeric column, exact where the column is.
struct Numerals {
  enum Values {
    /// Each cell is `mantissa × 10^-scale`; `scale` is 0 for whole numbers.
    case exact([Int64], scale: Int)
    case binary([Double])
  }

  let values: Values
  let validity: Bitmap?

  init(_ column: Column) {
    validity = column.validity
    switch column {
    case .integer(let cells): values = .exact(cells.values, scale: 0)
    case .decimal(let cells, let scale): values = .exact(cells.values, scale: scale)
    case .number(let cells): values = .binary(cells.values)
    case .boolean, .text, .date, .timestamp, .duration:
      preconditionFailure("a checked plan does arithmetic only with numbers")
    }
  }

  /// Each cell rounded to the nearest number.
  var doubles: [Double] {
    switch values {
    case .binary(let values): return values
    case .exact(let values, scale: 0): return values.map(Double.init)
    case .exact(let values, let scale):
      let unit = PowerOfTen.wide(scale)
      let limit: Int64 = 1 << 53
      if scale <= 15 {
        // Both sides of the division are numbers as they stand: it rounds once.
        let divisor = Double(unit)
        return values.map {
          -limit...limit ~= $0
            ? Double($0) / divisor : ExactFraction.nearest(Int128($0), over: unit.magnitude)
        }
      }
      return values.map { ExactFraction.nearest(Int128($0), over: unit.magnitude) }
    }
  }
}

/// What is missing where either of two cells is missing.
func intersection(_ left: Bitmap?, _ right: Bitmap?) -> Bitmap? {
  guard let left else { return right }
  guard let right else { return left }
  var both = left
  both.formIntersection(right)
  return both
}

/// The validity of cells of which these are missing for a reason of their own.
func presence(_ present: Bitmap?, without missing: [Int], count: Int) -> Bitmap? {
  if missing.isEmpty { return present }
  var result = present ?? Bitmap(repeating: true, count: count)
  for row in missing { result[row] = false }
  return result
}

extension Column {
  /// Numbers of which those that are not finite are missing.
  static func finiteNumbers(_ values: [Double], validity present: Bitmap?) -> Column {
    var values = values
    var missing: [Int] = []
    for row in values.indices where !values[row].isFinite {
      missing.append(row)
      values[row] = 0
    }
    return .number(
      Cells(values, validity: presence(present, without: missing, count: values.count)))
  }

  /// Whole numbers (scale 0 and `isWhole`) or decimals from mantissas that may be too long.
  ///
  /// When a single present cell does not fit 64 bits, all cells become numbers, each the exact
  /// value rounded once. Whether that happens depends on the values alone, never on their order.
  static func exact(
    count: Int, validity: Bitmap?, scale: Int, isWhole: Bool,
    narrow: (Int) -> (partialValue: Int64, overflow: Bool), wide: (Int) -> Int128
  ) -> Column {
    var mantissas = [Int64](repeating: 0, count: count)
    var overflows = scale > 18
    if !overflows {
      for row in 0..<count {
        let (mantissa, overflow) = narrow(row)
        mantissas[row] = mantissa
        // What stands in a missing cell does not count.
        if overflow, validity.map({ $0[row] }) ?? true { overflows = true }
      }
    }
    if !overflows {
      let cells = Cells(mantissas, validity: validity)
      return isWhole ? .integer(cells) : .decimal(cells, scale: scale)
    }
    let unit = PowerOfTen.wide(scale).magnitude
    let values = (0..<count).map { row in
      validity.map { !$0[row] } ?? false
        ? 0 : ExactFraction.nearest(wide(row), over: unit)
    }
    return .number(Cells(values, validity: validity))
  }
}
