import Diagnostics
import Lifetimes
import Matrices
import Planning
import Syntax

/// The data of one customer: when they bought, and their mean spend on a day with purchases.
struct CustomerHistory: Equatable, Sendable {
  let purchases: PurchaseHistory
  /// `nil` if it is missing or not above 0.
  let spend: Double?
}

/// A model of repeat purchases with its parameters.
enum PurchaseModel: Equatable, Sendable {
  enum Kind: String, ParameterWord {
    case mbg = "mbg_nbd"
    case bg = "bg_nbd"
    case pareto = "pareto_nbd"

    var meaning: String {
      switch self {
      case .mbg: "MBG/NBD: customers may stop after any purchase."
      case .bg: "BG/NBD: customers may stop after a repeat purchase."
      case .pareto: "Pareto/NBD: customers may stop at any time."
      }
    }

    /// The names of the parameters in the literature.
    var parameters: [String] {
      switch self {
      case .mbg, .bg: ["r", "alpha", "a", "b"]
      case .pareto: ["r", "alpha", "s", "beta"]
      }
    }
  }

  case betaGeometric(BetaGeometric)
  case pareto(ParetoNBD)

  init(_ kind: Kind, _ parameters: [Double]) {
    let p = parameters
    switch kind {
    case .mbg:
      self = .betaGeometric(
        BetaGeometric(form: .modified, r: p[0], alpha: p[1], a: p[2], b: p[3]))
    case .bg:
      self = .betaGeometric(
        BetaGeometric(form: .standard, r: p[0], alpha: p[1], a: p[2], b: p[3]))
    case .pareto: self = .pareto(ParetoNBD(r: p[0], alpha: p[1], s: p[2], beta: p[3]))
    }
  }

  private func purchases(in time: Double, after history: PurchaseHistory) -> Double {
    switch self {
    case .betaGeometric(let model): model.expectedPurchases(in: time, after: history)
    case .pareto(let model): model.expectedPurchases(in: time, after: history)
    }
  }

  /// The probability of being active, the expected purchases within `days`, and the same discounted
  /// to today, month by month at the end of each month.
  func expected(
    of history: PurchaseHistory, within days: Double, discount: Double
  ) -> (active: Double, purchases: Double, discounted: Double) {
    let active =
      switch self {
      case .betaGeometric(let model): model.probabilityActive(history)
      case .pareto(let model): model.probabilityActive(history)
      }
    let month = 365.25 / 12
    var (before, discounted, time) = (0.0, 0.0, 0.0)
    while time < days {
      time = min(time + month, days)
      let until = purchases(in: time, after: history)
      let factor = portableExp(-(time / 365.25) * portableLog(1 + discount))
      discounted += (until - before) * factor
      before = until
    }
    return (active, before, discounted)
  }
}

/// The fitted models of `clv`, as a lock keeps them.
struct FittedValue: Equatable, Sendable {
  /// A fitted set of parameters, and how well the likelihood determines them.
  struct Part: Equatable, Sendable {
    let parameters: [Double]
    /// `nil` if it was read from a ledger.
    let maximum: Maximum?
  }

  let kind: PurchaseModel.Kind
  let part: Part
  /// `nil` if fewer than two different amounts were spent.
  let spend: Part?
  /// Pearson's correlation of purchases and spend; `nil` if one of them is constant.
  let correlation: Double?

  var purchases: PurchaseModel { PurchaseModel(kind, part.parameters) }

  /// The model of spend, if its mean exists.
  private var gammaGamma: GammaGamma? {
    spend.map { GammaGamma(p: $0.parameters[0], q: $0.parameters[1], gamma: $0.parameters[2]) }
  }

  init(
    _ customers: [CustomerHistory], _ kind: PurchaseModel.Kind, control: RunControl
  ) throws(LifetimeError) {
    self.kind = kind
    let histories = try PurchaseHistories(customers.map(\.purchases))
    let maximum: Maximum
    switch kind {
    case .mbg: maximum = try BetaGeometric.fit(histories, .modified, control: control).maximum
    case .bg: maximum = try BetaGeometric.fit(histories, .standard, control: control).maximum
    case .pareto: maximum = try ParetoNBD.fit(histories, control: control).maximum
    }
    part = Part(parameters: maximum.parameters, maximum: maximum)
    let spenders = customers.compactMap { customer in
      customer.spend.map {
        SpendHistory(purchases: customer.purchases.repeats + 1, mean: $0)
      }
    }
    if Set(spenders.map(\.mean)).count > 1 {
      let found = try GammaGamma.fit(spenders, control: control).maximum
      spend = Part(parameters: found.parameters, maximum: found)
    } else {
      spend = nil
    }
    correlation = Self.correlation(spenders)
  }

