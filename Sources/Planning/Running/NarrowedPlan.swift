import Diagnostics

/// A stage that can tell which columns of its input it needs.
///
/// It works as well on rows that lack the others, and gives what it would have given of them.
package protocol ColumnReadingStage: Stage {
  /// The columns of the input without which these columns of the output could not be given.
  ///
  /// - Parameter wanted: Names of the output's columns; `nil` for all there are.
  /// - Returns: Names of the input's columns, some of which may not exist; `nil` for all there are.
  func columnsNeeded(for wanted: Set<String>?) -> Set<String>?
}

/// A source that can let cells go which no stage behind it looks at.
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
  /// The same plan with sources that keep the columns which the stages behind them look at.
  ///
  /// A pipeline is narrowed as far as its own stages tell: what has a name may be asked for any
  /// column later. `nil` where no source would leave anything out, or a stage reads a source again.
  package func narrowed(because need: MemoryNeed) -> Plan? {
    var narrowed = self
    var isNarrower = false
    for (place, statement) in statements.enumerated() {
      guard let pipeline = statement.kind.pipeline else { continue }
      if pipeline.rerunsStages { return nil }
      guard let other = pipeline.narrowed(because: need) else { continue }
      narrowed.statements[place] = PlannedStatement(
        statement.kind.with(other), at: statement.range)
      isNarrower = true
    }
    return isNarrower ? narrowed : nil
  }
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

  fileprivate func narrowed(because need: MemoryNeed) -> PlannedPipeline? {
    guard let first = stages.first, let source = first.stage as? any NarrowableSource else {
      return nil
    }
    var needed: Set<String>?
    for planned in stages.dropFirst().reversed() {
      needed = (planned.stage as? any ColumnReadingStage)?.columnsNeeded(for: needed)
    }
    guard let needed, let narrower = source.keeping(needed, because: need) else { return nil }
    // What it gives is not what the whole source gives: the two are remembered apart.
    let identity = first.identity + " keeping " + needed.sorted().joined(separator: ", ")
    return PlannedPipeline(
      head: head, stages: [first.with(narrower, identity: identity)] + stages.dropFirst(),
      output: output, range: range)
  }
}
