import Diagnostics

// Where stages and statements begin and end: codes, pages and wording.

extension DiagnosticCode {
  package static let forgottenPipe = DiagnosticCode(
    "E0107", "a forgotten `|`",
    page: """
      Stages are joined by `|`. Without it, the next stage would be an argument of the one before.

      ```seg
      let tx = "tx.csv" rfm
      # error: E0107
      ```

      Write `load "tx.csv" | rfm`. Every stage takes at most one argument without a name; all the
      others are written `name=value`.
      """)

  package static let continuedLine = DiagnosticCode(
    "E0109", "a line that continues the statement above",
    page: """
      A line that is indented deeper than the first line of a statement belongs to that statement.
      This one reads like a statement of its own, so it was probably indented by accident.

      ```seg
      tx | profile
        base | scale zscore
      # error: E0109
      ```

      Start the line in the first column. If it does belong to the statement above, begin it with
      `|`, and give every further stage of it a line of its own.
      """)

  package static let stageExpected = DiagnosticCode(
    "E0124", "no stage next to a `|`",
    page: """
      A stage name is expected after `|`, and before it what the stage works on.

      ```seg
      load "tx.csv" | | rfm
      # error: E0124
      ```

      Remove the `|` that is too much, or write the stage that is missing.
      """)

  package static let stageLikeFunction = DiagnosticCode(
    "E0125", "a stage that is written like a function",
    page: """
      A stage takes its arguments after a space and without commas: `kmeans k=3 seed=1`. A
      parenthesis glued to a name makes it a function, such as `sum(amount)`. So a stage and a
      function never look alike.

      ```seg
      tx | kmeans(k=3, seed=1)
      # error: E0125
      ```

      Write `tx | kmeans k=3 seed=1`.
      """)

  package static let forgottenLet = DiagnosticCode(
    "E0113", "a name without `let`",
    page: """
      A statement that gives a name to something begins with `let`.

      ```seg
      tx = load "tx.csv"
      # error: E0113
      ```

      Write `let tx = load "tx.csv"`. If the line belongs to the statement above it, indent it.
      """)

  package static let beginsNothing = DiagnosticCode(
    "E0132", "a word that no statement begins with",
    page: """
      Words such as `by`, `on` or `and` go on with something. In the first column they begin a new
      statement, which makes no sense.

      ```seg
      tx | features total = sum(amount)
      by customer_id
      # error: E0132
      ```

      Indent the line, and it belongs to the statement above.
      """)

  package static let dedentedLine = DiagnosticCode(
    "E0141", "a line of a list that is not indented",
    page: """
      The line above ends with a comma, so its list goes on; but this line begins in the first
      column, where a new statement begins.

      ```seg
      tx | features
          recency = days_since(order_date),
      monetary = sum(amount)
        by customer_id
      # error: E0141
      ```

      Indent the line like the other items of the list.
      """)

  package static let incompleteDeclaration = DiagnosticCode(
    "E0129", "a declaration that is not complete",
    page: """
      `let`, `param`, `stage`, `fn`, `use` and `seg` each have a fixed form, and a part of it is
      missing.

      ```seg
      param as_of = @2025-06-30
      # error: E0129
      ```

      | form | example |
      |---|---|
      | `let NAME = …` | `let tx = load "tx.csv"` |
      | `param NAME: type = value` | `param as_of: date = @2025-06-30` |
      | `stage NAME(…) : Table -> Table = …` | `stage recent : Table -> Table = \\| take 10` |
      | `fn NAME(…) = …` | `fn half(x: number) -> number = x / 2` |
      | `use NAME (…)` | `use retail (clean_orders)` |
      | `seg EDITION` | `seg 1` |
      """)

  package static let editionNotFirst = DiagnosticCode(
    "E0130", "the edition does not stand first",
    page: """
      `seg 1` says for which edition of the language a script is written, so it comes before
      everything else.

      ```seg
      let tx = load "tx.csv"
      seg 1
      # error: E0130
      ```

      Move the line to the top of the file.
      """)

  package static let unknownEdition = DiagnosticCode(
    "E0131", "an edition that this version does not know",
    page: """
      The script is written for an edition of the language that this version of Segue does not
      have. It is not run, because its words could mean something else by then.

      ```seg
      seg 2
      # error: E0131
      ```

      Install a newer version of Segue, or write `seg 1` if the script was made for edition 1.
      """)
}

