import Diagnostics

// Values, lists and blocks: codes, pages and wording.

extension DiagnosticCode {
  package static let unclosedBracket = DiagnosticCode(
    "E0108", "a bracket that is not closed",
    page: """
      Every `(`, `[` and `{` is closed by `)`, `]` or `}`.

      ```seg
      tx | keep (amount > 0 or country == "SE"
         | rfm
      # error: E0108
      ```

      Close it where the list, the condition or the block ends.
      """)

  package static let spaceBeforeParenthesis = DiagnosticCode(
    "E0110", "a space between a function and its parenthesis",
    page: """
      A function keeps its parenthesis glued to its name: `sum(amount)`. With a space, the
      parenthesis would begin the next argument of the stage.

      ```seg
      tx | derive total = sum (amount)
      # error: E0110
      ```

      Write `sum(amount)`.
      """)

  package static let nestedTooDeep = DiagnosticCode(
    "E0111", "an expression that is nested too deep",
    page: """
      Brackets may be nested 256 deep, and an expression may have 512 levels of operators. What
      goes beyond was made by a machine or by mistake: for example a `(` for every row of a list.

      A long list of alternatives is written `country in ["SE", "NO", …]`, and a long table of
      rules as `case { … }`. Example: 257 opening parentheses in a row.
      """)

  package static let equalsForComparison = DiagnosticCode(
    "E0112", "`=` where two values are compared",
    page: """
      `=` gives a name a value, `==` asks whether two values are equal.

      ```seg
      tx | keep amount > 0 and status = "paid"
      # error: E0112
      ```

      Write `status == "paid"`.
      """)

  package static let nothingToClose = DiagnosticCode(
    "E0114", "a bracket that closes nothing",
    page: """
      There is a `)`, `]` or `}` without an opening bracket before it in the same statement.

      ```seg
      tx | keep amount > 0)
      # error: E0114
      ```

      Remove it, or write the opening bracket where it belongs.
      """)

  package static let valueMissing = DiagnosticCode(
    "E0121", "a value is missing",
    page: """
      Behind an operator, a `=`, a comma or an opening bracket stands a value, and there is none.

      ```seg
      tx | keep amount >
      # error: E0121
      ```

      Write the value, or remove the sign before it.
      """)

  package static let strayComma = DiagnosticCode(
    "E0122", "a comma with nothing to separate",
    page: """
      Commas separate the items of one list (`select a, b`); spaces separate arguments
      (`kmeans k=5 seed=1`). This comma has nothing after it that belongs to its list.

      ```seg
      tx | select customer_id, | take 10
      # error: E0122
      ```

      Remove the comma. Only a block in `{ … }` may end with one.
      """)

  package static let missingComma = DiagnosticCode(
    "E0123", "a comma is missing",
    page: """
      Within brackets, commas separate the entries.

      ```seg
      tx | keep country in ["SE" "NO"]
      # error: E0123
      ```

      Write `["SE", "NO"]`.
      """)

  package static let chained = DiagnosticCode(
    "E0126", "a comparison of three values at once",
    page: """
      `0 < x < 5` is common in mathematics, but the first comparison gives true or false, which
      cannot be compared with 5.

      ```seg
      tx | keep 0 < amount < 500
      # error: E0126
      ```

      Write `0 < amount and amount < 500`, or `amount in 0...500` with both ends.
      """)

  package static let mixedBlock = DiagnosticCode(
    "E0127", "a block that is neither a record nor rules",
    page: """
      A block holds either fields, `{name: value, …}`, or rules, `{condition => value, …}`.

      ```seg
      model | name {recency is low => "Loyal", other: "Rest"}
      # error: E0127
      ```

      In a list of rules, the rest is written `else => "Rest"`.
      """)

  package static let reservedWord = DiagnosticCode(
    "E0128", "a word of the language used as a name",
    page: """
      25 words have a fixed meaning: `let param use stage fn seg if then else and or not in is null
      true false matches case by on as to with because`.

      ```seg
      tx | select amount, case
      # error: E0128
      ```

      A column of that name goes into backquotes: `` select amount, `case` ``.
      """)

  package static let listInParentheses = DiagnosticCode(
    "E0133", "a list in round parentheses",
    page: """
      A list stands in square brackets. Round parentheses group a condition or hold a pipeline.

      ```seg
      tx | keep country in ("SE", "NO")
      # error: E0133
      ```

      Write `country in ["SE", "NO"]`.
      """)

