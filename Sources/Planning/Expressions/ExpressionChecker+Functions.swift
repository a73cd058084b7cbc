import Diagnostics
import Relations
import Syntax

extension ExpressionChecker {
  mutating func function(_ call: FunctionCall, in scope: Scope) -> TypedScalar? {
    if let user = functions[call.name.text] { return self.user(user, call, in: scope) }
    if call.name.text == "psi", drift != nil { return psi(call) }
    guard let entry = FunctionLibrary.entry(call.name.text) else {
      if let written = ForeignFunction(call: call, columns: columns).written {
        return fail(.foreignFunction(call, written))
      }
      return fail(.unknownFunction(call.name, among: Array(functions.keys)))
    }
    switch entry.meaning {
    case .scalar(let function): return scalar(function, call, usage: entry.usage, in: scope)
    case .aggregate(let name):
      return aggregate(name, call, usage: entry.usage, wholeTable: false, in: scope)
    case .wholeTable(let name):
      guard
        let result = aggregate(name, call, usage: entry.usage, wholeTable: true, in: scope)
      else { return nil }
      guard result.type.isTemporal else {
        return fail(
          .unexpectedKind(result.type.phrase, wanted: "a date", at: call.arguments[0].range))
      }
      // The latest moment is a day: a run at noon and a run at night mean the same.
      return result.type == .date
        ? result
        : TypedScalar(
          .call(.toDate, [result.scalar]), .date, missing: result.missing,
          personal: result.personal)
    }
  }

  /// A number that `apply` found, known by name until the rows are there.
  private mutating func psi(_ call: FunctionCall) -> TypedScalar? {
    switch drift?.ask(call) {
    case .asked(let scalar)?: return scalar
    case .refused(let problem)?: return fail(problem)
    case nil: return nil
    }
  }

  /// A function written in the language is replaced by its body.
  private mutating func user(_ user: UserFunction, _ call: FunctionCall, in scope: Scope)
    -> TypedScalar?
  {
    guard depth < 64 else {
      return fail(
        Diagnostic(
          .recursiveDefinition, "`\(call.name.text)` calls itself without end",
          at: call.name.range))
    }
    let parameters = user.definition.parameters
    var inner = user.scope
    var given = Set<String>()
    for (position, item) in call.arguments.enumerated() {
      let parameter =
        if let name = item.name {
          parameters.first { $0.name.text == name.text }
        } else {
          position < parameters.count ? parameters[position] : nil
        }
      guard let parameter else {
        return fail(.functionArguments(call, usage: user.usage))
      }
      inner[parameter.name.text] = .expression(item.value, scope)
      given.insert(parameter.name.text)
    }
    for parameter in parameters where !given.contains(parameter.name.text) {
      guard let value = parameter.value else {
        return fail(.functionArguments(call, usage: user.usage))
      }
      inner[parameter.name.text] = .expression(value, user.scope)
    }
    depth += 1
    defer { depth -= 1 }
    return check(user.definition.body, in: inner)
  }

  private mutating func scalar(
    _ function: ScalarFunction, _ call: FunctionCall, usage: String, in scope: Scope
  ) -> TypedScalar? {
    var values: [TypedScalar] = []
    var isSound = true
    for item in call.arguments {
      guard item.name == nil else {
        return fail(.functionArguments(call, usage: usage))
      }
      if let value = check(item.value, in: scope) {
        values.append(value)
      } else {
        isSound = false
      }
    }
    guard isSound else { return nil }
    guard let result = function.resultType(for: values.map(\.scalarType)) else {
      return fail(
        instead(of: call, values)
          ?? .functionArguments(call, usage: usage, given: values.map(\.type.phrase)))
    }
    var type = DataType(result)
    switch function {
    case .abs, .negate, .round, .floor, .ceil, .least, .greatest, .coalesce:
      if let first = values.first(where: { !$0.isNull })?.type, first.scalar == result {
        type = first
      }
    default: break
    }
    let missing = values.reduce(Missingness.never) { $0.joined($1.missing) }
    let own: Missingness =
      switch function {
      case .sqrt, .ln, .log1p, .log10, .power, .remainder, .toNumber, .toInteger: .possible
      default: .never
      }
    let combined: Missingness =
      function == .coalesce || function == .isNull
      ? (values.last?.missing ?? .never) : missing.joined(own)
    return TypedScalar(
      .call(function, values.map(\.scalar)), type,
      missing: result == .boolean ? .never : combined,
      personal: values.lazy.compactMap(\.personal).first)
  }

  /// What was meant by a known function with the arguments of another tool: `date("2025-03-01")`.
  private func instead(of call: FunctionCall, _ values: [TypedScalar]) -> Diagnostic? {
    if let written = ForeignFunction(call: call, columns: columns).written {
      return .foreignFunction(call, written)
    }
    return quotedColumn(among: call.arguments.map(\.value))
  }

  /// A column in quotes, where text cannot be meant.
  func quotedColumn(among values: [Expression]) -> Diagnostic? {
    for value in values {
      if case .string(let literal) = value, let column = columns[literal.value] {
        return .quotedColumn(column.name, at: literal.range)
      }
    }
    return nil
  }

