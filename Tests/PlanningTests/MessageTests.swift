import Testing

/// The messages that an analyst meets first, word for word.
struct MessageTests {
  private func check(_ script: String, _ expected: String, at location: SourceLocation) {
    #expect(messages(script) == expected + "\n", sourceLocation: location)
  }

  @Test func `a misspelled column is answered with the nearest one`() {
    check(
      """
      load "tx.csv"
        | dedupe by custmer_id
      """,
      """
      E0203  no column `custmer_id` in tx
        script.seg:2:15
      2 |   | dedupe by custmer_id
        |               ^^^^^^^^^^ did you mean `customer_id`?
        columns here: amount, customer_id, email, order_date, order_id, status
        fix: customer_id
      """, at: #_sourceLocation)
  }

  @Test func `a forgotten pipe is put back`() {
    check(
      """
      let tx = load "tx.csv"
      tx | rfm scale zscore
      """,
      """
      E0107  did you forget `|` before `scale`?
        script.seg:2:10
      2 | tx | rfm scale zscore
        |          ^^^^^ `rfm` takes no argument without a name; `scale` is a stage
        fix: insert "| "
      """, at: #_sourceLocation)
  }

  @Test func `one equals sign in a condition is told from a parameter`() {
    check(
      """
      load "tx.csv"
        | keep status = "paid"
      """,
      """
      E0112  `=` gives a name a value; to compare, write `==`
        script.seg:2:17
      2 |   | keep status = "paid"
        |                 ^ `keep` has no parameter called `status`; `status` is a column
        fix: ==
      """, at: #_sourceLocation)
  }

  @Test func `picking from one model says what to write instead`() {
    check(
      """
      load "tx.csv" | rfm | scale zscore
        | kmeans k=4 | pick silhouette
      """,
      """
      E0301  `pick` needs several candidates, this is one model
        script.seg:2:18
      2 |   | kmeans k=4 | pick silhouette
        |     ----------   ^^^^ nothing to choose from
        |     k is fixed to 4 here
        fix: kmeans k in 2...8   or remove `| pick silhouette`
      """, at: #_sourceLocation)
  }

  @Test func `a continuous range cannot be swept`() {
    check(
      """
      load "tx.csv" | rfm | scale zscore
        | kmeans k in 2.0...8.5
      """,
      """
      E0305  a continuous range cannot be swept
        script.seg:2:17
      2 |   | kmeans k in 2.0...8.5
        |                 ^^^^^^^^^ it has infinitely many values
        fix: k in 2...8   whole numbers
      """, at: #_sourceLocation)
  }

  @Test func `several rows of one customer are shown`() {
    check(
      """
      load "tx.csv"
        | features by customer_id
      """,
      """
      E0410  `features` has more than one row per `customer_id`
        script.seg:2:5
      2 |   | features by customer_id
        |     ^^^^^^^^^^^^^^^^^^^^^^^ without bindings, every row is one entity
        for example: `C1` (2 rows), `C3` (2 rows)
        fixes: features total = sum(…), … by customer_id   aggregates the rows
               | dedupe by customer_id keep=last   before it
      """, at: #_sourceLocation)
  }

  @Test func `a missing feature is counted and the ways out are listed`() {
    check(
      """
      load "gaps.csv"
        | features a = sum(a), b = sum(b) by id
        | scale zscore
      """,
      """
      E0415  `b` is sometimes missing and cannot be scaled
        script.seg:3:5
      2 |   | features a = sum(a), b = sum(b) by id
        |                              ------ missing for 1 of 4 customers
      3 |   | scale zscore
        |     ^^^^^^^^^^^^
        fixes: | fill b with 0    | fill b with median    | drop b is null because "…"
      """, at: #_sourceLocation)
  }

  @Test func `a failing expectation shows rows that fail`() {
    check(
      """
      load "tx.csv"
        | expect amount < 50
      """,
      """
      E0810  `amount < 50` does not hold for 2 of 10 rows
        script.seg:2:12
      2 |   | expect amount < 50
        |            ^^^^^^^^^^^
        for example: amount `50`
        for example: amount `100`
      """, at: #_sourceLocation)
  }

  @Test func `text and number are both shown when they are compared`() {
    check(
      """
      load "tx.csv"
        | keep amount > "5"
      """,
      """
      E0311  a number and text cannot be compared
        script.seg:2:10
      2 |   | keep amount > "5"
        |          ^^^^^^   --- this is text
        |          this is a number
        fix: 5   without the quotes
      """, at: #_sourceLocation)
  }

  @Test func `a day that could be a month is refused with both readings`() {
    check(
      """
      let tx = load "dates.csv"
      tx | rfm
      """,
      """
      E0601  cannot tell day from month in `order_date`
        script.seg:2:6
      2 | tx | rfm
        |      ^^^ all 3 values fit both dd/MM/yyyy and MM/dd/yyyy
        first value: 03/04/2024 (line 2): 3 April or 4 March?
        fixes: parse order_date as "dd/MM/yyyy"   with it the data end on 2024-06-05
               parse order_date as "MM/dd/yyyy"   with it the data end on 2024-07-01
      """, at: #_sourceLocation)
  }

  @Test func `personal data are followed into what is made of them`() {
    check(
      """
      let tx = load "tx.csv"
      tx
        | mark email as pii
        | derive n = length(email)
        | features n = max(n) by customer_id
      """,
      """
      E0502  personal data may not become a feature
        script.seg:5:18
      3 |   | mark email as pii
        |          ----- marked here
      5 |   | features n = max(n) by customer_id
        |                  ^^^^^^ so `n` is personal data too
        fix: leave `n` out   or remove the mark
      """, at: #_sourceLocation)
  }

  @Test func `a line that is indented by accident is told`() {
    check(
      """
      let tx = load "tx.csv"
      tx | dedupe
        tx | rfm
      """,
      """
      E0109  this line continues the statement above
        script.seg:3:3
      2 | tx | dedupe
        |      ------
      3 |   tx | rfm
        |   ^^ indented deeper than line 2, so it is read as an argument of `dedupe`
        fix: start `tx` in column 1
      """, at: #_sourceLocation)
  }

  @Test func `all mistakes of a file are told at once, without their consequences`() {
    #expect(
      errorCodes(
        """
        load "tx.csv" | keep amout > 0 | rfm | scal zscore
        load "tx.csv" | keep amount = 4
        load "tx.csv" | rfm | scale
        """) == ["E0203", "E0201", "E0112", "E0303"])
  }
}
