import Diagnostics
import Syntax

extension DiagnosticCode {
  package static let pickNeedsCandidates = DiagnosticCode(
    "E0301", "`pick` needs several candidates",
    page: """
      `pick` chooses one of several fitted models. Here only one model arrives.

      ```seg
      sample transactions customers=200 | rfm | scale zscore | kmeans k=4 | pick silhouette
      # error: E0301
      ```

      Sweep the number of segments, `kmeans k in 2...8`, or leave `pick` out.
      """)

  package static let wrongKind = DiagnosticCode(
    "E0302", "another kind of value is needed here",
    page: """
      A value of one kind stands where another is needed: text where a number is, a column where a
      condition is.

      ```seg
      sample transactions customers=50 | keep quantity
      # error: E0302
      ```

      The message says what is needed and, where it can, how to write it.
      """)

  package static let missingArgument = DiagnosticCode(
    "E0303", "something is missing from a stage",
    page: """
      A stage was written without something that it cannot do without.

      ```seg
      sample transactions customers=50 | rfm | scale zscore | kmeans
      # error: E0303
      ```

      The message names it. `:help kmeans` shows the whole stage.
      """)

  package static let cannotSweep = DiagnosticCode(
    "E0304", "this parameter cannot be swept",
    page: """
      `name in values` tries several values of a parameter. This one has the same effect whatever
      the candidate, so that trying several means nothing.

      ```seg
      sample transactions customers=50 | rfm | scale zscore | kmeans k=3 seed in 1...5
      # error: E0304
      ```

      Give it one value. The number of segments is what is usually swept: `k in 2...10`.
      """)

  package static let continuousSweep = DiagnosticCode(
    "E0305", "a continuous range cannot be swept",
    page: """
      Between two fractions lie infinitely many values: a sweep needs steps.

      ```seg
      sample transactions customers=50 | rfm | scale zscore | kmeans k in 2.0...8.5
      # error: E0305
      ```

      For `k` write whole numbers, `k in 2...8`; for a number write `linspace(0.2, 1.0, 9)`.
      """)

  package static let tooManyArguments = DiagnosticCode(
    "E0306", "one argument too many",
    page: """
      A stage is about one thing; everything else is written `name=value`.

      ```seg
      sample transactions customers=50 | take 5 6
      # error: E0306
      ```

      Take out what is too much, or give it its name.
      """)

  package static let wrongInput = DiagnosticCode(
    "E0307", "a stage cannot follow here",
    page: """
      Stages fit together by what they take and give: `scale` takes features, one row per customer;
      `kmeans` takes scaled features.

      ```seg
      sample transactions customers=50 | scale zscore
      # error: E0307
      ```

      The message says what arrives, what is needed, and which stage makes one from the other.
      """)

  package static let needsInput = DiagnosticCode(
    "E0308", "a stage needs something to work on",
    page: """
      A pipeline starts with a source: a dataset, or a stage such as `load`.

      ```seg
      rfm | scale zscore
      # error: E0308
      ```

      Put a source in front: `load "orders.csv" | rfm`.
      """)

  package static let outOfRange = DiagnosticCode(
    "E0309", "a value is out of range",
    page: """
      A parameter was given a value that it cannot have.

      ```seg
      sample transactions customers=50 | rfm | scale zscore | kmeans k=0
      # error: E0309
      ```

      The message says which values there are.
      """)

  package static let unknownClause = DiagnosticCode(
    "E0310", "this stage does not understand the preposition",
    page: """
      `by`, `on`, `as`, `to` and `with` belong to the stages that define them.

      ```seg
      sample transactions customers=50 | take 5 by customer_id
      # error: E0310
      ```

      The message says what the stage does understand.
      """)

  package static let typesDiffer = DiagnosticCode(
    "E0311", "two kinds of value do not go together",
    page: """
      Text is compared with a number, or a date is added to a price.

      ```seg
      sample transactions customers=50 | keep quantity > "5"
      # error: E0311
      ```

      Both sides are shown with what they are. Neither is right by itself: change the one you did not
      mean.
      """)

