import Diagnostics

extension DiagnosticCode {
  package static let variantsTogether = DiagnosticCode(
    "E0950", "ways to look for centres that do not go together",
    page: """
      `method`, `trim`, bounds on sizes and `start` each look for the centres of `kmeans` in a way of
      their own. Decide on one of them; several can be compared as candidates of calls of their own.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore
        | kmeans k=3 method=bisecting trim=5%
      # error: E0950
      ```
      """)

  package static let boundsOutOfReach = DiagnosticCode(
    "E0951", "sizes that no segments can have",
    page: """
      All customers together are 100 %: k segments of at least `min_share` must not need more, and k
      segments of at most `max_share` must be able to hold all. A little room on both sides gives the
      segments a choice.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore | kmeans k=4 max_share=20%
      # error: E0951
      ```

      Numbers of customers are whole: of 10 customers, no 3 segments are between 34 % and 39 %.
      """)

  package static let missedBounds = DiagnosticCode(
    "W0950", "a segment outside of its bounds",
    page: """
      Customers with equal features always share a segment. Where many of them are equal, as with
      scores from 1 to 5, the bounds `min_share` and `max_share` may fall into the middle of such a
      group: all of it goes where most of it is, and a size misses its bound by that many.
      """)
}
