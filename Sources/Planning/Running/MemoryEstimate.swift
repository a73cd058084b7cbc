import Diagnostics

/// What a run is expected to need, before anything is read: rows and bytes at each stage.
///
/// At each stage it is what is still held then, what the stage gives and what it works with. An upper
/// estimate: no filter is assumed to take a row away. A run that would pass the limit is refused before
/// it starts, never found out by running out of memory. The process itself and its libraries, about
/// 30 MB, are not counted.
package struct MemoryEstimate: Sendable {
  package struct Step: Sendable {
    package let stage: PlannedStage
    /// At most so many rows come out, about; `nil` if the source does not say.
    package let rows: Int?
    /// The bytes of the result and of the work for it, and all that is held meanwhile.
    package let bytes: Int?
    /// Those of them that stages before it have made.
    package let held: Int
  }

  /// What is known before a plan runs: values that are held already.
  package struct Start: Sendable {
    package var course: ExecutionSchedule.Start
    /// Their rows and kinds, by identity.
    package var values: [String: (rows: Int?, kind: ValueKind)]
    /// What all of them take together.
    package var bytes: Int

    package init(
      course: ExecutionSchedule.Start = .init(),
      values: [String: (rows: Int?, kind: ValueKind)] = [:],
      bytes: Int = 0
    ) {
      self.course = course
      self.values = values
      self.bytes = bytes
    }
  }

  package let steps: [Step]

  /// The steps of a plan that begins with what is known, in order.
  package init(
    _ plan: Plan, from start: Start = Start(), holding retention: Retention = .untilLastUse,
    threads: Int = 2
  ) {
    let course = ExecutionSchedule(plan, from: start.course, holding: retention)
    var sketch = StorageEstimate()
    var values: [String: StorageEstimate.Value] = [:]
    // Columns that stand in the types of stages, and that a narrower source does not give.
    var absent: [String: Set<String>] = [:]
    var steps: [Step] = []
    for (place, step) in course.steps.enumerated() {
      let stage = step.planned.stage
      for taken in [step.identity, step.input].compactMap(\.self) where values[taken] == nil {
        // Held before the run, and counted with all that is.
        guard let known = start.values[taken] else { continue }
        values[taken] = StorageEstimate.Value(rows: known.rows, kind: known.kind)
      }
      let input = step.input.flatMap { values[$0] }
      let rows = stage.isSource ? stage.output.table?.estimatedRows : input?.rows
      if let source = stage as? any NarrowableSource {
        absent[step.identity] = source.columnsLeftOut
      } else if let taken = step.input {
        absent[step.identity] = absent[taken]
      }
      let live = values.keys.filter { course.holds($0, after: place - 1) }
      let held = live.flatMap { values[$0]?.parts ?? [] }
      let before = start.bytes + sketch.count(held)
      guard step.action == .runs else {
        steps.append(
          Step(stage: step.planned, rows: values[step.identity]?.rows, bytes: before, held: before))
        continue
      }
      let (value, work) = sketch.result(
        of: stage, on: input, rows: rows, absent: absent[step.identity] ?? [])
      values[step.identity] = value
      let bytes = rows.map { rows in
        start.bytes + sketch.count(held + value.parts) + work
          + stage.workingMemory(rows: rows, threads: threads)
      }
      steps.append(Step(stage: step.planned, rows: value.rows, bytes: bytes, held: before))
    }
    self.steps = steps
  }

  /// The step at which most bytes are needed, the first of equals; `nil` where none are known.
  package var peak: Step? {
    steps.reduce(nil) { most, step in
      guard let bytes = step.bytes else { return most }
      return bytes > most?.bytes ?? -1 ? step : most
    }
  }

  /// The most bytes that the run would need at a time; 0 where none is known.
  package var most: Int { peak?.bytes ?? 0 }

  /// E0901 for the first stage at which more than `limit` bytes would be needed.
  package func problem(limit: Int) -> Diagnostic? {
    for step in steps {
      guard let bytes = step.bytes, let rows = step.rows, bytes > limit else { continue }
      var notes = ["nothing was run"]
      if step.held > 0 {
        notes.insert(
          "\(gibibytes(step.held)) of it hold what was made before and is still needed", at: 0)
      }
      return Diagnostic(
        .tooLarge,
        "`\(step.stage.name)` would need about \(gibibytes(bytes)), and \(gibibytes(limit)) may be "
          + "used", at: step.stage.range, remark: "for about \(rows) rows", notes: notes,
        fixes: step.stage.stage.instead(rows: rows) + [
          Diagnostic.Fix("--memory \(most >> 30 + 1)GiB", remark: "if the machine has it"),
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
  // In tenths, a need and a limit that differ would read alike.
  guard mebibytes >= 1 << 10 else { return "\(max(1, mebibytes)) MiB" }
  let tenths = (mebibytes * 10 + 512) >> 10
  return "\(tenths / 10).\(tenths % 10) GiB"
}
