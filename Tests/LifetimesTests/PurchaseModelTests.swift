import Foundation
import Matrices
import TestSupport
import Testing

@testable import Lifetimes

/// Models of repeat purchases against published fits and values computed with 30 digits.
struct PurchaseModelTests {
  private let control = RunControl(threads: 2)
  /// The third customer of the CDNOW sample, in weeks, and one of the examples in BTYD.
  private let published = PurchaseHistory(repeats: 2, recency: 30.43, age: 38.86)
  private let busy = PurchaseHistory(repeats: 26, recency: 30.86, age: 31)

  private func isClose(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(b))
  }

  @Test func `customers of the BG-NBD are those of the paper`() {
    let model = BetaGeometric(
      form: .standard, r: 0.24259292, alpha: 4.41353165, a: 0.79288614, b: 2.42575327)
    #expect(isClose(model.expectedPurchases(in: 39, after: published), 1.225910439, 1e-8))
    #expect(isClose(model.probabilityActive(published), 0.7266091436, 1e-9))
    #expect(isClose(model.expectedPurchases(in: 52, after: busy), 25.75947316, 1e-8))
    #expect(isClose(model.probabilityActive(busy), 0.9689197103, 1e-9))
    #expect(isClose(model.expectedPurchases(in: 52), 1.444020871, 1e-8))
    #expect(
      model.probabilityActive(PurchaseHistory(repeats: 0, recency: 0, age: 38)) == 1,
      "nobody becomes inactive before a repeat purchase")
  }

  @Test func `customers of the Pareto-NBD are those of the BTYD walkthrough`() {
    let model = ParetoNBD(r: 0.55327550, alpha: 10.57761208, s: 0.60621366, beta: 11.66791379)
    #expect(isClose(model.expectedPurchases(in: 52, after: busy), 25.45654636, 1e-8))
    #expect(isClose(model.probabilityActive(busy), 0.9979179431, 1e-9))
    #expect(isClose(model.expectedPurchases(in: 39, after: published), 1.455112907, 1e-8))
    #expect(isClose(model.probabilityActive(published), 0.8691187067, 1e-9))
    #expect(isClose(model.expectedPurchases(in: 52), 1.473441385, 1e-8))
  }

  @Test func `the Pareto-NBD is the same whichever of its scales is larger`() {
    // With equal scales the hypergeometric function is 1, so that both branches meet there.
    func active(_ alpha: Double) -> Double {
      ParetoNBD(r: 0.6, alpha: alpha, s: 0.7, beta: 10).probabilityActive(published)
    }
    #expect(isClose(active(10 - 1e-7), active(10 + 1e-7), 1e-7))
    #expect(isClose(active(10), (active(10 - 1e-4) + active(10 + 1e-4)) / 2, 1e-8))
  }

  @Test func `donors of the BG-BB are those of the paper`() {
    let model = BetaBernoulli(
      alpha: 1.20352235, beta: 0.74971632, gamma: 0.65671814, delta: 2.78344184)
    let expected: [(x: Int, last: Int, purchases: Double)] = [
      (6, 6, 3.7525443), (5, 6, 3.2316124), (4, 6, 2.7106806), (4, 4, 0.583192),
      (1, 1, 0.0856957), (0, 0, 0.0728633),
    ]
    for donor in expected {
      let history = PeriodHistory(purchases: donor.x, last: donor.last, periods: 6)
      #expect(isClose(model.expectedPurchases(in: 5, after: history), donor.purchases, 2e-7))
    }
    let active: [(x: Int, last: Int, probability: Double)] = [
      (6, 6, 0.9304336), (5, 6, 0.9304336), (4, 6, 0.9304336), (4, 4, 0.2001790),
      (1, 1, 0.0694618), (0, 0, 0.1081334),
    ]
    for donor in active {
      let history = PeriodHistory(purchases: donor.x, last: donor.last, periods: 6)
      #expect(isClose(model.probabilityActive(history), donor.probability, 2e-7))
    }
  }

  /// Survivors of two segments of customers with contracts, from the paper's table.
  @Test(arguments: [
    (
      [1000, 869, 743, 653, 593, 551, 517, 491], 0.66808833, 3.80609494, -1611.158147,
      [85.07, 74.69, 66.98, 60.99, 56.18, 52.22, 48.89, 46.04, 43.58, 41.42, 39.51, 37.80]
    ),
    (
      [1000, 631, 468, 382, 326, 289, 262, 241], 0.70407727, 1.18204293, -1680.265188,
      [62.67, 47.38, 38.80, 33.21, 29.23, 26.25, 23.90, 22.01, 20.44, 19.12, 17.99, 17.00]
    ),
  ])
  func `contracts of the shifted beta-geometric are those of the paper`(
    survivors: [Int], alpha: Double, beta: Double, logLikelihood: Double, survival: [Double]
  ) throws {
    let (model, maximum) = try ShiftedBetaGeometric.fit(survivors: survivors)
    #expect(maximum.state == .converged)
    #expect(isClose(model.alpha, alpha, 1e-6) && isClose(model.beta, beta, 1e-6))
    #expect(isClose(maximum.logLikelihood, logLikelihood, 1e-9))
    for (place, share) in survival.enumerated() {
      #expect(abs(100 * model.survival(after: place + 1) - share) < 0.006)
    }
  }

  @Test func `impossible histories are refused with their customer`() {
    func refused(_ history: PurchaseHistory) -> Bool {
      do throws(LifetimeError) {
        _ = try PurchaseHistories([published, history])
        return false
      } catch {
        return error == .impossibleHistory(customer: 1)
      }
    }
    #expect(refused(PurchaseHistory(repeats: 0, recency: 3, age: 5)))
    #expect(refused(PurchaseHistory(repeats: 2, recency: 6, age: 5)))
    #expect(refused(PurchaseHistory(repeats: 2, recency: .nan, age: 5)))
    #expect(refused(PurchaseHistory(repeats: -1, recency: 0, age: 5)))
    #expect(throws: LifetimeError.noCustomers) { try PurchaseHistories([]) }
    #expect(throws: LifetimeError.noRepeatPurchases) {
      try BetaGeometric.fit(
        PurchaseHistories([PurchaseHistory(repeats: 0, recency: 0, age: 5)]), .standard,
        control: control)
    }
  }
}

