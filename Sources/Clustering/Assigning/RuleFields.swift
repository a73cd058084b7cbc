import Matrices

/// The stored form of a rule: named values in a fixed order.
///
/// It is independent of file formats. To store rules in a format, map each kind of value to it and
/// implement `RuleReader` to read them.
///
/// ```swift
/// let fields: RuleFields = ["centroids": .matrix(centroids), "fuzziness": .number(2)]
/// ```
public struct RuleFields: Equatable, Sendable, ExpressibleByDictionaryLiteral {
  /// A value of a field.
  public indirect enum Value: Equatable, Sendable {
    /// A word.
    case text(String)
    /// A whole number.
    case whole(Int)
    /// A number, perhaps infinite.
    case number(Double)
    /// Yes or no.
    case flag(Bool)
    /// Whole numbers.
    case wholes([Int])
    /// Numbers, perhaps infinite.
    case numbers([Double])
    /// Several yes/no values.
    case flags([Bool])
    /// Rows of finite numbers.
    case matrix(Matrix)
    /// Several matrices.
    case matrices([Matrix])
    /// Fields within a field.
    case fields(RuleFields)
    /// Several groups of fields.
    case list([RuleFields])
  }

  /// A name with its value.
  public struct Field: Equatable, Sendable {
    /// Unique among the fields.
    public let name: String
    /// The value.
    public let value: Value
  }

  /// The fields in their order.
  public private(set) var fields: [Field]

  /// Fields in the order of a literal.
  public init(dictionaryLiteral elements: (String, Value)...) {
    fields = elements.map { Field(name: $0, value: $1) }
  }

  /// Adds a field at the end.
  public mutating func append(_ name: String, _ value: Value) {
    fields.append(Field(name: name, value: value))
  }
}

/// Reads the fields of a rule from a file format.
///
/// A field that is missing or of a different kind is a fault, which names its place in the file.
public protocol RuleReader {
  /// Why fields do not form a rule.
  associatedtype Fault: Error

  /// A word.
  func text(_ name: String) throws(Fault) -> String
  /// A whole number.
  func whole(_ name: String) throws(Fault) -> Int
  /// A finite number.
  func number(_ name: String) throws(Fault) -> Double
  /// Yes or no.
  func flag(_ name: String) throws(Fault) -> Bool
  /// Whole numbers.
  func wholes(_ name: String) throws(Fault) -> [Int]
  /// Finite numbers.
  func numbers(_ name: String) throws(Fault) -> [Double]
  /// Numbers, some of which may be +∞.
  func numbersOrInfinity(_ name: String) throws(Fault) -> [Double]
  /// Several yes/no values.
  func flags(_ name: String) throws(Fault) -> [Bool]
  /// Rows of finite numbers, all of the same width: the given width, or that of the first row, which
  /// must then exist.
  func matrix(_ name: String, columns: Int?) throws(Fault) -> Matrix
  /// Several matrices, each with at least one row.
  func matrices(_ name: String) throws(Fault) -> [Matrix]
  /// Several groups of fields.
  func list(_ name: String) throws(Fault) -> [Self]
  /// Fields within a field; `nil` if there is no such field.
  func group(_ name: String) -> Self?
  /// The fault of a field that is inconsistent with the others.
  func misfit(_ name: String) -> Fault
}

extension RuleReader {
  /// Rows of finite numbers, at least one.
  func matrix(_ name: String) throws(Fault) -> Matrix { try matrix(name, columns: nil) }

  /// Throws the fault of a field unless it is consistent with the others.
  func require(_ fits: Bool, _ name: String) throws(Fault) {
    guard fits else { throw misfit(name) }
  }
}
