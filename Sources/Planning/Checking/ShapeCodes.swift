import Diagnostics

extension DiagnosticCode {
  package static let bareColumn = DiagnosticCode(
    "E0401", "a column has many values per group",
    page: """
      Where rows are brought together, each column needs to be told how its many values become one.

      ```seg
      sample transactions customers=50 | features total = quantity by customer_id
      # error: E0401
      ```

      Say how: `sum(quantity)`, `max(quantity)`, `last(quantity, by = order_date)`.
      """)

  package static let duplicateColumn = DiagnosticCode(
    "E0402", "two columns would have one name",
    page: """
      Column names are unique, so that a name always means one column.

      ```seg
      sample transactions customers=50 | rename quantity = unit_price
      # error: E0402
      ```
      """)

  package static let manyRowsPerEntity = DiagnosticCode(
    "E0410", "more than one row per customer reaches a model",
    page: """
      A model groups customers, so each may appear once. A join with a table that has several rows
      per customer, or a table that was never brought to one row per customer, breaks this.

      ```seg
      let people = table [{customer_id: 1, age: 30}, {customer_id: 1, age: 31}]
      table [{customer_id: 1, spend: 10}, {customer_id: 2, spend: 20}]
        | features spend = sum(spend) by customer_id
        | join people on customer_id
      # error: E0410
      ```

      Make the second table unique first: `people | dedupe by customer_id keep=last`.
      """)

  package static let missingInFeature = DiagnosticCode(
    "E0415", "a feature may be missing and cannot be scaled",
    page: """
      A distance to a customer without a value does not exist. Segue does not invent one: decide what
      a missing value means.

      ```seg
      table [{id: 1, a: 1, b: null}, {id: 2, a: 3, b: 2}, {id: 3, a: 4, b: 6}]
        | features a = sum(a), b = sum(b) by id | scale zscore
      # error: E0415
      ```

      `fill b with 0`, `fill b with median`, or `drop b is null because "…"`.
      """)

  package static let noFeatures = DiagnosticCode(
    "E0416", "there is no numeric feature",
    page: """
      Distances are computed from numbers; text columns stay beside them but are not used.

      ```seg
      table [{id: 1, a: "x"}, {id: 2, a: "y"}] | features a = max(a) by id | scale zscore
      # error: E0416
      ```
      """)

  package static let mixedCurrencies = DiagnosticCode(
    "E0425", "money in different currencies does not mix",
    page: """
      Adding or comparing money of two currencies gives a number that means nothing.

      ```seg
      table [{id: 1, a: 2}] | columns {id: id, a: money<EUR>} | keep a > 5 USD
      # error: E0425
      ```

      Convert one of them first, with a rate that the script states.
      """)

  package static let personalFeature = DiagnosticCode(
    "E0502", "personal data may not become a feature",
    page: """
      A column that is marked as personal data, or comes from one, must not shape segments.

      ```seg
      table [{id: 1, email: "a@example.com"}] | mark email as pii
        | features n = max(length(email)) by id
      # error: E0502
      ```

      Leave the feature out. A mark says what a column is: it is taken off where it was set, if the
      column is not personal after all.
      """)

  package static let unscaled = DiagnosticCode(
    "W0420", "features of very different spread are compared unscaled",
    page: """
      Distances add up over the features: one whose values are a thousand times larger decides alone.

      `scale zscore` or `scale robust` in front of the model puts them on a common scale. `scale none`
      says that raw units are meant.
      """)

  package static let roles = DiagnosticCode(
    "N0101", "roles that were found",
    page: """
      A stage looked for columns by their role (id, date, amount, order) and found one candidate for
      each. The note says which, so that it can be written out: `rfm id=CustomerID date=InvoiceDate`.
      `:save` and a lock write them out by themselves.
      """)
}

extension Diagnostic {
  /// A column that stands bare over groups (E0401).
  static func bareColumn(_ column: ColumnType, keys: [String], at range: SourceRange)
    -> Diagnostic
  {
    let name = quotedName(column.name)
    let group = keys.isEmpty ? "the whole table" : "one " + keys.joined(separator: ", ")
    let ways =
      column.type.isNumeric
      ? ["sum(\(name))", "mean(\(name))", "max(\(name))"]
      : column.type.isTemporal
        ? ["max(\(name))", "min(\(name))"] : ["count_distinct(\(name))", "mode(\(name))"]
    return Diagnostic(
      .bareColumn, "`\(column.name)` has many values for \(group)", at: range,
      remark: "which one is meant?", fixes: ways.map { Fix($0, at: range) })
  }
}
