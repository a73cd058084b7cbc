/// A value of RFC 8259, from which one text can be written and only one.
///
/// The members of an object are written sorted by the UTF-8 bytes of their names, so the order in
/// which they are given says nothing.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// Written as the shortest digits that read back the same; what is not finite as `null`.
  case number(Double)
  /// Exactly `mantissa × 10^-scale`, written with all its digits.
  case decimal(mantissa: Int64, scale: Int)
  case string(String)
  case array([JSONValue])
  /// Names are unique.
  case object([(String, JSONValue)])

  /// The member of that name, if this is an object that has one.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.0.utf8.elementsEqual(name.utf8) }?.1
  }

  /// The text, if this is a text.
  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The whole number, if this is one.
  package var integer: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The value of any kind of number.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .decimal(let mantissa, let scale): Double(decimalText(mantissa: mantissa, scale: scale))
    case .null, .bool, .string, .array, .object: nil
    }
  }

  /// The truth value, if this is one.
  package var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements, if this is an array.
  package var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }
}

extension JSONValue: Equatable {
  /// Same kind, same value; the order of members does not count.
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.integer(let a), .integer(let b)): return a == b
    case (.number(let a), .number(let b)): return a == b
    case (.decimal(let a, let scaleA), .decimal(let b, let scaleB)):
      return a == b && scaleA == scaleB
    case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
    case (.array(let a), .array(let b)): return a == b
    case (.object(let a), .object(let b)):
      let (a, b) = (sortedMembers(a), sortedMembers(b))
      return a.count == b.count
        && zip(a, b).allSatisfy { $0.0.utf8.elementsEqual($1.0.utf8) && $0.1 == $1.1 }
    case (.null, _), (.bool, _), (.integer, _), (.number, _), (.decimal, _), (.string, _),
      (.array, _), (.object, _):
      return false
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral text: String) { self = .string(text) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral members: (String, JSONValue)...) { self = .object(members) }
}

/// Members by the UTF-8 bytes of their names; equal names stay as they stood.
func sortedMembers(_ members: [(String, JSONValue)]) -> [(String, JSONValue)] {
  members.enumerated().sorted { a, b in
    if a.element.0.utf8.elementsEqual(b.element.0.utf8) { return a.offset < b.offset }
    return a.element.0.utf8.lexicographicallyPrecedes(b.element.0.utf8)
  }.map(\.element)
}