extension Diagnostic {
  /// E0107 at something that can only be the next stage.
  ///
  /// The remark says what the checker knows: `load` takes one argument; `rfm` is a stage.
  package static func forgottenPipe(
    _ word: String, at range: SourceRange, remark: String = "the expression before it is complete"
  ) -> Diagnostic {
    Diagnostic(
      .forgottenPipe, "did you forget `|` before \(quoted(word))?", at: range, remark: remark,
      fixes: [
        Fix(
          "| ", at: SourceRange(source: range.source, start: range.start, end: range.start),
          remark: "insert \"| \"")
      ])
  }

  /// E0109 at the first word of a line that is indented deeper than its statement.
  ///
  /// `range` is what begins the line, `statementStart` the offset at which the statement begins,
  /// and `stage` the one that would take the line as an argument, if there is one.
  package static func continuedLine(
    at range: SourceRange, statementStart: Int, argumentOf stage: QualifiedName?,
    in source: SourceText
  ) -> Diagnostic {
    let (line, _) = source.position(of: range.start)
    let (above, _) = source.position(of: statementStart)
    let written = source.text(in: range).split(whereSeparator: \.isNewline).first ?? ""
    let word = VisibleText(written).cut(to: 40)
    let role = stage.map { "an argument of `\($0.text)`" } ?? "a part of that statement"
    let blanks = SourceRange(
      source: range.source, start: source.start(ofLine: line), end: range.start)
    return Diagnostic(
      .continuedLine, "this line continues the statement above", at: range,
      remark: "indented deeper than line \(above), so it is read as \(role)",
      labels: stage.map { [Label($0.range, "")] } ?? [],
      fixes: [Fix("", at: blanks, remark: "start `\(word)` in column 1")])
  }

  static func stageMissing(at pipe: SourceRange, atEnd: Bool) -> Diagnostic {
    Diagnostic(
      .stageExpected, "a stage is missing after this `|`", at: pipe,
      remark: atEnd ? "nothing follows it" : "another `|` follows it",
      fixes: [Fix("", at: pipe, remark: "remove `|`")])
  }

  static func stageExpected(_ found: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .stageExpected, "a stage name is expected after `|`", at: range,
      remark: "\(quoted(found)) is no name")
  }

  static func nothingBeforePipe(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .stageExpected, "nothing stands before this `|`", at: range,
      remark: "a stage needs what it works on: `tx | …`")
  }

  static func stageLikeFunction(
    _ name: String, at range: SourceRange, whole: SourceRange, fix: String
  ) -> Diagnostic {
    Diagnostic(
      .stageLikeFunction, "a stage takes its arguments after a space", at: range,
      remark: "glued to its name, the parenthesis makes \(quoted(name)) a function",
      fixes: [Fix(fix, at: whole)])
  }

  static func forgottenLet(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .forgottenLet, "to give a value the name \(quoted(name)), write `let`", at: range,
      remark: "or indent the line if it belongs to the statement above",
      fixes: [
        Fix(
          "let ", at: SourceRange(source: range.source, start: range.start, end: range.start),
          remark: "insert \"let \"")
      ])
  }

  static func beginsNothing(_ word: String, isFirst: Bool, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .beginsNothing, "no statement begins with `\(word)`", at: range,
      remark: isFirst ? "" : "indented, this line would belong to the statement above",
      fixes: isFirst
        ? []
        : [
          Fix(
            "  ", at: SourceRange(source: range.source, start: range.start, end: range.start),
            remark: "indent the line")
        ])
  }

  static func dedentedLine(_ word: String, above: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .dedentedLine, "this line goes on with the list above, so it is indented", at: range,
      remark: "line \(above) ends with a comma",
      fixes: [
        Fix(
          "      ", at: SourceRange(source: range.source, start: range.start, end: range.start),
          remark: "indent `\(VisibleText(word).cut(to: 40))`")
      ])
  }

  static func incomplete(
    _ sentence: String, write example: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .incompleteDeclaration, sentence, at: range, fixes: [Fix(example)])
  }

  static func nameExpected(
    _ purpose: String, after word: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .incompleteDeclaration, "after \(quoted(word)) comes \(purpose)", at: range)
  }

  static func typeNotClosed(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .incompleteDeclaration, "the type \(quoted(name)) is not closed by `>`", at: range,
      remark: "a space stands between `>` and `=`")
  }

  static func editionNotFirst(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .editionNotFirst, "the edition stands in the first line of a script", at: range,
      fixes: [Fix("", at: range, remark: "move it to the top")])
  }

  static func unknownEdition(_ written: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unknownEdition, "this version of Segue knows edition 1 of the language", at: range,
      remark: "the script asks for edition \(VisibleText(written).cut(to: 20))",
      fixes: [Fix("install a newer version of Segue")])
  }
}
