import Diagnostics
import Relations
import Syntax

/// Checks expressions over the columns of a table and gives them their types.
///
/// A method that gives `nil` has reported why. Over single rows an aggregate such as `mean(amount)`
/// is the number of the whole table; over groups it is the number of the group, and a column may
/// stand only inside one.
package struct ExpressionChecker: Sendable {
  package enum Mode: Sendable {
    /// Each row by itself.
    case rows
    /// Groups of rows: `keys` may stand bare.
    case groups(keys: [String])
  }

  package let columns: TableType
  let functions: [String: UserFunction]
  var mode: Mode
  /// What an entity is called in messages: `customer_id`.
  package private(set) var wholeTable = WholeTableNumbers()
  /// The aggregates of the groups, in order of first use.
  package private(set) var aggregates: [NamedAggregate] = []
  package var problems: [Diagnostic] = []
  /// What may be asked of a locked run, where conditions may ask.
  package var drift: DriftQuestions?
  var depth = 0
  /// The columns that were read so far and that a remark explains.
  private var explained: [String] = []

  package init(columns: TableType, functions: [String: UserFunction], mode: Mode) {
    self.columns = columns
    self.functions = functions
    self.mode = mode
  }

  mutating func fail(_ problem: Diagnostic) -> TypedScalar? {
    problems.append(
      problem.code.isAboutKinds ? problem.explained(by: remarksOfColumnsRead) : problem)
    return nil
  }

  /// Why columns that were read are text, if the file has a reason.
  private var remarksOfColumnsRead: [ColumnRemark] {
    columns.remarks.filter { explained.contains($0.column) }
  }

  package mutating func check(_ expression: Expression, in scope: Scope) -> TypedScalar? {
    switch expression {
    case .number(let literal): return number(literal)
    case .string(let literal): return TypedScalar(.literal(.text(literal.value)), .text)
    case .boolean(let value, _): return TypedScalar(.literal(.boolean(value)), .boolean)
    case .null: return TypedScalar(.literal(.null), .text, missing: .declared)
    case .date(let literal): return date(literal)
    case .name(let name): return self.name(name, in: scope)
    case .call(let call): return function(call, in: scope)
    case .parenthesized(let inner, _): return check(inner, in: scope)
    case .unary(let sign, let operand, let range):
      return unary(sign, operand, at: range, in: scope)
    case .binary(let symbol, let left, let right, let range):
      return binary(symbol, left, right, at: range, in: scope)
    case .test(let operand, let negated, let test, let range):
      return self.test(operand, negated: negated, is: test, at: range, in: scope)
    case .conditional(let condition, let then, let otherwise, _):
      return conditional([(condition, then)], otherwise: otherwise, in: scope)
    case .cases(let block, _): return cases(block, in: scope)
    case .pipeline(let pipeline, let range):
      // `(amount)` reads as a pipeline of one name where a pipeline may stand.
      if pipeline.calls.isEmpty, case .expression(let inner)? = pipeline.head {
        return check(inner, in: scope)
      }
      return fail(.unexpectedKind("a pipeline", wanted: "a value", at: range))
    case .range(_, _, _, let range):
      return fail(
        .unexpectedKind(
          "a range", wanted: "a single value", at: range, remark: "a range goes after `in`"))
    case .list(_, let range):
      return fail(
        .unexpectedKind(
          "a list", wanted: "a single value", at: range, remark: "a list goes after `in`"))
    case .block(let block):
      return fail(.unexpectedKind("a block", wanted: "a value", at: block.range))
    case .text(let literal):
      return fail(.unexpectedKind("a text cell", wanted: "a value", at: literal.range))
    case .optionalName(_, let range):
      return fail(
        .unexpectedKind("a type", wanted: "a value", at: range, remark: "`?` belongs to types"))
    case .missing: return nil
    }
  }

  /// A condition: an expression that is true or false.
  package mutating func condition(_ expression: Expression, in scope: Scope) -> TypedScalar? {
    guard let checked = check(expression, in: scope) else { return nil }
    guard checked.type == .boolean else {
      if let problem = quotedColumn(among: [expression]) ?? quotedCondition(expression) {
        return fail(problem)
      }
      return fail(
        .unexpectedKind(
          checked.type.phrase, wanted: "a condition", at: expression.range,
          remark: "compare it with something, such as `> 0`"))
    }
    return checked
  }

  /// `keep "amount > 10"`: a condition in quotes, as pandas takes it.
  private func quotedCondition(_ expression: Expression) -> Diagnostic? {
    guard case .string(let literal) = expression,
      literal.value.contains(where: { "<>=".contains($0) })
    else { return nil }
    return Diagnostic(
      .wrongKind, "a condition stands without quotes", at: literal.range,
      fixes: [Diagnostic.Fix(literal.value, at: literal.range)])
  }

  /// What a name means: a parameter first, then a column or an aggregate key.
  private mutating func name(_ name: QualifiedName, in scope: Scope) -> TypedScalar? {
    if name.single?.quoted != true, let meaning = scope[name.text] {
      switch meaning {
      case .constant(let literal, let type): return TypedScalar(.literal(literal), type)
      case .absent: return TypedScalar(.literal(.null), .text, missing: .declared)
      case .expression(let argument, let outer): return check(argument, in: outer)
      case .list:
        return fail(
          .unexpectedKind(
            "a list", wanted: "a single value", at: name.range,
            remark: "`\(name.text)` is a list; it goes after `in`"))
      }
    }
    guard let column = columns[name.text] else {
      return fail(foreignColumn(name) ?? .unknownColumn(name.text, at: name.range, in: columns))
    }
    if column.type == .text, !explained.contains(column.name) { explained.append(column.name) }
    let scalar = TypedScalar(
      .column(column.name), column.type, missing: column.missing, personal: column.personal)
    guard case .groups(let keys) = mode, !keys.contains(column.name) else { return scalar }
    return fail(.bareColumn(column, keys: keys, at: name.range))
  }

  /// `order_date.dt.year` and `current_date`, which are functions here.
  private func foreignColumn(_ name: QualifiedName) -> Diagnostic? {
    let call = FunctionCall(name: name, arguments: [], at: name.range)
    return ForeignFunction(call: call, columns: columns).written.map { .foreignFunction(call, $0) }
  }

  private mutating func test(
    _ operand: Expression, negated: Bool, is test: Name?, at range: SourceRange, in scope: Scope
  ) -> TypedScalar? {
    guard let test else {
      if case .groups = mode, case .name(let name) = operand,
        let isGiven = scope[name.text]?.isGiven
      {
        // Over groups the question is whether an optional argument was given at all.
        return TypedScalar(.literal(.boolean(isGiven == negated)), .boolean)
      }
      guard let value = check(operand, in: scope) else { return nil }
      if value.literal != nil {
        return TypedScalar(.literal(.boolean(value.isNull != negated)), .boolean)
      }
      let isNull = Scalar.call(.isNull, [value.scalar])
      return TypedScalar(negated ? .call(.not, [isNull]) : isNull, .boolean)
    }
    return fail(
      Diagnostic(
        .wrongKind, "`is` tests for `null` here", at: test.range,
        remark: "`\(test.text)` is a level that `name` rules know, not a condition on rows",
        fixes: isFixes(operand, negated: negated, test, at: range)
      ))
  }

  /// `status is paid` compares with a text, or asks for a missing value.
  private func isFixes(
    _ operand: Expression, negated: Bool, _ test: Name, at range: SourceRange
  ) -> [Diagnostic.Fix] {
    let sign = negated ? "!=" : "=="
    return [
      Diagnostic.Fix(
        "\(operand.source) \(sign) \(quotedText(test.text))", at: range,
        remark: "compares with a text"),
      Diagnostic.Fix(
        "\(operand.source) is \(negated ? "not " : "")null", at: range,
        remark: "asks for missing values"),
    ]
  }

  /// Branches of one type; a condition that is known while checking selects its branch at once.
  private mutating func conditional(
    _ branches: [(condition: Expression, value: Expression)], otherwise: Expression?,
    in scope: Scope
  ) -> TypedScalar? {
    var cases: [(condition: Scalar, value: TypedScalar, range: SourceRange)] = []
    var last: (value: TypedScalar, range: SourceRange)?
    for branch in branches where last == nil {
      guard let condition = condition(branch.condition, in: scope) else { return nil }
      if condition.literal == .boolean(false) { continue }
      guard let value = branchValue(branch.value, in: scope) else { return nil }
      if condition.literal == .boolean(true) {
        last = (value, branch.value.range)
      } else {
        cases.append((condition.scalar, value, branch.value.range))
      }
    }
    if last == nil {
      if let otherwise {
        guard let value = branchValue(otherwise, in: scope) else { return nil }
        last = (value, otherwise.range)
      } else if let range = cases.last?.range {
        last = (TypedScalar(.literal(.null), .text, missing: .declared), range)
      }
    }
    guard let last else { return nil }
    guard !cases.isEmpty else { return last.value }
    let values = cases.map { ($0.value, $0.range) } + [last]
    guard let type = commonType(of: values) else { return nil }
    return TypedScalar(
      .cases(
        cases.map { Scalar.Case($0.condition, $0.value.scalar) }, otherwise: last.value.scalar),
      type, missing: values.reduce(.never) { $0.joined($1.0.missing) },
      personal: values.lazy.compactMap { $0.0.personal }.first)
  }

  /// The value of a branch; a word that is not a column is the text that it would be in quotes.
  private mutating func branchValue(_ value: Expression, in scope: Scope) -> TypedScalar? {
    if let word = textWithoutQuotes(value, in: scope) {
      _ = fail(.textWithoutQuotes(word, at: value.range))
      return TypedScalar(.literal(.text(word)), .text)
    }
    return check(value, in: scope)
  }

  /// A single word that names nothing here and is not near a column's name.
  func textWithoutQuotes(_ value: Expression, in scope: Scope) -> String? {
    guard case .name(let name) = value, let single = name.single, !single.quoted,
      scope[name.text] == nil, columns[name.text] == nil,
      nearestName(to: name.text, among: columns.columns.map(\.name)) == nil,
      !ForeignNames.missing.contains(name.text.lowercased()),
      !["true", "false"].contains(name.text.lowercased())
    else { return nil }
    return name.text
  }

  private mutating func cases(_ block: Block, in scope: Scope) -> TypedScalar? {
    var branches: [(condition: Expression, value: Expression)] = []
    var otherwise: Expression?
    for entry in block.entries {
      switch entry {
      case .rule(let condition?, let value, _): branches.append((condition, value))
      case .rule(nil, let value, _): otherwise = value
      case .field(let name, _):
        return fail(
          .unexpectedKind(
            "a field", wanted: "a rule", at: name.range,
            remark: "write `condition => value`"))
      }
    }
    return conditional(branches, otherwise: otherwise, in: scope)
  }

  /// The one type of several branches; two that do not fit are both shown, neither is to blame.
  private mutating func commonType(of values: [(TypedScalar, SourceRange)]) -> DataType? {
    var common: (type: DataType, range: SourceRange)?
    for (value, range) in values where !value.isNull {
      guard let seen = common else {
        common = (value.type, range)
        continue
      }
      guard let joined = seen.type.joined(value.type) else {
        _ = fail(
          Diagnostic(
            .mixedTypes, "the two branches give different kinds of value", at: range,
            remark: "this is \(value.type.phrase)",
            labels: [Diagnostic.Label(seen.range, "this is \(seen.type.phrase)")],
            notes: ["a column holds one kind of value"],
            fixes: textFixes(seen, (value.type, range), values)))
        return nil
      }
      common = (joined, seen.range)
    }
    return common?.type ?? .text
  }

  /// Brings the branch that is not text to text.
  private func textFixes(
    _ first: (type: DataType, range: SourceRange), _ second: (type: DataType, range: SourceRange),
    _ values: [(TypedScalar, SourceRange)]
  ) -> [Diagnostic.Fix] {
    let other = first.type == .text ? second : first
    guard first.type == .text || second.type == .text,
      let value = values.first(where: { $0.1 == other.range })?.0
    else { return [Diagnostic.Fix("text(…)", remark: "turns either into text")] }
    if let number = value.literal?.digits {
      return [Diagnostic.Fix("\"\(number)\"", at: other.range, remark: "as text")]
    }
    if case .column(let name) = value.scalar {
      return [Diagnostic.Fix("text(\(quotedName(name)))", at: other.range, remark: "as text")]
    }
    return [Diagnostic.Fix("text(…)", remark: "turns either into text")]
  }

  /// Registers an aggregate of the groups, or of the whole table where rows are checked.
  mutating func aggregate(
    _ aggregate: Aggregate, named text: String, _ type: DataType, missing: Missingness,
    personal: SourceRange?, wholeTable isWhole: Bool
  ) -> TypedScalar {
    let rows = if case .rows = mode { true } else { false }
    if isWhole || rows {
      let scalar = wholeTable.add(aggregate, named: "(\(text))", type: type)
      return TypedScalar(scalar, type, missing: missing, personal: personal)
    }
    let name = "(\(text))"
    if !aggregates.contains(where: { $0.name == name }) {
      aggregates.append(NamedAggregate(name, aggregate))
    }
    return TypedScalar(.column(name), type, missing: missing, personal: personal)
  }
}

