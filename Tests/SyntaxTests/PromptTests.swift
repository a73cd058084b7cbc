import Testing

@testable import Syntax

@Suite struct PromptTests {
  @Test(arguments: [
    "", "  ", "load \"tx.csv\"", "| rfm", "tx | rfm # and |", "let x = 3", "tx | keep a in [1, 2]",
    "load \"tx.csv", "\"\"\"\nhello\n\"\"\"", "tx | keep a is not null", "seg 1",
  ])
  func `is complete`(text: String) { #expect(PromptText.isComplete(text)) }

  @Test(arguments: [
    "tx |", "tx | select a,", "tx | keep a and", "tx | keep (a", "tx | name {", "let x =",
    "tx | keep a >", "tx | dedupe by", "\"\"\"\nhello", "tx | keep a in [1,\n2", "tx | keep a ...",
    "fn f(x) -> number =", "tx | # more comes", "if a then",
  ])
  func `needs more`(text: String) { #expect(!PromptText.isComplete(text)) }

  @Test func `a pasted transcript loses prompts and output`() {
    let pasted = """
      seg> load "tx.csv"
        48,112 rows x 6   customer_id id
      seg> | features
      ...>     total = sum(amount)
      ...>   by customer_id
        note: …
      seg> | scale zscore
      """
    #expect(
      PromptText.strippingPrompts(pasted)
        == "load \"tx.csv\"\n| features\n    total = sum(amount)\n  by customer_id\n| scale zscore\n"
    )
  }

  @Test func `text without a prompt is given back unchanged`() {
    #expect(PromptText.strippingPrompts("tx | rfm\n...> x\n") == "tx | rfm\n...> x\n")
  }
}
