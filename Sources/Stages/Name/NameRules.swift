import Diagnostics
import Planning
import Relations
import Syntax

/// One line of a `name` block, checked.
struct NameRule: Sendable {
  /// `nil` for `else`.
  let condition: Scalar?
  /// The condition as written.
  let code: String?
  let name: String
}

extension NameRule {
  /// The column with the level of a feature while rules are evaluated.
  static func levelColumn(_ feature: String) -> String { "level of \(feature)" }

  /// The columns that a condition can use: the medians, size, share and levels of a segment.
  static func columns(of features: FeaturesType, levels: [String]) -> TableType {
    var columns = features.features.map {
      ColumnType($0.name, $0.type, missing: .never, personal: $0.personal)
    }
    columns.append(ColumnType("customers", .integer, missing: .never))
    columns.append(ColumnType("share", .ratio, missing: .never))
    columns += levels.map { ColumnType(levelColumn($0), .text, missing: .never) }
    return TableType(columns, name: "the segments")
  }
}

extension StageChecker {
  /// The rules of a block `{condition => "name", …, else => "name"}`.
  ///
  /// `levels` are the features whose levels a rule tests.
  mutating func nameRules(
    _ block: Block, of features: FeaturesType
  ) -> (rules: [NameRule], levels: [String])? {
    var entries: [(condition: Expression?, value: Expression, range: SourceRange)] = []
    for entry in block.entries {
      switch entry {
      case .rule(let condition, let value, let range): entries.append((condition, value, range))
      case .field(let name, _):
        report(
          .unexpectedKind(
            "a field", wanted: "a rule", at: name.range,
            remark: "write `recency is low => \"Champions\"`"))
        return nil
      }
    }
    for entry in entries { entry.condition.map { checkLevels($0, of: features) } }
    guard !hasProblems else { return nil }
    reportCoverage(entries, block)
    let levels = entries.flatMap { $0.condition.map { LevelLogic($0).features } ?? [] }.uniqued
    var checker = ExpressionChecker(
      columns: NameRule.columns(of: features, levels: levels), functions: functions, mode: .rows)
    var rules: [NameRule] = []
    for entry in entries {
      var condition: TypedScalar?
      if let written = entry.condition {
        condition = checker.condition(written.readingLevels, in: scope)
      }
      guard let value = constant(entry.value, for: "a name") else { continue }
      guard case .text(let name)? = value.literal, !name.isEmpty else {
        report(
          .unexpectedKind(
            value.type.phrase, wanted: "a name in double quotes", at: entry.value.range))
        continue
      }
      rules.append(
        NameRule(
          condition: condition?.scalar, code: entry.condition?.source, name: name))
    }
    checker.problems.forEach { report($0) }
    return hasProblems ? nil : (rules, levels)
  }

  /// Checks that `x is low` names a feature and one of the three levels.
  private mutating func checkLevels(_ expression: Expression, of features: FeaturesType) {
    switch expression {
    case .parenthesized(let inner, _), .unary(_, let inner, _): checkLevels(inner, of: features)
    case .binary(_, let left, let right, _):
      checkLevels(left, of: features)
      checkLevels(right, of: features)
    case .test(.name(let feature), _, is: let word?, _):
      _ = column(.name(feature), in: features.asFeaturesOfModel)
      let levels = SegmentLevels.Level.allCases.map(\.rawValue)
      if !levels.contains(word.text) {
        let near = nearestName(to: word.text, among: levels)
        report(
          Diagnostic(
            .unknownChoice, "`\(word.text)` is not a level", at: word.range,
            remark: near.map { "did you mean `\($0)`?" } ?? "levels: low, mid, high",
            fixes: near.map { [Diagnostic.Fix($0, at: word.range)] } ?? []))
      }
    case .number, .string, .text, .date, .boolean, .null, .name, .optionalName, .call, .test,
      .range, .list, .block, .cases, .conditional, .pipeline, .missing:
      break
    }
  }

  /// Reports rules that are never reached, and combinations of levels that no rule matches.
  private mutating func reportCoverage(
    _ entries: [(condition: Expression?, value: Expression, range: SourceRange)], _ block: Block
  ) {
    guard let coverage = LevelCoverage(entries.map { $0.condition.map { LevelLogic($0) } }) else {
      return
    }
    for place in coverage.unreachable {
      let earlier = entries[..<place].map { $0.condition?.source ?? "else" }
      report(
        Diagnostic(
          .unreachableName,
          "no segment can be called \(quoted(entries[place].value.source.trimmingQuotes))",
          at: entries[place].range,
          remark: place == 0
            ? "the condition is false for every combination of levels"
            : "rules above it match everything that it matches",
          notes: earlier.isEmpty ? [] : ["above it: " + earlier.joined(separator: "; ")]))
    }
    if !coverage.unowned.isEmpty {
      let shown = coverage.unowned.prefix(6).joined(separator: " · ")
      let rest = coverage.unowned.count - min(6, coverage.unowned.count)
      report(
        Diagnostic(
          .namelessLevels,
          "\(coverage.unowned.count) of \(coverage.combinations) combinations of levels have no "
            + "name", at: block.range,
          notes: [shown + (rest > 0 ? " · and \(rest) more" : "")],
          fixes: [Diagnostic.Fix("else => \"Other\"", remark: "as the last line")]))
    }
  }

  /// `{recency: 30...90}`: a feature is low up to the first value, and high from the second.
  mutating func levelCuts(
    _ block: Block, of features: FeaturesType
  ) -> [SegmentLevels.Cuts]? {
    var cuts: [SegmentLevels.Cuts] = []
    for entry in block.entries {
      switch entry {
      case .rule(_, _, let range):
        report(
          .unexpectedKind("a rule", wanted: "cuts such as recency: 30...90", at: range))
      case .field(let name, let value):
        guard column(.name(QualifiedName([name])), in: features.asFeaturesOfModel) != nil,
          let range = numberRange(value)
        else { continue }
        cuts.append(
          SegmentLevels.Cuts(feature: name.text, low: range.lowerBound, high: range.upperBound))
      }
    }
    return hasProblems ? nil : cuts
  }
}

extension FeaturesType {
  /// The features that have levels.
  fileprivate var asFeaturesOfModel: TableType {
    TableType(features, name: "the features of the model")
  }
}

extension Expression {
  /// The condition with `x is low` as a comparison with the column of the levels of x.
  fileprivate var readingLevels: Expression {
    switch self {
    case .parenthesized(let inner, let range): return .parenthesized(inner.readingLevels, range)
    case .unary(let sign, let operand, let range):
      return .unary(sign, operand.readingLevels, range)
    case .binary(let symbol, let left, let right, let range):
      return .binary(symbol, left.readingLevels, right.readingLevels, operatorRange: range)
    case .test(.name(let feature), let negated, is: let word?, let range):
      let column = QualifiedName([
        Name(NameRule.levelColumn(feature.text), quoted: true, at: feature.range)
      ])
      return .binary(
        negated ? .notEqual : .equal, .name(column),
        .string(StringLiteral(word.text, at: word.range)),
        operatorRange: range)
    case .number, .string, .text, .date, .boolean, .null, .name, .optionalName, .call, .test,
      .range, .list, .block, .cases, .conditional, .pipeline, .missing:
      return self
    }
  }
}

extension String {
  /// The text of a literal as it was written, without its quotes.
  fileprivate var trimmingQuotes: String {
    count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
  }
}
