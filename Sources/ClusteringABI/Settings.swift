/// Settings by name, set by the caller one at a time.
///
/// A class, because the caller holds a handle to it.
final class Settings {
  enum Value {
    case number(Double)
    case text(String)
    case numbers([Double])
    case integers([Int])
  }

  var values: [String: Value] = [:]
}

/// Settings as one call reads them.
///
/// It records which names were read, so that an unread name can be rejected: otherwise a misspelt
/// setting would silently fall back to the default.
struct SettingsReader {
  private let values: [String: Settings.Value]
  private var asked: Set<String> = []

  init(_ settings: Settings?) { values = settings?.values ?? [:] }

  private mutating func value(_ name: String) -> Settings.Value? {
    asked.insert(name)
    return values[name]
  }

  /// Whether a setting is given, of any kind.
  mutating func has(_ name: String) -> Bool { value(name) != nil }

  /// A number, or `nil` if it is not given.
  mutating func number(_ name: String) throws(RequestFailure) -> Double? {
    switch value(name) {
    case .number(let number): number
    case .text, .numbers, .integers: throw .otherKind(setting: name, expected: "a number")
    case nil: nil
    }
  }

  mutating func number(_ name: String, or usual: Double) throws(RequestFailure) -> Double {
    try number(name) ?? usual
  }

  /// A whole number of at least 0, or `nil` if it is not given.
  mutating func count(_ name: String) throws(RequestFailure) -> Int? {
    guard let number = try number(name) else { return nil }
    // Up to 2⁵³ every whole number is exact as a double.
    guard number == number.rounded(), number >= 0, number <= 9_007_199_254_740_992 else {
      throw .outOfRange(setting: name, expected: "a whole number of at least 0")
    }
    return Int(number)
  }

  mutating func count(_ name: String, or usual: Int) throws(RequestFailure) -> Int {
    try count(name) ?? usual
  }

  /// A whole number that must be given.
  mutating func neededCount(_ name: String) throws(RequestFailure) -> Int {
    guard let count = try count(name) else { throw .missing(setting: name) }
    return count
  }

  mutating func seed() throws(RequestFailure) -> UInt64 { UInt64(try count("seed", or: 1)) }

  /// One of the names of an enum.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, or usual: Choice
  ) throws(RequestFailure) -> Choice where Choice.RawValue == String {
    switch value(name) {
    case .text(let text):
      guard let choice = Choice(rawValue: text) else {
        throw .unknown(what: name, name: text, known: Choice.allCases.map(\.rawValue))
      }
      return choice
    case .number, .numbers, .integers: throw .otherKind(setting: name, expected: "a text")
    case nil: return usual
    }
  }

  /// Numbers, or `nil` if they are not given.
  mutating func numbers(_ name: String) throws(RequestFailure) -> [Double]? {
    switch value(name) {
    case .numbers(let numbers): numbers
    case .number, .text, .integers: throw .otherKind(setting: name, expected: "numbers")
    case nil: nil
    }
  }

  /// Whole numbers, or `nil` if they are not given.
  mutating func integers(_ name: String) throws(RequestFailure) -> [Int]? {
    switch value(name) {
    case .integers(let integers): integers
    case .number, .text, .numbers: throw .otherKind(setting: name, expected: "whole numbers")
    case nil: nil
    }
  }

  /// Whole numbers that must be given.
  mutating func neededIntegers(_ name: String) throws(RequestFailure) -> [Int] {
    guard let integers = try integers(name) else { throw .missing(setting: name) }
    return integers
  }

  /// Rejects names that were not read; call it last.
  func finish() throws(RequestFailure) {
    guard let stranger = values.keys.filter({ !asked.contains($0) }).min() else { return }
    throw .unknown(what: "setting", name: stranger, known: asked.sorted())
  }
}
