import Diagnostics

/// A source that can let cells go which no stage after it looks at.
package protocol NarrowableSource: FileStage {
  /// The same source, which reads and checks every cell as before and keeps those of some columns.
  ///
  /// - Returns: `nil` where nothing would be left out.
  func keeping(_ columns: Set<String>, because need: MemoryNeed) -> (any NarrowableSource)?

  /// The columns that it leaves out.
  var columnsLeftOut: Set<String> { get }
}

/// More memory than there is.
package struct MemoryNeed: Equatable, Sendable {
  /// What all of the work would need, in bytes.
  package let needed: Int
  /// What may be used.
  package let limit: Int

  package init(needed: Int, limit: Int) {
    self.needed = needed
    self.limit = limit
  }
}

extension Plan {
  /// The same plan with sources that keep the columns which the stages after them look at.
  ///
  /// A pipeline is narrowed as far as its own stages tell, and where no value outlives the plan, as in
  /// a script, as far as those after its name do; else what has a name may be asked for any column
  /// later. `nil` where no source would leave anything out, or a stage reads a source again.
  package func narrowed(because need: MemoryNeed, holding retention: Retention) -> Plan? {
    var narrowed = self
    var isNarrower = false
    var asked = AskedColumns()
    for (place, statement) in statements.enumerated().reversed() {
      var wanted = AskedColumns.Columns.all
      switch statement.kind {
      case .text(let pieces):
        for case .property(let name, _) in pieces { asked.add(.all, of: name) }
        continue
      case .binding(let name, _): if retention == .untilLastUse { wanted = asked.take(name) }
      case .shown: break
      }
      guard let pipeline = statement.kind.pipeline else { continue }
      if pipeline.rerunsStages { return nil }
      let needed = pipeline.columnsNeeded(for: wanted, &asked)
      guard case .some(let columns) = needed,
        let other = pipeline.narrowed(to: columns, because: need)
      else { continue }
      narrowed.statements[place] = PlannedStatement(
        statement.kind.with(other), at: statement.range)
      isNarrower = true
    }
    return isNarrower ? narrowed : nil
  }
}

/// The columns that the rest of a script asks of what has a name.
private struct AskedColumns {
  enum Columns {
    case all
    case some(Set<String>)

    func union(_ other: Columns) -> Columns {
      switch (self, other) {
      case (.some(let own), .some(let others)): .some(own.union(others))
      case (.all, _), (_, .all): .all
      }
    }
  }

  private var columns: [String: Columns] = [:]

  mutating func add(_ more: Columns, of name: String) {
    columns[name] = columns[name]?.union(more) ?? more
  }

  /// What is asked of a name after the statement that binds it: nothing before it is of this value.
  mutating func take(_ name: String) -> Columns { columns.removeValue(forKey: name) ?? .some([]) }
}

extension PlannedStatement.Kind {
  fileprivate var pipeline: PlannedPipeline? {
    switch self {
    case .binding(_, let pipeline), .shown(let pipeline): pipeline
    case .text: nil
    }
  }

  /// The same statement of another pipeline.
  fileprivate func with(_ pipeline: PlannedPipeline) -> PlannedStatement.Kind {
    switch self {
    case .binding(let name, _): .binding(name: name, pipeline)
    case .shown: .shown(pipeline)
    case .text: self
    }
  }
}

extension PlannedPipeline {
  fileprivate var rerunsStages: Bool {
    stages.contains { ($0.stage as? any ReplayingStage)?.runsEarlierStages == true }
  }

  /// The columns of its source or of the value that it begins with, without which these columns of
  /// its end could not be given; what its operands begin with is asked for whole.
  fileprivate func columnsNeeded(
    for wanted: AskedColumns.Columns, _ asked: inout AskedColumns
  ) -> AskedColumns.Columns {
    var needed: Set<String>? = if case .some(let columns) = wanted { columns } else { nil }
    for planned in stages.reversed() where !planned.stage.isSource {
      needed = (planned.stage as? any RowStage)?.columnsNeeded(for: needed)
    }
    for planned in stages {
      for operand in (planned.stage as? any OperandStage)?.operands ?? [] {
        _ = operand.columnsNeeded(for: .all, &asked)
      }
    }
    let columns = needed.map { AskedColumns.Columns.some($0) } ?? .all
    if case .dataset(let name) = head { asked.add(columns, of: name) }
    return columns
  }

  fileprivate func narrowed(
    to needed: Set<String>, because need: MemoryNeed
  ) -> PlannedPipeline? {
    guard let first = stages.first, let source = first.stage as? any NarrowableSource,
      let narrower = source.keeping(needed, because: need)
    else { return nil }
    // What it gives is not what the whole source gives: the two are remembered apart.
    let identity = first.identity + " keeping " + needed.sorted().joined(separator: ", ")
    return PlannedPipeline(
      head: head, stages: [first.with(narrower, identity: identity)] + stages.dropFirst(),
      output: output, range: range)
  }
}
