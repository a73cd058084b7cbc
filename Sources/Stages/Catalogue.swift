import Planning

/// The stages that are written in Swift, one line each; a test compares them with the folders.
package enum Catalogue {
  package static let stages = StageCatalogue([
    // sources
    Load.self,
    InlineTable.self,
    Sample.self,
    // shape
    Keep.self,
    Drop.self,
    Derive.self,
    Select.self,
    Without.self,
    Rename.self,
    Sort.self,
    Take.self,
    Summarize.self,
    Columns.self,
    Parse.self,
    Append.self,
    JoinStage.self,
    // clean
    Dedupe.self,
    Expect.self,
    Fill.self,
    Winsorize.self,
    Clip.self,
    Outliers.self,
    Recode.self,
    Mark.self,
    // features
    FeaturesStage.self,
    Log.self,
    Scale.self,
    Reduce.self,
    Encode.self,
    CustomerValue.self,
    // model
    KMeansStage.self,
    Fuzzy.self,
    KMediansStage.self,
    KMedoidsStage.self,
    KPrototypesStage.self,
    GMMStage.self,
    Ward.self,
    Agglomerative.self,
    DBSCANStage.self,
    OPTICSStage.self,
    HDBSCANStage.self,
    Compare.self,
    Measure.self,
    Pick.self,
    StabilityStage.self,
    Split.self,
    // read
    NameStage.self,
    ProfileStage.self,
    Differentiate.self,
    Memberships.self,
    Show.self,
    Describe.self,
    AgreementStage.self,
    Scatter.self,
    BoxStage.self,
    // monitor
    Locked.self,
    Apply.self,
    Migrate.self,
    // act
    Export.self,
  ])
}