  private mutating func aggregate(
    _ name: AggregateName, _ call: FunctionCall, usage: String, wholeTable: Bool,
    in scope: Scope
  ) -> TypedScalar? {
    // Inside an aggregate stand the cells of single rows.
    let outer = mode
    if case .groups = mode { mode = .rows }
    defer { mode = outer }
    var argument: TypedScalar?
    var order: TypedScalar?
    var probability: Double?
    for (position, item) in call.arguments.enumerated() {
      guard let value = check(item.value, in: scope) else { return nil }
      switch (item.name?.text, position, name) {
      case (nil, 0, _): argument = value
      case ("by", _, .first), ("by", _, .last): order = value
      case (nil, 1, .quantile): probability = value.literal?.doubleValue
      default: return fail(instead(of: call, []) ?? .functionArguments(call, usage: usage))
      }
    }
    let text = resolved(.call(call), in: scope)
    let range = call.range
    mode = outer
    func result(_ aggregate: Aggregate, _ type: DataType, _ missing: Missingness) -> TypedScalar {
      self.aggregate(
        aggregate, named: text, type, missing: missing, personal: argument?.personal,
        wholeTable: wholeTable)
    }
    if name == .count, argument == nil { return result(.rows, .integer, .never) }
    guard let argument else { return fail(.functionArguments(call, usage: usage)) }
    if argument.isNull, name == .countDistinct || name == .count {
      // The optional column is not there: rows are what can be counted.
      return result(.rows, .integer, .never)
    }
    func needs(_ fits: Bool, _ wanted: String) -> Bool {
      if fits || argument.isNull { return true }
      if let problem = quotedColumn(among: call.arguments.map(\.value)) {
        _ = fail(problem)
        return false
      }
      _ = fail(.unexpectedKind(argument.type.phrase, wanted: wanted, at: range))
      return false
    }
    let canMiss = argument.missing
    switch name {
    case .count: return result(.count(argument.scalar), .integer, .never)
    case .countDistinct: return result(.distinct(argument.scalar), .integer, .never)
    case .missing: return result(.missing(argument.scalar), .integer, .never)
    case .sum:
      guard needs(argument.type.isNumeric, "a number to add up") else { return nil }
      return result(.sum(argument.scalar), argument.type, canMiss)
    case .mean, .median, .sd, .quantile:
      guard needs(argument.type.isNumeric, "a number") else { return nil }
      let type: DataType = if case .money = argument.type { argument.type } else { .number }
      switch name {
      case .mean: return result(.mean(argument.scalar), type, canMiss)
      case .median: return result(.quantile(argument.scalar, 0.5), type, canMiss)
      case .sd: return result(.deviation(argument.scalar, .population), type, canMiss)
      default:
        guard let probability, (0...1).contains(probability) else {
          return fail(.functionArguments(call, usage: usage))
        }
        return result(.quantile(argument.scalar, probability), type, canMiss)
      }
    case .min, .max:
      guard needs(argument.type != .duration, "a value with an order") else { return nil }
      return result(
        name == .min ? .min(argument.scalar) : .max(argument.scalar), argument.type, canMiss)
    case .share, .any, .all:
      guard needs(argument.type == .boolean, "a condition such as amount > 0") else { return nil }
      switch name {
      case .share: return result(.share(argument.scalar), .ratio, .never)
      case .any: return result(.any(argument.scalar), .boolean, .never)
      default: return result(.all(argument.scalar), .boolean, .never)
      }
    case .mode: return result(.mode(argument.scalar), argument.type, canMiss)
    case .first, .last:
      guard let order else { return fail(.functionArguments(call, usage: usage)) }
      return result(
        name == .first
          ? .first(argument.scalar, by: order.scalar) : .last(argument.scalar, by: order.scalar),
        argument.type, canMiss)
    }
  }
}

extension ExpressionChecker {
  /// The code of an expression with the arguments of a stage in the place of its parameters:
  /// `latest(order_date)` rather than `latest(date)`.
  private func resolved(_ expression: Expression, in scope: Scope) -> String {
    switch expression {
    case .name(let name):
      if name.single?.quoted != true, case .expression(let argument, let outer)? = scope[name.text]
      {
        return resolved(argument, in: outer)
      }
      return name.text
    case .call(let call):
      let arguments = call.arguments.map { item in
        (item.name.map { "\($0.text) = " } ?? "") + resolved(item.value, in: scope)
      }
      return call.name.text + "(" + arguments.joined(separator: ", ") + ")"
    case .binary(let symbol, let left, let right, _):
      return resolved(left, in: scope) + " \(symbol.rawValue) " + resolved(right, in: scope)
    default: return expression.source
    }
  }
}

extension UserFunction {
  /// How it is called, such as `age(d, end)`.
  var usage: String {
    definition.name.text + "(" + definition.parameters.map(\.name.text).joined(separator: ", ")
      + ")"
  }
}
