import Syntax

/// The words that may be written for a parameter, as values of a type that has no others.
///
/// The signature lists the words with their meanings, and a run switches over the values:
///
/// ```swift
/// enum Kept: String, ParameterWord {
///   case first, last
///   var meaning: String { … }
/// }
/// Parameter("keep", Kept.choices, "Which of the repeated rows is kept.", standard: "first")
/// let kept = checker.word("keep", standard: Kept.first)
/// ```
package protocol ParameterWord: CaseIterable, RawRepresentable, Sendable where RawValue == String {
  /// What it means, in a line of the manual.
  var meaning: String { get }
}

extension ParameterWord {
  /// The words as a signature lists them, in the order of the cases.
  package static var choices: ParameterKind {
    .choice(allCases.map { ParameterKind.Choice($0.rawValue, $0.meaning) })
  }
}

extension StageChecker {
  /// The word given for a parameter; `standard` if there is none, `nil` after an error was reported.
  package mutating func word<Word: ParameterWord>(_ name: String, standard: Word) -> Word? {
    choice(name, standard: standard.rawValue).flatMap { Word(rawValue: $0) }
  }

  /// The word given for a parameter; `nil` within if there is none, `nil` after an error was reported.
  package mutating func word<Word: ParameterWord>(_ name: String, as type: Word.Type) -> Word?? {
    guard let parameter = call.signature.parameter(name), let written = call.named[name] else {
      return .some(nil)
    }
    return word(written, of: parameter).map { .some($0) }
  }

  /// The word that an expression is, among those of a parameter.
  package mutating func word<Word: ParameterWord>(
    _ expression: Expression, of parameter: Parameter
  ) -> Word? {
    choice(expression, of: parameter).flatMap { Word(rawValue: $0) }
  }

  /// The one word after the stage's name; `standard` if there is none.
  package mutating func positionalWord<Word: ParameterWord>(standard: Word) -> Word? {
    positionalChoice(standard: standard.rawValue).flatMap { Word(rawValue: $0) }
  }
}
