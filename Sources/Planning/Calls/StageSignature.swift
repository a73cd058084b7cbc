import Syntax

/// The one declaration of a stage: checker, help, completion, hover and manual all read it.
package struct StageSignature: Sendable {
  package let name: String
  /// One sentence, with a full stop.
  package let summary: String
  package let group: StageGroup
  /// The kinds of value it may follow; empty for a stage that starts a pipeline.
  package let inputs: [ValueKind]
  /// The kinds that a stage which can start a pipeline may follow as well.
  package let alsoFollows: [ValueKind]
  /// What it is about: the one argument without a name.
  package let positional: Parameter?
  /// Optional parameters, written `name=value`.
  package let parameters: [Parameter]
  /// What stands after `by on as to with`; `because` is understood by every stage.
  package let clauses: [ClauseParameter]
  /// The type it gives, as the signature in the help shows it.
  package let gives: String
  /// Words from elsewhere that mean this stage: `filter`, `where`.
  package let aliases: [String]

  package init(
    _ name: String, _ summary: String, group: StageGroup, inputs: [ValueKind],
    alsoFollows: [ValueKind] = [],
    positional: Parameter? = nil, parameters: [Parameter] = [], clauses: [ClauseParameter] = [],
    gives: String, aliases: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.group = group
    self.inputs = inputs
    self.alsoFollows = alsoFollows
    self.positional = positional
    self.parameters = parameters
    self.clauses = clauses
    self.gives = gives
    self.aliases = aliases
  }

  package func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }
}

package enum StageGroup: String, CaseIterable, Sendable {
  case sources, shape, clean, features, model, read, act, monitor
}

/// One parameter of a stage.
package struct Parameter: Sendable {
  package let name: String
  package let kind: ParameterKind
  /// What it does, its unit and what happens without it; one sentence.
  package let summary: String
  /// As it would be written; `nil` where it is required or has no fixed default.
  package let standard: String?
  package let isRequired: Bool
  /// Whether `name in values` sweeps over it.
  package let canSweep: Bool

  package init(
    _ name: String, _ kind: ParameterKind, _ summary: String, standard: String? = nil,
    isRequired: Bool = false, canSweep: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.standard = standard
    self.isRequired = isRequired
    self.canSweep = canSweep
  }
}

package struct ClauseParameter: Sendable {
  package let preposition: Clause.Preposition
  package let parameter: Parameter

  package init(_ preposition: Clause.Preposition, _ parameter: Parameter) {
    self.preposition = preposition
    self.parameter = parameter
  }
}

/// What is expected at a parameter: it decides what a bare word means there.
package indirect enum ParameterKind: Equatable, Sendable {
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case share
  case text
  case path
  case boolean
  case date
  /// A length of time such as `1 month`.
  case duration
  /// One of these words.
  case choice([Choice])
  /// One column, or several, of the input.
  case column
  case columns
  /// An expression over the row that is true or false.
  case condition
  /// An expression over the row, or over the rows.
  case expression
  /// `name = expression, …`; the flag says whether the expressions are over groups of rows.
  case bindings(aggregate: Bool)
  /// Several of these words, separated by commas.
  case words([Choice])
  /// `low...high`.
  case range
  /// `{…}`
  case block
  /// A list of texts: `"a", "b"`.
  case texts
  /// A dataset of this script.
  case dataset
  /// A list of records, for an inline table.
  case records
  /// Pipelines in parentheses.
  case pipelines
  /// What another kind takes, or one of these words: `eps=0.5`, `eps=auto`.
  case either(ParameterKind, [Choice])

  package struct Choice: Equatable, Sendable {
    package let name: String
    package let summary: String

    package init(_ name: String, _ summary: String) {
      self.name = name
      self.summary = summary
    }
  }

  /// Whether several stand there, separated by commas.
  var isList: Bool {
    switch self {
    case .columns, .texts, .expression, .words: true
    case .integer, .number, .share, .text, .path, .boolean, .date, .duration, .choice, .column,
      .condition, .bindings, .range, .block, .dataset, .records, .pipelines, .either:
      false
    }
  }

  /// The words that may stand there, if words may.
  package var choices: [Choice]? {
    switch self {
    case .choice(let choices), .either(_, let choices), .words(let choices): choices
    case .integer, .number, .share, .text, .path, .boolean, .date, .duration, .column, .columns,
      .condition, .expression, .bindings, .range, .block, .texts, .dataset, .records, .pipelines:
      nil
    }
  }

  /// The kind that a value written out has, whatever words may stand there instead.
  package var written: ParameterKind {
    if case .either(let kind, _) = self { kind } else { self }
  }

  var takesWholeNumbers: Bool { if case .integer = written { true } else { false } }

  /// As a message says what is expected.
  package var phrase: String {
    switch self {
    case .integer(let range):
      range.upperBound == .max
        ? "a whole number from \(range.lowerBound)"
        : "a whole number in \(range.lowerBound)...\(range.upperBound)"
    case .number: "a number"
    case .share: "a share such as 5%"
    case .text: "a text in double quotes"
    case .path: "a file name in double quotes"
    case .boolean: "true or false"
    case .date: "a date such as @2025-06-30"
    case .duration: "a length of time such as 1 month"
    case .choice(let choices): "one of " + choices.map(\.name).joined(separator: ", ")
    case .column: "a column"
    case .columns: "columns, separated by commas"
    case .condition: "a condition such as amount > 0"
    case .expression: "an expression"
    case .bindings: "names with expressions, such as total = sum(amount)"
    case .words(let words):
      "some of " + words.map(\.name).joined(separator: ", ") + ", separated by commas"
    case .range: "a range such as 1%...99%"
    case .block: "a block in braces"
    case .texts: "texts in double quotes, separated by commas"
    case .dataset: "a dataset of this script"
    case .records: "a list of records such as [{id: 1, amount: 2.5}]"
    case .pipelines: "stages in parentheses"
    case .either(let kind, let choices):
      kind.phrase + choices.map { ", or \($0.name)" }.joined()
    }
  }
}
