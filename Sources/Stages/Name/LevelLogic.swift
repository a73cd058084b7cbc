import Planning
import Syntax

/// The levels that a condition tests, to find out before any data are read which combinations of
/// levels a list of rules covers.
indirect enum LevelLogic {
  case level(feature: String, SegmentLevels.Level)
  case constant(Bool)
  /// Another condition, such as `monetary > 1000`, which may be true or false.
  case open
  case not(LevelLogic)
  case and(LevelLogic, LevelLogic)
  case or(LevelLogic, LevelLogic)

  init(_ expression: Expression) {
    switch expression {
    case .parenthesized(let inner, _): self = LevelLogic(inner)
    case .boolean(let value, _): self = .constant(value)
    case .unary(.not, let operand, _): self = .not(LevelLogic(operand))
    case .binary(.and, let left, let right, _): self = .and(LevelLogic(left), LevelLogic(right))
    case .binary(.or, let left, let right, _): self = .or(LevelLogic(left), LevelLogic(right))
    case .test(.name(let feature), let negated, is: let word?, _):
      guard let level = SegmentLevels.Level(rawValue: word.text) else {
        self = .open
        return
      }
      let test = LevelLogic.level(feature: feature.text, level)
      self = negated ? .not(test) : test
    case .number, .string, .text, .date, .null, .name, .optionalName, .call, .unary, .binary, .test,
      .range, .list, .block, .cases, .conditional, .pipeline, .missing:
      self = .open
    }
  }

  /// The features whose levels it tests.
  var features: [String] {
    switch self {
    case .level(let feature, _): [feature]
    case .constant, .open: []
    case .not(let inner): inner.features
    case .and(let left, let right), .or(let left, let right): left.features + right.features
    }
  }

  /// Whether it is true for a combination of levels; `nil` if that is unknown.
  func holds(_ levels: [String: SegmentLevels.Level]) -> Bool? {
    switch self {
    case .level(let feature, let level): return levels[feature].map { $0 == level }
    case .constant(let value): return value
    case .open: return nil
    case .not(let inner): return inner.holds(levels).map { !$0 }
    case .and(let left, let right):
      let (a, b) = (left.holds(levels), right.holds(levels))
      if a == false || b == false { return false }
      return a == nil || b == nil ? nil : true
    case .or(let left, let right):
      let (a, b) = (left.holds(levels), right.holds(levels))
      if a == true || b == true { return true }
      return a == nil || b == nil ? nil : false
    }
  }
}

/// The coverage of all combinations of levels by a list of rules, of which the first match wins.
///
/// ```swift
/// let rules: [LevelLogic?] = [.level(feature: "recency", .low), .level(feature: "recency", .high)]
/// LevelCoverage(rules)?.unowned  // ["recency mid"]
/// ```
struct LevelCoverage {
  /// Indices of the rules that no combination reaches.
  let unreachable: [Int]
  /// Combinations that no rule matches, each as `recency mid, monetary low`.
  let unowned: [String]
  /// The number of combinations.
  let combinations: Int

  /// With more features than this there are too many combinations to check.
  static let mostFeatures = 8

  /// Checks all combinations; a rule of `nil` is `else`, and the result is `nil` for too many features.
  init?(_ rules: [LevelLogic?]) {
    let features = rules.flatMap { $0?.features ?? [] }.uniqued
    guard features.count <= Self.mostFeatures else { return nil }
    let levels = SegmentLevels.Level.allCases
    combinations = features.reduce(1) { count, _ in count * levels.count }
    var isReached = [Bool](repeating: false, count: rules.count)
    var unowned: [String] = []
    for number in 0..<combinations {
      var rest = number
      var chosen: [String: SegmentLevels.Level] = [:]
      for feature in features.reversed() {
        chosen[feature] = levels[rest % levels.count]
        rest /= levels.count
      }
      var mayBeOwned = false
      for (place, rule) in rules.enumerated() {
        let holds = rule.map { $0.holds(chosen) } ?? true
        if holds == false { continue }
        isReached[place] = true
        mayBeOwned = true
        if holds == true { break }
      }
      if !mayBeOwned {
        unowned.append(
          features.map { "\($0) \(chosen[$0]?.rawValue ?? "")" }.joined(separator: ", "))
      }
    }
    self.unowned = unowned
    unreachable = isReached.indices.filter { !isReached[$0] }
  }
}
