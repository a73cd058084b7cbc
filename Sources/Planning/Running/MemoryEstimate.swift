import Diagnostics

/// What a plan is expected to need, before anything is read: rows and bytes at each stage.
///
/// An upper estimate: no filter is assumed to take a row away. A stage that would pass the limit is
/// refused before the run starts, never found out by running out of memory.
package struct MemoryEstimate: Sendable {
  package struct Step: Sendable {
    package let stage: PlannedStage
    /// At most so many rows come out, about; `nil` where the source does not tell.
    package let rows: Int?
    /// The bytes of the result and of the work for it.
    package let bytes: Int?
  }

  package let steps: [Step]

  /// The stages of a plan in order; `rows` are those of datasets that are known already.
  package init(_ plan: Plan, rows: [String: Int] = [:]) {
    var known = rows
    var steps: [Step] = []
    for statement in plan.statements {
      let pipeline: PlannedPipeline
      switch statement.kind {
      case .text: continue
      case .binding(_, let planned), .shown(let planned): pipeline = planned
      }
      var rows: Int?
      if case .dataset(let name) = pipeline.head { rows = known[name] }
      // Columns that stand in the types of stages, and that a narrower source does not give.
      var absent: Set<String> = []
      for planned in pipeline.stages {
        let output = planned.stage.output
        if type(of: planned.stage).signature.inputs.isEmpty { rows = output.table?.estimatedRows }
        if let source = planned.stage as? any NarrowableSource { absent = source.columnsLeftOut }
        let columns = output.table?.columns.count { !absent.contains($0.name) } ?? 1
        let bytes = rows.map { rows in
          rows * 8 * max(1, columns)
            + planned.stage.workingMemory(rows: rows)
        }
        steps.append(Step(stage: planned, rows: rows, bytes: bytes))
      }
      if case .binding(let name, _) = statement.kind { known[name] = rows }
    }
    self.steps = steps
  }

  /// The most bytes that a stage would need at a time; 0 where none is known.
  package var most: Int { steps.compactMap(\.bytes).max() ?? 0 }

  /// E0901 for the first stage that would need more than `limit` bytes.
  package func problem(limit: Int) -> Diagnostic? {
    for step in steps {
      guard let bytes = step.bytes, let rows = step.rows, bytes > limit else { continue }
      return Diagnostic(
        .tooLarge,
        "`\(step.stage.name)` would need about \(gibibytes(bytes)), and \(gibibytes(limit)) may be "
          + "used", at: step.stage.range, remark: "for about \(rows) rows",
        notes: ["nothing was run"],
        fixes: step.stage.stage.instead(rows: rows) + [
          Diagnostic.Fix("--memory \(bytes >> 30 + 1)GiB", remark: "if the machine has it"),
          Diagnostic.Fix("| take 1_000_000", remark: "to work on fewer rows first"),
        ])
    }
    return nil
  }
}

/// So many bytes as a message tells them.
package func gibibytes(_ bytes: Int) -> String {
  let mebibytes = bytes >> 20
  guard mebibytes < 1 << 30 else { return "more than a million GiB" }
  let tenths = (mebibytes * 10 + 512) >> 10
  return tenths > 0 ? "\(tenths / 10).\(tenths % 10) GiB" : "\(max(1, mebibytes)) MiB"
}
