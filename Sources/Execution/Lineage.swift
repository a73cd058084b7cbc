import Planning

/// The stages that lead from a source to the end of a pipeline, through the datasets that it names.
package struct Lineage: Sendable {
  /// The source first.
  package let stages: [PlannedStage]

  /// Follows a pipeline of a plan back to its source.
  package init(of pipeline: PlannedPipeline, in plan: Plan) {
    var stages = pipeline.stages
    var head = pipeline.head
    // A dataset is bound before it is named, so that this ends.
    while case .dataset(let name) = head {
      guard let earlier = Lineage.binding(name, in: plan) else { break }
      stages = earlier.stages + stages
      head = earlier.head
    }
    self.stages = stages
  }

  /// The pipeline that a `let` names.
  package static func binding(_ name: String, in plan: Plan) -> PlannedPipeline? {
    for case .binding(name, let pipeline) in plan.statements.map(\.kind) { return pipeline }
    return nil
  }

  /// The place of the first stage that fits a model or candidates.
  package var fit: Int? {
    stages.firstIndex { planned in
      switch planned.stage.output {
      case .sweep, .model: true
      default: false
      }
    }
  }
}

extension Plan {
  /// Every pipeline with the name that a `let` gave it, or `result 2` for the second one shown.
  package var namedPipelines: [(name: String, isShown: Bool, pipeline: PlannedPipeline)] {
    var shown = 0
    return statements.compactMap { statement in
      switch statement.kind {
      case .text: return nil
      case .binding(let name, let pipeline): return (name, false, pipeline)
      case .shown(let pipeline):
        shown += 1
        return ("result \(shown)", true, pipeline)
      }
    }
  }

  /// The stages that read files, in the order in which they stand, those of operands included.
  package var sources: [PlannedStage] {
    func sources(of pipeline: PlannedPipeline) -> [PlannedStage] {
      pipeline.stages.flatMap { planned -> [PlannedStage] in
        if planned.stage is any FileStage { return [planned] }
        guard let taking = planned.stage as? any OperandStage else { return [] }
        return taking.operands.flatMap(sources)
      }
    }
    return namedPipelines.flatMap { sources(of: $0.pipeline) }
  }
}
