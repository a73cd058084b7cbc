import Diagnostics

extension DiagnosticCode {
  package static let variantsTogether = DiagnosticCode(
    "E0950", "variants of k-means that cannot be combined",
    page: """
      `method`, `trim`, bounds on sizes and `start` are different variants of `kmeans`. Choose one of
      them; to compare several, use a separate call for each.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore
        | kmeans k=3 method=bisecting trim=5%
      # error: E0950
      ```
      """)

  package static let boundsOutOfReach = DiagnosticCode(
    "E0951", "bounds on sizes that cannot be met",
    page: """
      All customers together are 100%: k segments of at least `min_share` must not need more, and k
      segments of at most `max_share` must be able to hold all. Leave some room on both sides.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore | kmeans k=4 max_share=20%
      # error: E0951
      ```

      Segments have whole numbers of customers: 10 customers cannot form 3 segments of 34% to 39% each.
      """)

  package static let missedBounds = DiagnosticCode(
    "W0950", "a segment outside its bounds",
    page: """
      Customers with equal features are always in the same segment. If many of them are equal, as with
      scores from 1 to 5, a bound of `min_share` or `max_share` may split such a group: the whole group
      goes to the segment with most of it, and the size misses the bound by that number.
      """)
}
