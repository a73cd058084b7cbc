import Diagnostics
import Planning

extension DiagnosticCode {
  package static let windowsWithoutDates = DiagnosticCode(
    "E0641", "earlier windows without dated lines",
    page: """
      `stability windows` runs the script again on the lines up to an earlier day. For that, `features`
      or `rfm` must make the customers of lines that have a date, in the same pipeline or in the `let`s
      that it begins with. Rows that are one for each customer already say nothing of how a customer
      looked a month ago.

      ```seg
      table [{id: 1, a: 1}, {id: 2, a: 5}, {id: 3, a: 2}] | features a = sum(a) by id
        | scale none | kmeans k=2 seed=1 | stability windows
      # error: E0641
      ```

      Begin with the orders, `load "orders.csv" | rfm`, or ask `stability bootstrap`.
      """)

  package static let severalDates = DiagnosticCode(
    "E0642", "several dates to cut by",
    page: """
      The features are made of several columns of dates. Which of them says when a line came to be
      known must be written: `stability windows date=order_date`.

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
      On an earlier day there were too few customers, or none of today's, or a stage could not do its
      work on the lines up to then. That day is told with the reason and counts for nothing in the
      means. Go back in fewer or shorter steps: `stability windows replicates=2 every=14 days`.
      """)
}

extension Diagnostic {
  /// E0641.
  static func windowsWithoutDates(_ reason: String, _ call: BoundCall) -> Diagnostic {
    Diagnostic(
      .windowsWithoutDates, "there is no earlier day to go back to: \(reason)", at: call.range,
      fixes: [
        Diagnostic.Fix("stability bootstrap", at: call.range, remark: "asks without dates"),
        Diagnostic.Fix("load \"orders.csv\" | rfm", remark: "makes customers of dated lines"),
      ])
  }
}
