import Planning
import Reference

extension Session {
  /// Stages of the catalogue and those written in the language, by group as the manual has them.
  package var stageReferences: [StageReference] {
    let builtIn = checker.catalogue.stages.map {
      StageReference(signature: $0.signature, manual: $0.manual)
    }
    let written = checker.stageNames.compactMap { checker.stages[$0] }.map { stage in
      StageReference(
        signature: stage.signature,
        manual: stage.documentation.dropFirst().joined(separator: "\n").trimmed)
    }
    let all = builtIn + written
    return StageGroup.allCases.flatMap { group in all.filter { $0.signature.group == group } }
  }

  /// The page of a stage, or `nil` if none has that name or once had it elsewhere.
  package func stageReference(_ name: String) -> StageReference? {
    stageReferences.first { $0.signature.name == name }
      ?? stageReferences.first { $0.signature.aliases.contains(name) }
  }

  /// The whole reference, with the stages that this session has learned.
  package var reference: ReferencePages {
    ReferencePages(stages: stageReferences, codes: codes)
  }
}
