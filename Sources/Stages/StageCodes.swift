import Diagnostics

/// Every code that the stages can raise, for `segue explain` and the tests of the pages.
package enum StageCodes {
  package static let all: [DiagnosticCode] =
    [
      .noLogarithm, .expectationFailed, .expectationWarning, .expectationNote, .fewDistinctRows,
      .notConverged, .interrupted, .tooManySegments, .extremeValue, .undefinedMetric,
      .noCandidates, .giantSegment, .fewCustomers, .outlierSegments, .dissent,
      .rejectedRows, .columnsLeftOut, .startingCentres, .rowsWithoutEntity, .nullWordAsEntity,
      .clockOfData, .constantFeature, .equalQuartiles,
      .nothingLeft, .recordsDiffer, .noColumnLeft, .keyMustStay, .columnsDiffer, .nothingMatches,
      .nothingToFillFrom, .personalShown, .personalHidden, .cellsDoNotFit, .cannotBecome,
      .missingUndeclared, .formulasNeutralised, .noDivision, .noKnee, .thinClouds, .twoCuts,
      .noModel,
      .tooFewCustomers, .collapsedClouds, .unreachableName, .namelessLevels, .namelessSegment,
      .sharedName, .variantsTogether, .boundsOutOfReach, .missedBounds, .noMemberships,
    ] + ofCleaning + ofChoice + ofLocks + ofValue

  /// Those of conditions, outliers and recoded values.
  private static let ofCleaning: [DiagnosticCode] = [
    .noSpread, .outliersFound, .valueNotInTable, .idleMapping, .noRowLeft, .missingDropped,
  ]

  /// The codes of choosing, testing and projecting.
  private static let ofChoice: [DiagnosticCode] = [
    .noSegments, .noneFits, .settingWithoutUse, .constraintWithoutVerdict, .reducedTwice,
    .componentsAndShare, .unstableSegments, .noCommonCustomers, .noYardstick, .personalYardstick,
    .noOrderOfCandidates, .noCategory, .encodedTwice, .tooManyLevels, .noCategories, .unknownLevels,
    .reducedWords, .windowsWithoutDates, .severalDates, .windowNotDivided,
  ]

  /// The codes of customer value.
  private static let ofValue: [DiagnosticCode] = [
    .noPurchaseHistory, .nothingToLearn, .mostBoughtOnce, .unusableHistories, .uncertainValue,
  ]

  /// The codes of applying locks.
  private static let ofLocks: [DiagnosticCode] = [
    .otherSchema, .rowsUnlikeLock, .columnGivenAnew, .severalRowsEach, .noSuchInput,
    .strangersOnly,
  ]
}
