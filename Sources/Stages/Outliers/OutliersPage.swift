import Diagnostics

extension DiagnosticCode {
  package static let noSpread = DiagnosticCode(
    "E0420", "most values are equal, so every other one would be an outlier",
    page: """
      The interquartile range and the median absolute deviation are 0 if half of the values are equal, as
      with the number of orders of customers who mostly bought once. Then there is no scale to measure
      distances.

      ```seg
      table [{id: 1, n: 1}, {id: 2, n: 1}, {id: 3, n: 1}, {id: 4, n: 7}] | outliers n by mad
      # error: E0420
      ```

      Use quantiles instead: `winsorize n to 0%...99%`, or limits from the business: `clip n to 0...50`.
      """)

  package static let outliersFound = DiagnosticCode(
    "N0420", "values far from the others",
    page: """
      `outliers` reports the number of values beyond its limits, below and above. The limits and the
      counts are in the ledger.

      ```seg
      sample transactions customers=200 seed=7 | outliers quantity by mad action=cap
      ```

      A large order is not wrong as such. Inspect the cases before you drop or cap them: a typing error
      and a bulk buyer look alike in one column.
      """)
}

extension Outliers {
  package static let manual = """
    There are three rules. The limits of `iqr` are 1.5 interquartile ranges beyond the quartiles, those of
    `zscore` 3 standard deviations from the mean, and those of `mad` 3.5 times 1.4826 median absolute
    deviations from the median. Extreme values widen the limits of `zscore`; `mad` is the most robust.

    `action=flag`, the default, adds a column `is_outlier` and changes nothing else, so that you can inspect
    the cases first:

    ```seg
    sample transactions customers=200 seed=7
      | outliers quantity, unit_price by mad
      | keep is_outlier | sort -quantity | take 5 | show invoice, quantity, unit_price
    ```

    `action=cap` replaces each outlier by the limit that it exceeds, `action=drop` drops the rows:

    ```seg
    table [{id: 1, amount: 10}, {id: 2, amount: 12}, {id: 3, amount: 11}, {id: 4, amount: 9000}]
      | outliers amount by mad action=drop because "a typing error, confirmed by the shop"
    ```

    Limits and counts are recorded, and the same limits are used on new data. A missing value is never an
    outlier. Quartiles are of type 7, the standard deviation has the denominator n − 1.

    If most values are equal there is no scale, and the stage reports an error:

    ```seg
    table [{id: 1, n: 1}, {id: 2, n: 1}, {id: 3, n: 1}, {id: 4, n: 1}, {id: 5, n: 7}]
      | outliers n by iqr
    # error: E0420
    ```
    """
}
