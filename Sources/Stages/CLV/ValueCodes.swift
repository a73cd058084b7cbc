import Diagnostics

extension DiagnosticCode {
  package static let noPurchaseHistory = DiagnosticCode(
    "E0970", "no columns with purchase histories",
    page: """
      A model of customer value is fitted to four numbers per customer: the number of days with
      purchases after the first, the time from the first purchase to the last, the time since the first
      purchase, and the mean spend on a day with purchases. `purchases` computes these columns.

      ```seg
      sample transactions customers=100 seed=7 | rfm | clv
      # error: E0970
      ```

      Write `purchases` in place of `rfm`, or name your own columns:
      `clv repeats=n last_purchase=span age=tenure spend=basket`.
      """)

  package static let nothingToLearn = DiagnosticCode(
    "E0971", "no data to fit customer value to",
    page: """
      Repeat purchases can be modelled only if some customers came back. If no customer bought on a
      second day, every model fits equally well.

      ```seg
      table [{customer_id: 1, order_date: @2025-01-03, amount: 5.0},
             {customer_id: 2, order_date: @2025-02-03, amount: 7.5}]
        | purchases | clv
      # error: E0971
      ```

      Use a longer period, or check that the id of a customer is the same in all orders.
      """)

  package static let mostBoughtOnce = DiagnosticCode(
    "N0970", "most customers bought once",
    page: """
      For customers who bought on one day only, nothing else is known. Their predictions are those
      typical of such customers. The total over them is reliable; the value of a single customer is
      not.

      ```seg
      table [{customer_id: 1, order_date: @2025-01-03, amount: 5.0},
             {customer_id: 1, order_date: @2025-03-03, amount: 6.0},
             {customer_id: 2, order_date: @2025-02-03, amount: 7.5},
             {customer_id: 3, order_date: @2025-02-07, amount: 2.5}]
        | purchases as_of=@2025-06-01 | clv
      ```
      """)

  package static let unusableHistories = DiagnosticCode(
    "W0970", "customers without a usable history",
    page: """
      A history is a whole number of repeat purchases, and times in days with the last purchase between
      the first one and `as_of`. Customers with missing or contradictory numbers, such as a first
      purchase after `as_of`, have no value; the others are not affected.

      ```seg
      table [{customer_id: 1, order_date: @2025-01-03, amount: 5.0},
             {customer_id: 1, order_date: @2025-03-03, amount: 6.0},
             {customer_id: 2, order_date: @2025-02-03, amount: 7.5},
             {customer_id: 3, order_date: @2025-07-07, amount: 2.5}]
        | purchases as_of=@2025-06-01 | clv
      ```
      """)

  package static let uncertainValue = DiagnosticCode(
    "W0971", "unreliable customer value",
    page: """
      The models of `clv` assume that customers buy at random with individual rates until they stop,
      and that how much they spend is independent of how often they buy. The warning names the
      assumption that the data contradict, or the parameter that they do not determine. Values are
      computed nevertheless; compare them with actual purchases of a later period before you spend
      money based on them.
      """)
}
