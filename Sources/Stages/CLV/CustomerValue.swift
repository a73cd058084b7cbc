import Diagnostics
import Lifetimes
import Matrices
import Planning
import Relations
import Syntax
import Tables

/// Expected purchases and value of each customer, from a fitted model of repeat purchases.
package struct CustomerValue: Stage {
  /// The names of the columns that a model reads, in days and money.
  struct Columns: Equatable {
    let repeats: String
    let lastPurchase: String
    let age: String
    let spend: String
  }

  let columns: Columns
  let model: PurchaseModel.Kind
  /// The horizon in days.
  let horizon: Double
  /// The discount rate per year, as a share.
  let discount: Double
  let margin: Double
  let features: FeaturesType
  let range: SourceRange

  package static let signature = StageSignature(
    "clv",
    "Adds the probability that customers are active, their expected purchases, and their value.",
    group: .features, inputs: [.features],
    parameters: [
      Parameter(
        "horizon", .duration, "How far ahead purchases are predicted.", standard: "12 months"),
      Parameter(
        "discount", .share, "The yearly discount rate.", standard: "10%"),
      Parameter("margin", .share, "The profit as a share of the spend.", standard: "100%"),
      Parameter(
        "model", PurchaseModel.Kind.choices, "The model of repeat purchases.",
        standard: "mbg_nbd"),
      Parameter(
        "repeats", .column, "Days with a purchase after the first.", standard: "repeats"),
      Parameter(
        "last_purchase", .column, "Days from the first purchase to the last.",
        standard: "last_purchase"),
      Parameter("age", .column, "Days from the first purchase to `as_of`.", standard: "age"),
      Parameter("spend", .column, "The mean spend on a day with purchases.", standard: "spend"),
    ],
    gives: "Features", aliases: ["ltv", "lifetime_value"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .features(let features) = input,
      let horizon = checker.duration("horizon", standard: Duration(months: 12)),
      let discount = checker.number("discount", standard: 0.1),
      let margin = checker.number("margin", standard: 1),
      let model = checker.word("model", standard: PurchaseModel.Kind.mbg)
    else { return nil }
    let days = Double(horizon.months) * 365.25 / 12 + Double(horizon.days)
    if days < 1 || horizon.microseconds != 0 {
      checker.report(
        Diagnostic(
          .outOfRange, "a horizon is at least a day, in whole days or months",
          at: call.named["horizon"]?.range ?? call.nameRange,
          fixes: [Diagnostic.Fix("12 months", at: call.named["horizon"]?.range)]))
    }
    func column(_ parameter: String) -> String {
      guard let given = call.named[parameter] else {
        if features.table[parameter]?.type.isNumeric != true {
          checker.report(
            Diagnostic(
              .noPurchaseHistory, "`clv` needs the column `\(parameter)`", at: call.nameRange,
              notes: [
                "`purchases` computes the four columns that it needs from a table of purchases"
              ],
              fixes: [Diagnostic.Fix("| purchases | clv", remark: "after the table of purchases")]))
        }
        return parameter
      }
      guard let column = checker.column(given, in: features.table) else { return parameter }
      if !column.type.isNumeric {
        checker.report(
          .unexpectedKindOfColumn(column, wanted: "a number", at: given.range))
      }
      return column.name
    }
    columns = Columns(
      repeats: column("repeats"), lastPurchase: column("last_purchase"), age: column("age"),
      spend: column("spend"))
    for name in Self.added where features.table[name] != nil {
      checker.report(
        Diagnostic(
          .duplicateColumn, "two columns would be called `\(name)`", at: call.nameRange,
          fixes: [Diagnostic.Fix("| rename \(name)_before = \(name)", remark: "before it")]))
    }
    guard !checker.hasProblems else { return nil }
    self.model = model
    self.horizon = days
    self.discount = discount
    self.margin = margin
    self.features = features
    range = call.range
  }

  package static func alternatives(to call: BoundCall) -> [Alternative] { [] }

  /// The columns are carried along: models do not use them as features unless asked to.
  package static var movesCustomers: Bool { false }

  private static let added = ["p_active", "expected_purchases", "expected_spend", "clv"]

  package var output: ValueType {
    var wider = features
    let definitions = [
      "the probability that the customer still buys",
      "the purchases expected within the horizon",
      "the spend expected on a day with purchases",
      "the discounted spend expected within the horizon",
    ]
    wider.table = features.table.with(
      columns: features.table.columns
        + zip(Self.added, definitions).map { name, definition in
          var column = ColumnType(
            name, name == "p_active" ? .ratio : .number, definition: definition)
          column.isCarried = true
          return column
        })
    return .features(wider)
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .features(let features)? = input else { brokenPlan() }
    let customers = customers(of: features.table)
    let fitted: FittedValue
    if let replayed, let stored = FittedValue(replayed, model) {
      fitted = stored
    } else {
      fitted = try fit(customers, context)
    }
    let columns = try values(of: customers, by: fitted, context)
    let table = features.table.appending(zip(Self.added, columns).map { ($0, $1) })
    return StageResult(
      .features(features.replacing(table, names: features.names)),
      record: fitted.record(customers), remarks: fitted.remarks(customers, at: range))
  }

  /// One history per row of the table; `nil` if a number is missing or the history is impossible.
  private func customers(of table: Table) -> [CustomerHistory?] {
    let (repeats, noRepeats) = table.numbers(of: columns.repeats)
    let (last, noLast) = table.numbers(of: columns.lastPurchase)
    let (age, noAge) = table.numbers(of: columns.age)
    let (spend, noSpend) = table.numbers(of: columns.spend)
    let incomplete = Set(noRepeats + noLast + noAge)
    let free = Set(noSpend)
    return repeats.indices.map { row in
      // 2³¹ purchases or more are an error in the data; a fraction is not a number of purchases.
      guard !incomplete.contains(row), repeats[row] >= 0, repeats[row] < 0x1p31,
        let count = Int(exactly: repeats[row])
      else { return nil }
      let history = PurchaseHistory(repeats: count, recency: last[row], age: age[row])
      guard history.isPossible else { return nil }
      return CustomerHistory(
        purchases: history, spend: free.contains(row) || spend[row] <= 0 ? nil : spend[row])
    }
  }

  private func fit(
    _ customers: [CustomerHistory?], _ context: RunContext
  ) throws(StageFailure) -> FittedValue {
    do throws(LifetimeError) {
      return try FittedValue(customers.compactMap { $0 }, model, control: context.control)
    } catch {
      switch error {
      case .cancelled: throw .cancelled(partial: nil)
      case .noCustomers, .noRepeatPurchases, .impossibleHistory, .impossibleSpend,
        .impossibleSurvivors:
        throw .problems([
          Diagnostic(
            .nothingToLearn,
            error == .noRepeatPurchases
              ? "no customer bought on a second day" : "no customer has a usable history",
            at: range, remark: "a model of repeat purchases cannot be fitted to this",
            notes: [
              "\(counted(customers.count, "customer")), "
                + "\(grouped(customers.count { $0 == nil })) of them without a usable history"
            ])
        ])
      }
    }
  }

  /// The four columns, in the order of `added`.
  private func values(
    of customers: [CustomerHistory?], by fitted: FittedValue, _ context: RunContext
  ) throws(StageFailure) -> [Column] {
    var (active, purchases, spends, values) = (
      [Double?](), [Double?](), [Double?](), [Double?]()
    )
    // Customers with equal histories have equal expectations.
    var known: [PurchaseHistory: (active: Double, purchases: Double, discounted: Double)] = [:]
    for (row, customer) in customers.enumerated() {
      if row % 4096 == 0, context.control.cancellation.isCancelled {
        throw .cancelled(partial: nil)
      }
      guard let customer else {
        active.append(nil)
        purchases.append(nil)
        spends.append(nil)
        values.append(nil)
        continue
      }
      let expected =
        known[customer.purchases]
        ?? fitted.purchases.expected(
          of: customer.purchases, within: horizon, discount: discount)
      known[customer.purchases] = expected
      let spend = fitted.expectedSpend(of: customer)
      active.append(expected.active)
      purchases.append(expected.purchases.isFinite ? expected.purchases : nil)
      spends.append(spend)
      values.append(
        spend.flatMap { expected.discounted.isFinite ? margin * $0 * expected.discounted : nil })
    }
    return [active, purchases, spends, values].map { .optionalNumbers($0) }
  }
}

extension Column {
  /// Numbers, some of them missing.
  fileprivate static func optionalNumbers(_ values: [Double?]) -> Column {
    guard values.contains(where: { $0 == nil }) else {
      return .number(Cells(values.compactMap { $0 }))
    }
    var validity = Bitmap(repeating: true, count: values.count)
    for row in values.indices where values[row] == nil { validity[row] = false }
    return .number(Cells(values.map { $0 ?? 0 }, validity: validity))
  }
}