/// Fits to the CDNOW sample against published ones.
struct CDNOWTests {
  private let control = RunControl(threads: 2)

  private struct Customer {
    let history: PurchaseHistory
    let mean: Double
  }

  /// The summary of the sample of a tenth: 2,357 customers, in weeks.
  private static let customers: [Customer]? = {
    guard let root = SharedFiles.root,
      let text = try? String(
        contentsOfFile: root + "/data/cdnow/cdnow_customers_summary_with_transactions.csv",
        encoding: .utf8)
    else { return nil }
    return text.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
      let cells = line.split(separator: ",")
      guard cells.count == 5, let x = Int(cells[1]), let recency = Double(cells[2]),
        let age = Double(cells[3]), let mean = Double(cells[4])
      else { return nil }
      return Customer(
        history: PurchaseHistory(repeats: x, recency: recency, age: age), mean: mean)
    }
  }()

  @Test(.enabled(if: customers != nil, "no shared data beside the project"))
  func `the models of repeat purchases are fitted as published`() throws {
    let customers = try #require(Self.customers)
    let histories = try PurchaseHistories(customers.map(\.history))
    #expect(histories.customers == 2357 && histories.groups.count == 1016)
    #expect(histories.totalRepeats == 2457)

    let standard = try BetaGeometric.fit(histories, .standard, control: control)
    check(
      standard.maximum, [0.24259292, 4.41353165, 0.79288614, 2.42575327], -9582.42556057)
    let modified = try BetaGeometric.fit(histories, .modified, control: control)
    check(
      modified.maximum, [0.52483784, 6.18299101, 0.89135657, 1.61400053], -9582.13268490)
    let pareto = try ParetoNBD.fit(histories, control: control)
    check(
      pareto.maximum, [0.55327550, 10.57761208, 0.60621366, 11.66791379], -9594.97392983)
  }

  @Test(.enabled(if: customers != nil, "no shared data beside the project"))
  func `spend per purchase is fitted as published`() throws {
    let customers = try #require(Self.customers)
    let spenders = customers.filter { $0.history.repeats > 0 && $0.mean > 0 }.map {
      SpendHistory(purchases: $0.history.repeats, mean: $0.mean)
    }
    #expect(spenders.count == 946)
    let fit = try GammaGamma.fit(spenders, control: control)
    check(fit.maximum, [6.248802, 3.744589, 15.447748], -4055.92324350, digits: 2e-6)
    let model = GammaGamma(p: 6.248802, q: 3.744589, gamma: 15.447748)
    let expected: [(SpendHistory?, Double)] = [
      (SpendHistory(purchases: 2, mean: 22.35), 24.65861613),
      (SpendHistory(purchases: 1, mean: 11.77), 18.91147985), (nil, 35.17100134),
      (SpendHistory(purchases: 7, mean: 73.74), 71.46285066),
    ]
    for (history, spend) in expected {
      #expect(abs((model.expectedSpend(after: history) ?? 0) - spend) < 2e-5)
    }
  }

  @Test(.enabled(if: customers != nil, "no shared data beside the project"))
  func `neither the order of customers nor threads move a bit`() throws {
    let customers = try #require(Self.customers).map(\.history)
    let fit = try BetaGeometric.fit(PurchaseHistories(customers), .modified, control: control)
    let other = try BetaGeometric.fit(
      PurchaseHistories(customers.reversed()), .modified, control: RunControl(threads: 1))
    #expect(fit.model == other.model && fit.maximum == other.maximum)
  }

  /// The published digits are where the likelihood was within 1e-8 of its maximum, which leaves the
  /// parameters of a flat likelihood uncertain by some 1e-6.
  private func check(
    _ maximum: Maximum, _ parameters: [Double], _ logLikelihood: Double, digits: Double = 1e-6,
    at place: SourceLocation = #_sourceLocation
  ) {
    #expect(maximum.state == .converged, sourceLocation: place)
    #expect(maximum.slope < 1e-9 && maximum.curvature > 0, sourceLocation: place)
    #expect(abs(maximum.logLikelihood - logLikelihood) < 1e-6, sourceLocation: place)
    for (found, expected) in zip(maximum.parameters, parameters) {
      #expect(
        abs(found - expected) < digits * expected, "\(found) beside \(expected)",
        sourceLocation: place)
    }
  }
}