  package static let conditionalPart = DiagnosticCode(
    "E0134", "a condition that is not complete",
    page: """
      A condition has three parts, `if … then … else …`: what is asked, the value if it holds, and
      the value if not. Several conditions in a row are written `case { … => …, else => … }`.

      ```seg
      tx | derive tier = if amount > 100 then "high"
      # error: E0134
      ```

      Write `if amount > 100 then "high" else "low"`.
      """)

  package static let strayQuestionMark = DiagnosticCode(
    "E0135", "a question mark outside of a schema",
    page: """
      `?` after a type says that a column may be empty: `columns {category: text?}`. It has no
      meaning in a value.

      ```seg
      tx | keep amount?
      # error: E0135
      ```

      To ask whether a value is there, write `amount is not null`; for a value instead of a missing
      one, write `amount ?? 0`.
      """)

  package static let unexpected = DiagnosticCode(
    "E0136", "something that does not fit here",
    page: """
      The statement could end before this, and it cannot go on with it.

      ```seg
      param k_max: int = 8 : 20
      # error: E0136
      ```

      Remove it, or put `|` before it if it is the next stage.
      """)

  package static let notNeedsParentheses = DiagnosticCode(
    "E0137", "`not` inside of a comparison",
    page: """
      `not` turns a whole condition around, so it stands before it.

      ```seg
      tx | keep returned == not paid
      # error: E0137
      ```

      Write `returned == (not paid)`, or better `returned != paid`.
      """)

  package static let clauseWithEquals = DiagnosticCode(
    "E0138", "a preposition with `=`",
    page: """
      `by on as to with because` read like English and stand without a sign.

      ```seg
      tx | dedupe by=order_id
      # error: E0138
      ```

      Write `dedupe by order_id`.
      """)

  package static let starArgument = DiagnosticCode(
    "E0139", "`*` instead of nothing",
    page: """
      SQL counts rows with `count(*)`; here the parentheses stay empty.

      ```seg
      tx | features orders = count(*) by customer_id
      # error: E0139
      ```

      Write `count()`.
      """)

  package static let quotedField = DiagnosticCode(
    "E0140", "a field in quotes",
    page: """
      The fields of a record are names, and names stand without quotes.

      ```seg
      tx | columns {"customer_id": id}
      # error: E0140
      ```

      Write `{customer_id: id}`. A name with spaces goes into backquotes: `` {`Order Date`: date} ``.
      """)
}

extension Diagnostic {
  static func unclosedBracket(
    _ opening: String, closing: String, at range: SourceRange, end: SourceRange, label: Label?
  ) -> Diagnostic {
    Diagnostic(
      .unclosedBracket, "this `\(opening)` is not closed", at: range,
      labels: label.map { [$0] } ?? [],
      fixes: [Fix(closing, at: end, remark: "close it with `\(closing)`")])
  }

  static func spaceBeforeParenthesis(
    _ name: String, at blank: SourceRange, from start: Int
  ) -> Diagnostic {
    Diagnostic(
      .spaceBeforeParenthesis, "a function and its parenthesis stand together", at: blank,
      remark: "remove the space: `\(VisibleText(name).text)(`",
      fixes: [Fix("", at: blank, remark: "remove the space")])
  }

