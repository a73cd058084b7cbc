import Planning

extension Plan {
  /// Every stage of every pipeline, in the order of the script; what an operand does stands before the
  /// stage that takes it.
  package var stages: [PlannedStage] { namedPipelines.flatMap { $0.pipeline.withOperands } }
}

extension PlannedPipeline {
  fileprivate var withOperands: [PlannedStage] {
    stages.flatMap { planned -> [PlannedStage] in
      let operands = (planned.stage as? any OperandStage)?.operands ?? []
      return operands.flatMap(\.withOperands) + [planned]
    }
  }
}