  package static let mixedTypes = DiagnosticCode(
    "E0312", "branches give different kinds of value",
    page: """
      A column holds one kind of value, so all branches of `if` and `case` give the same.

      ```seg
      sample transactions customers=50 | derive size = if quantity > 10 then "big" else 0
      # error: E0312
      ```
      """)

  package static let functionArguments = DiagnosticCode(
    "E0313", "a function is called in another way",
    page: """
      A function was given too much, too little, or another kind of value than it takes.

      ```seg
      sample transactions customers=50 | derive a = round("x")
      # error: E0313
      ```

      The message shows how it is called.
      """)

  package static let duplicateArgument = DiagnosticCode(
    "E0314", "a parameter is given twice",
    page: """
      One of the two would be ignored, so neither is taken.

      ```seg
      sample transactions customers=50 customers=60
      # error: E0314
      ```
      """)

  package static let commaBetweenParameters = DiagnosticCode(
    "E0317", "a comma between arguments",
    page: """
      A comma separates the items of one list, `select a, b`; the arguments of a stage are separated
      by spaces.

      ```seg
      sample transactions customers=50, seed=7
      # error: E0317
      ```

      Write `sample transactions customers=50 seed=7`.
      """)

  package static let recursiveDefinition = DiagnosticCode(
    "E0315", "a definition uses itself",
    page: """
      A stage or function written in the language may use others, but not itself, directly or in a
      circle: it would never end.

      ```seg
      fn twice(x) = twice(x) * 2
      sample transactions customers=50 | derive a = twice(quantity)
      # error: E0315
      ```
      """)

  package static let notConstant = DiagnosticCode(
    "E0316", "a parameter needs a value that is known beforehand",
    page: """
      A parameter of a stage is fixed before rows are read; it cannot depend on a column.

      ```seg
      sample transactions customers=50 | take quantity
      # error: E0316
      ```

      Write a number, or a `param` of the script.
      """)
}

extension Diagnostic {
  /// One kind of value where another is needed (E0302).
  package static func unexpectedKind(
    _ found: String, wanted: String, at range: SourceRange, remark: String = ""
  ) -> Diagnostic {
    Diagnostic(
      .wrongKind, "this is \(found), and \(wanted) is needed here", at: range, remark: remark)
  }

  /// E0311: neither side is the authority, so both are shown.
  static func differ(
    _ a: TypedScalar, _ left: Expression, _ b: TypedScalar, _ right: Expression,
    doing what: String
  ) -> Diagnostic {
    var fixes: [Fix] = []
    if a.type.isNumeric, case .string(let literal) = right, Double(literal.value) != nil {
      fixes = [Fix(literal.value, at: literal.range, remark: "without the quotes")]
    } else if a.type.scalar == .text, b.type.isNumeric, b.literal != nil, what == "be compared" {
      fixes = [Fix("\"\(right.source)\"", at: right.range, remark: "as text")]
    } else if a.type.isTemporal, case .string(let literal) = right {
      fixes = WrittenDate.readings(of: literal.value).map { reading in
        Fix(
          reading.literal, at: literal.range,
          remark: reading.remark.isEmpty ? "dates are written with @" : reading.remark)
      }
    } else if a.type.isTemporal, case .number(let literal) = right, literal.suffix == .none,
      let year = Int(literal.digits), (1900...2100).contains(year), what == "be compared"
    {
      fixes = [
        Fix(
          "year(\(left.source))", at: left.range, remark: "compares the year")
      ]
    } else if a.type.scalar == .text, b.type.isNumeric {
      fixes = [Fix("number(\(left.source))", at: left.range, remark: "reads the text as a number")]
    }
    return Diagnostic(
      .typesDiffer, "\(a.type.phrase) and \(b.type.phrase) cannot \(what)", at: left.range,
      remark: "this is \(a.type.phrase)",
      labels: [Label(right.range, "this is \(b.type.phrase)")], fixes: fixes)
  }

  /// How a function is called, when it was called otherwise (E0313).
  static func functionArguments(_ call: FunctionCall, usage: String, given: [String] = [])
    -> Diagnostic
  {
    Diagnostic(
      .functionArguments, "`\(call.name.text)` is called in another way", at: call.range,
      remark: given.isEmpty ? "" : "given: " + given.joined(separator: ", "),
      notes: ["usage: \(usage)"])
  }
}