extension DataType {
  /// As a message names one: with its article.
  package var phrase: String {
    switch self {
    case .boolean: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .ratio: "a ratio"
    case .money(let currency): currency.map { "money in \($0)" } ?? "an amount of money"
    case .text: "text"
    case .id: "an id"
    case .date: "a date"
    case .timestamp: "a timestamp"
    case .duration: "a length of time"
    }
  }

  /// The type of a column that holds values of both, or `nil` if they do not go together.
  package func joined(_ other: DataType) -> DataType? {
    if self == other { return self }
    if isNumeric && other.isNumeric {
      switch (self, other) {
      case (.money(let a), .money(let b)): return a == nil || b == nil ? .money(currency: nil) : nil
      case (.money, _): return self
      case (_, .money): return other
      default: return .number
      }
    }
    if isTemporal && other.isTemporal { return .timestamp }
    switch (self, other) {
    case (.id(let scalar), let other) where other.scalar == scalar: return self
    case (let one, .id(let scalar)) where one.scalar == scalar: return other
    default: return nil
    }
  }
}

extension DiagnosticCode {
  /// Whether a problem is that a value has another type than is needed.
  fileprivate var isAboutKinds: Bool {
    self == .wrongKind || self == .typesDiffer || self == .functionArguments
  }
}

extension Diagnostic {
  /// The same problem with the reasons why columns are text, and what to write about it.
  func explained(by remarks: [ColumnRemark]) -> Diagnostic {
    var problem = self
    problem.notes = remarks.map(\.text) + notes
    problem.fixes = remarks.flatMap(\.fixes) + fixes
    return problem
  }
}