  static func nestedTooDeep(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .nestedTooDeep, "this is nested deeper than the 256 levels that are read", at: range)
  }

  /// E0112 at a `=`, with a remark of the checker.
  ///
  /// The remark says what the checker knows: `keep` has no parameter called `status`; `status` is
  /// a column.
  package static func equalsForComparison(
    at range: SourceRange, remark: String = ""
  ) -> Diagnostic {
    Diagnostic(
      .equalsForComparison, "`=` gives a name a value; to compare, write `==`", at: range,
      remark: remark, fixes: [Fix("==", at: range)])
  }

  static func nothingToClose(_ bracket: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .nothingToClose, "this `\(bracket)` closes nothing", at: range,
      fixes: [Fix("", at: range, remark: "remove it")])
  }

  static func valueMissing(after sign: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.valueMissing, "a value is missing after \(quoted(sign))", at: range)
  }

  static func nothingAfterComma(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .strayComma, "nothing follows this comma that belongs to its list", at: range,
      fixes: [Fix("", at: range, remark: "remove the comma")])
  }

  static func strayComma(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .strayComma, "this comma separates nothing", at: range,
      remark: "commas separate the items of a list, spaces separate arguments",
      fixes: [Fix("", at: range, remark: "remove the comma")])
  }

  static func missingComma(before word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .missingComma, "a comma is missing before \(quoted(word))", at: range,
      fixes: [Fix(",", at: range, remark: "insert a comma")])
  }

  static func unexpectedInBracket(
    _ word: String, _ closing: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .missingComma, "here stands `,` or `\(closing)`, not \(quoted(word))", at: range)
  }

  static func chainedComparison(
    at range: SourceRange, insertAt: SourceRange, middle: String
  ) -> Diagnostic {
    Diagnostic(
      .chained, "only two values are compared at a time", at: range,
      remark: "join two comparisons by `and`",
      fixes: [Fix(" and \(middle)", at: insertAt, remark: "insert \" and \(middle)\"")])
  }

  static func chainedRange(at range: SourceRange) -> Diagnostic {
    Diagnostic(.chained, "a range has two ends", at: range)
  }

  static func mixedBlock(isRecord: Bool, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .mixedBlock, "a block holds fields or rules, not both", at: range,
      remark: isRecord
        ? "the entries before are fields: `name: value`"
        : "the entries before are rules: `condition => value`, `else => value`")
  }

  static func arrowMissing(at range: SourceRange, hasValue: Bool) -> Diagnostic {
    Diagnostic(
      .mixedBlock, "an entry is `name: value` or `condition => value`", at: range,
      remark: "neither `:` nor `=>` follows",
      fixes: hasValue ? [Fix(" =>", at: range, remark: "insert \"=>\"")] : [])
  }

  static func reservedWord(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .reservedWord, "`\(word)` is a word of the language", at: range,
      remark: "as a name, it goes into backquotes",
      fixes: [Fix("`\(word)`", at: range)])
  }

  static func listInParentheses(
    at range: SourceRange, whole: SourceRange, fix: String
  ) -> Diagnostic {
    Diagnostic(
      .listInParentheses, "a list stands in square brackets", at: range,
      fixes: [Fix(fix, at: whole)])
  }

  static func conditionalPart(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .conditionalPart, "`\(word)` is missing here", at: range,
      remark: word == "{ … }"
        ? "`case { condition => value, else => value }`" : "`if … then … else …`")
  }

  static func elseMissing(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .conditionalPart, "`else` is missing here", at: range, remark: "`if … then … else …`",
      fixes: [Fix(" else null", at: range, remark: "insert \"else null\"")])
  }

  static func strayQuestionMark(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .strayQuestionMark, "`?` only follows the type of a column", at: range,
      fixes: [Fix(" is not null", at: range), Fix(" ?? 0", at: range)])
  }

  static func unexpected(_ word: String, after before: String, at range: SourceRange) -> Diagnostic
  {
    Diagnostic(
      .unexpected, "\(quoted(word)) does not fit after \(quoted(before))", at: range)
  }

  static func strayWord(_ word: String, after before: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unexpected, "\(quoted(word)) does not fit after \(quoted(before))", at: range,
      remark: "`\(word)` is a word of the language; as a name, it goes into backquotes")
  }

  static func notNeedsParentheses(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .notNeedsParentheses, "`not` turns a whole condition around", at: range,
      remark: "put `not …` into parentheses")
  }

  static func clauseWithEquals(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .clauseWithEquals, "`\(word)` stands without `=`", at: range,
      fixes: [Fix(" ", at: range, remark: "a space instead of `=`")])
  }

  static func starArgument(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .starArgument, "\(quoted(name)) counts rows with nothing between its parentheses", at: range,
      fixes: [Fix("", at: range, remark: "remove `*`")])
  }

  static func quotedField(_ written: String, at range: SourceRange) -> Diagnostic {
    let content = String(written.dropFirst().dropLast())
    return Diagnostic(
      .quotedField, "the name of a field stands without quotes", at: range,
      fixes: [Fix(Printer.name(content), at: range)])
  }

  static func unknownEscape(_ escape: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unknownEscape, "\(quoted(escape)) means nothing in a text", at: range,
      remark: "a backslash is written `\\\\`; in a path, `/` works everywhere",
      fixes: [
        Fix("\\\\", at: SourceRange(source: range.source, start: range.start, end: range.start + 1))
      ])
  }

  static func unclosedInterpolation(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unclosedBracket, "this `\\(` is not closed", at: range,
      remark: "a literal `\\(` in a text is written `\\\\(`")
  }
}