  private static func correlation(_ customers: [SpendHistory]) -> Double? {
    let n = Double(customers.count)
    guard n > 2 else { return nil }
    let ordered = customers.sorted { ($0.purchases, $0.mean) < ($1.purchases, $1.mean) }
    let x = ordered.map { Double($0.purchases) }
    let y = ordered.map(\.mean)
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - mx) * (a - mx)
      yy += (b - my) * (b - my)
      xy += (a - mx) * (b - my)
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
  }

  /// The spend expected on a day with purchases; `nil` if the distribution has no mean.
  func expectedSpend(of customer: CustomerHistory) -> Double? {
    guard let gammaGamma else { return nil }
    return gammaGamma.expectedSpend(
      after: customer.spend.map {
        SpendHistory(purchases: customer.purchases.repeats + 1, mean: $0)
      })
  }
}

extension FittedValue {
  private static let spendParameters = ["p", "q", "gamma"]

  /// The ledger entry of the fit.
  func record(_ customers: [CustomerHistory?]) -> LedgerRecord {
    let usable = customers.compactMap { $0 }
    var record = LedgerRecord()
    record["model"] = .text(kind.rawValue)
    record["parameters"] = .record(LedgerRecord(zip(kind.parameters, part.parameters)))
    if let maximum = part.maximum {
      record["log_likelihood"] = .number(maximum.logLikelihood)
      if let errors = maximum.standardErrors {
        record["log_standard_errors"] = .record(LedgerRecord(zip(kind.parameters, errors)))
      }
    }
    if let spend {
      record["spend_parameters"] = .record(
        LedgerRecord(zip(Self.spendParameters, spend.parameters)))
    }
    if let correlation { record["purchases_spend_correlation"] = .number(correlation) }
    record["customers"] = .integer(customers.count)
    record["unusable_histories"] = .integer(customers.count - usable.count)
    record["without_spend"] = .integer(usable.count { $0.spend == nil })
    record["bought_once"] = .integer(usable.count { $0.purchases.repeats == 0 })
    return record
  }

  /// Reads a ledger entry; `nil` if another model wrote it.
  init?(_ record: LedgerRecord, _ kind: PurchaseModel.Kind) {
    func numbers(_ value: LedgerValue?, _ names: [String]) -> [Double]? {
      guard case .record(let entries)? = value else { return nil }
      let found = names.compactMap { name -> Double? in
        switch entries[name] {
        case .number(let value): value
        case .integer(let value): Double(value)
        case .null, .boolean, .text, .cell, .list, .record, nil: nil
        }
      }
      return found.count == names.count && found.allSatisfy { $0 > 0 } ? found : nil
    }
    guard record["model"] == .text(kind.rawValue),
      let parameters = numbers(record["parameters"], kind.parameters)
    else { return nil }
    self.kind = kind
    part = Part(parameters: parameters, maximum: nil)
    spend = numbers(record["spend_parameters"], Self.spendParameters).map {
      Part(parameters: $0, maximum: nil)
    }
    correlation =
      if case .number(let value)? = record["purchases_spend_correlation"] { value } else { nil }
  }

  /// Warnings and notes about the reliability of the results.
  func remarks(_ customers: [CustomerHistory?], at range: SourceRange) -> [Diagnostic] {
    let usable = customers.compactMap { $0 }
    var remarks: [Diagnostic] = []
    let once = usable.count { $0.purchases.repeats == 0 }
    if once * 2 > usable.count {
      remarks.append(
        Diagnostic(
          .mostBoughtOnce,
          "\(percent(Double(once) / Double(usable.count))) of the customers bought on one day only",
          at: range,
          notes: [
            "their predictions are those typical of such customers, not based on their own behaviour"
          ]))
    }
    if usable.count < customers.count {
      remarks.append(
        Diagnostic(
          .unusableHistories,
          "\(counted(customers.count - usable.count, "customer")) without a usable history",
          at: range,
          notes: [
            "their value is missing; usually a purchase is after `as_of`: keep only the rows before it"
          ]))
    }
    for (name, part, names) in [
      ("repeat purchases", part, kind.parameters), ("spend", spend, Self.spendParameters),
    ] {
      guard let maximum = part?.maximum else { continue }
      switch maximum.state {
      case .converged: continue
      case .unbounded(let parameter):
        remarks.append(
          Diagnostic(
            .uncertainValue, "the model of \(name) has no optimal \(names[parameter])", at: range,
            notes: ["the fit keeps improving as it grows or goes to 0; use another model"]))
      case .notConverged:
        remarks.append(
          Diagnostic(
            .uncertainValue, "the model of \(name) did not converge", at: range,
            notes: ["there are too few customers, or they are too similar; use another model"]))
      }
    }
    if let gammaGamma, gammaGamma.populationMean == nil {
      remarks.append(
        Diagnostic(
          .uncertainValue, "spend has such a long tail that its mean does not exist", at: range,
          notes: ["customers with little history have no value; `winsorize` the amounts"]))
    }
    if let correlation, abs(correlation) > 0.3 {
      remarks.append(
        Diagnostic(
          .uncertainValue,
          "how much customers spend depends on how often they buy: correlation "
            + hundredths(correlation), at: range,
          notes: ["the model assumes independence, so values are biased at both extremes"]
        ))
    }
    return remarks
  }
}
