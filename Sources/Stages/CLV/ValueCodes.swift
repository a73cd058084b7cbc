import Diagnostics

extension DiagnosticCode {
  package static let noPurchaseHistory = DiagnosticCode(
    "E0970", "no columns that say when a customer bought",
    page: """
      A model of customer value learns from four numbers of each customer: on how many days after the
      first they bought, how long after the first day the last one was, how long they are known, and
      what they spend on a day with purchases. `purchases` makes these columns.

      ```seg
      sample transactions customers=100 seed=7 | rfm | clv
      # error: E0970
      ```

      Write `purchases` in place of `rfm`, or name columns of your own:
      `clv repeats=n last_purchase=span age=tenure spend=basket`.
      """)

  package static let nothingToLearn = DiagnosticCode(
    "E0971", "nothing to learn customer value from",
    page: """
      Whether customers come back can be learned only where some of them did. If nobody bought on a
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
      Of customers who bought on one day only, nothing is known but that day. What they are expected to
      buy is what is usual for such customers. The sum over them is sound; one of them by itself is not
      known.

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
      the first one and `as_of`. Customers whose numbers are missing or contradict each other, such as a
      first purchase after `as_of`, have no value; the others are not affected.

      ```seg
      table [{customer_id: 1, order_date: @2025-01-03, amount: 5.0},
             {customer_id: 1, order_date: @2025-03-03, amount: 6.0},
             {customer_id: 2, order_date: @2025-02-03, amount: 7.5},
             {customer_id: 3, order_date: @2025-07-07, amount: 2.5}]
        | purchases as_of=@2025-06-01 | clv
      ```
      """)

  package static let uncertainValue = DiagnosticCode(
    "W0971", "customer value that rests on weak ground",
    page: """
      The models of `clv` suppose that customers buy at random with a rate of their own until they stop,
      and that how much they spend is independent of how often they buy. The warning names the
      supposition that the data contradict, or the parameter that they do not determine. Values are
      computed all the same; compare them with what customers did in a later period before money is
      spent on them.
      """)
}
