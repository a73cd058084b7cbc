import Diagnostics
import Planning
import Relations
import Syntax
import Tables

extension DiagnosticCode {
  package static let windowsWithoutDates = DiagnosticCode(
    "E0641", "earlier windows without dated lines",
    page: """
      `stability windows` runs the script again on the lines up to an earlier day. For that, `features`
      or `rfm` must compute the customers from lines with a date, in the same pipeline or in the `let`s
      that it starts with. A table with one row per customer says nothing about how a customer looked a
      month ago.

      ```seg
      table [{id: 1, a: 1}, {id: 2, a: 5}, {id: 3, a: 2}] | features a = sum(a) by id
        | scale none | kmeans k=2 seed=1 | stability windows
      # error: E0641
      ```

      Start with the orders, `load "orders.csv" | rfm`, or use `stability bootstrap`.
      """)

  package static let severalDates = DiagnosticCode(
    "E0642", "several dates to cut by",
    page: """
      The features use several date columns. Write which of them is the date of a line:
      `stability windows date=order_date`.

      ```seg
      sample transactions customers=100 seed=7
        | derive due = order_date + 14 days
        | features first = days_between(min(order_date), @2025-12-31),
                   last = days_between(max(due), @2025-12-31) by customer_id
        | scale zscore | kmeans k=2 seed=1 | stability windows
      # error: E0642
      ```
      """)

  package static let windowNotDivided = DiagnosticCode(
    "W0641", "an earlier day without segments",
    page: """
      On an earlier day there were too few customers, or none of today's, or a stage failed on the lines
      up to then. That day is reported with the reason and does not count in the means. Go back in
      fewer or shorter steps: `stability windows replicates=2 every=14 days`.
      """)
}

extension Diagnostic {
  /// E0641.
  static func windowsWithoutDates(_ reason: String, _ call: BoundCall) -> Diagnostic {
    Diagnostic(
      .windowsWithoutDates, "cannot go back to an earlier day: \(reason)", at: call.range,
      fixes: [
        Diagnostic.Fix("stability bootstrap", at: call.range, remark: "needs no dates"),
        Diagnostic.Fix("load \"orders.csv\" | rfm", remark: "computes customers from dated lines"),
      ])
  }
}

extension EarlierWindows {
  /// W0641 for days without segments; `nil` if there is none.
  func warning(about found: [EarlierWindow], at range: SourceRange) -> Diagnostic? {
    let reasons = found.compactMap { window -> String? in
      guard case .impossible(let reason) = window.outcome else { return nil }
      return "\(CivilDate(daysSinceEpoch: window.end)): \(reason)"
    }
    guard !reasons.isEmpty else { return nil }
    return Diagnostic(
      .windowNotDivided,
      "\(reasons.count) of \(counted(found.count, "earlier day")) \(reasons.count == 1 ? "has" : "have")"
        + " no segments to compare", at: range, notes: reasons,
      fixes: [lessFar(divided: found.prefix { $0.comparison != nil }.count)])
  }

  /// The same number of steps within the time that had segments, or within the first step; if a step
  /// cannot be shorter, fewer steps.
  private func lessFar(divided: Int) -> Diagnostic.Fix {
    let days = 30 * step.months + step.days
    let shorter = divided > 0 ? divided * days / count : days / (count + 1)
    if shorter > 0 {
      return Diagnostic.Fix(
        "every=\(Duration(days: shorter).phrase)", remark: "goes back less far")
    }
    return divided > 0
      ? Diagnostic.Fix("replicates=\(divided)", remark: "goes back less far")
      : Diagnostic.Fix("stability bootstrap", remark: "needs no dates")
  }
}
