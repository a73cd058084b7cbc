import Testing

/// Words for a missing value among the ids of customers.
struct NullWordTests {
  @Test(arguments: ["NULL", "nan", "None", "N/A", "#N/A", "\\\\N", "-", "(Blank)", "null"])
  func `a word for nothing among ids is a warning with its rows`(word: String) {
    let run = Ran(
      """
      table [{id: "A1", x: 1}, {id: "\(word)", x: 2}, {id: "B2", x: 3}, {id: "\(word)", x: 4}]
        | features n = count() by id
      """)
    #expect(run.codes.contains("W0104"))
    #expect(run.message(.warning).contains("in 2 rows"))
  }

  @Test func `several words are listed, the most frequent first`() {
    let run = Ran(
      """
      table [{id: "nan", x: 1}, {id: "NULL", x: 2}, {id: "B2", x: 3}, {id: "NULL", x: 4}]
        | features n = count() by id
      """)
    #expect(run.message(.warning).contains("`NULL` in 2 rows, `nan` in 1 row"))
    #expect(run.message(.warning).contains("missing=[\"NULL\", \"nan\"]"))
  }

  @Test func `names that begin like such a word are names`() {
    let run = Ran(
      "table [{id: \"Nullarbor\", x: 1}, {id: \"Nana\", x: 2}] | features n = count() by id")
    #expect(!run.codes.contains("W0104"))
  }
}
