import Diagnostics

/// The codes that this target raises.
package enum SyntaxCodes {
  /// Every code of the family 01, by number.
  package static let all: [DiagnosticCode] = [
    .unknownCharacter, .foreignSign, .foreignQuotes, .unclosedString, .unclosedText,
    .hiddenCharacter, .forgottenPipe, .unclosedBracket, .continuedLine, .spaceBeforeParenthesis,
    .nestedTooDeep, .equalsForComparison, .forgottenLet, .nothingToClose, .notUTF8,
    .malformedNumber, .malformedDate, .noSuchDay, .unknownEscape, .malformedName, .valueMissing,
    .strayComma, .missingComma, .stageExpected, .stageLikeFunction, .chained, .mixedBlock,
    .reservedWord, .incompleteDeclaration, .editionNotFirst, .unknownEdition, .beginsNothing,
    .listInParentheses, .conditionalPart, .strayQuestionMark, .unexpected, .notNeedsParentheses,
    .clauseWithEquals, .starArgument, .quotedField, .dedentedLine,
  ]
}
