import Diagnostics

/// The codes of checking: names, kinds, shapes.
package enum PlanningCodes {
  package static let all: [DiagnosticCode] = [
    .bareColumn, .duplicateColumn, .manyRowsPerEntity, .missingInFeature,
    .noFeatures, .mixedCurrencies, .personalFeature, .unscaled, .roles, .unknownStage,
    .unknownDataset, .unknownColumn, .unknownParameter, .unknownFunction, .unknownChoice,
    .duplicateName, .unknownRole, .unknownModule, .pickNeedsCandidates, .wrongKind,
    .missingArgument, .cannotSweep, .continuousSweep, .tooManyArguments, .wrongInput, .needsInput,
    .outOfRange, .unknownClause, .typesDiffer, .mixedTypes, .functionArguments,
    .duplicateArgument, .recursiveDefinition, .notConstant, .commaBetweenParameters, .tooLarge,
    .notAskedHere,
  ]
}
