import Relations

extension Column {
  /// A column of these cells, which are of one type, or whole numbers, decimals and numbers.
  ///
  /// All whole numbers make whole numbers; decimals among them make decimals if they fit one scale;
  /// otherwise all are numbers.
  package init(_ literals: [Literal], type: ScalarType) {
    let missing = literals.indices.filter { literals[$0] == .null }
    let present = presence(nil, without: missing, count: literals.count)
    func cells<Element>(_ filler: Element, _ take: (Literal) -> Element?) -> Cells<Element> {
      Cells(
        literals.map { literal in
          if literal == .null { return filler }
          guard let value = take(literal) else {
            preconditionFailure("a cell of type \(type.rawValue), not \(literal)")
          }
          return value
        }, validity: present)
    }
    switch type {
    case .boolean:
      self = .boolean(cells(false) { if case .boolean(let value) = $0 { value } else { nil } })
    case .integer:
      self = .integer(cells(0) { if case .integer(let value) = $0 { value } else { nil } })
    case .number: self = Column.numbers(literals, present)
    case .text:
      var index = TextIndex()
      let codes = cells(Int32(0)) { literal -> Int32? in
        if case .text(let value) = literal { index.intern(value.utf8) } else { nil }
      }
      self = .text(TextCells(codes: codes, dictionary: index.pool))
    case .date:
      self = .date(cells(0) { if case .date(let value) = $0 { value } else { nil } })
    case .timestamp:
      self = .timestamp(cells(0) { if case .timestamp(let value) = $0 { value } else { nil } })
    case .duration:
      self = .duration(
        cells(Duration()) { if case .duration(let value) = $0 { value } else { nil } })
    }
  }

  private static func numbers(_ literals: [Literal], _ present: Bitmap?) -> Column {
    var scale = 0
    var isExact = true
    for literal in literals {
      switch literal {
      case .decimal(_, let own): scale = max(scale, own)
      case .integer, .null: break
      case .number, .boolean, .text, .date, .timestamp, .duration: isExact = false
      }
    }
    if isExact {
      let mantissas = literals.map { literal in
        literal == .null ? 0 : ExactDecimal(literal)?.mantissa(scale: scale)
      }
      let fitting = mantissas.compactMap { $0 }
      if fitting.count == literals.count {
        return .decimal(Cells(fitting, validity: present), scale: scale)
      }
    }
    let values = literals.map { literal -> Double in
      switch literal {
      case .null: return 0
      case .number(let value): return value
      case .integer(let value): return Double(value)
      case .decimal, .boolean, .text, .date, .timestamp, .duration:
        guard let decimal = ExactDecimal(literal) else {
          preconditionFailure("a number, not \(literal)")
        }
        return decimal.number
      }
    }
    return .number(Cells(values, validity: present))
  }
}
