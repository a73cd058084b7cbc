import Diagnostics
import Syntax
import Tables

/// A verb of the language.
///
/// The instance *is* the checked call: its parameters are typed and valid.
///
/// `init` is the type rule: it reports what is wrong and gives nothing, or gives a stage that cannot
/// be called wrongly any more. One folder holds the stage, its manual page and its execution.
package protocol Stage: Sendable {
  static var signature: StageSignature { get }

  /// Markdown: the help text, the web page and the tests at once. Every fenced `seg` block is run;
  /// one that ends in `# error: E0301` must fail with that code.
  static var manual: String { get }

  /// Checks a call on an input type; problems go to `checker`, and `nil` comes back.
  init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker)

  /// Other ways to decide what a call decides, for `segue whatif`; none where it decides nothing.
  static func alternatives(to call: BoundCall) -> [Alternative]

  /// Whether it can matter to who is in which segment.
  static var movesCustomers: Bool { get }

  /// The type it gives.
  var output: ValueType { get }

  /// How many models it fits, each with a label of every customer.
  var candidates: Int { get }

  /// The bytes that it needs beside its result while it works on at most so many rows, above what
  /// every stage of its kind does.
  func workingMemory(rows: Int, threads: Int) -> Int

  /// What to do where that does not fit, beside taking fewer rows or more memory.
  func instead(rows: Int) -> [Diagnostic.Fix]

  /// Does it. `input` has the kind that the check saw; `nil` for a source.
  ///
  /// With `replayed`, the numbers come from the record of an earlier run instead of the data.
  func run(_ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext)
    throws(StageFailure) -> StageResult
}

extension Stage {
  /// One, as far as it fits any.
  package var candidates: Int { 1 }

  /// Next to nothing, as for a stage that goes through its rows once.
  package func workingMemory(rows: Int, threads: Int) -> Int { 0 }

  /// Nothing else.
  package func instead(rows: Int) -> [Diagnostic.Fix] { [] }
}

/// The stages there are, by name.
///
/// `Planning` is given one and never imports the stages themselves.
package struct StageCatalogue: Sendable {
  package let stages: [any Stage.Type]

  package init(_ stages: [any Stage.Type]) { self.stages = stages }

  package subscript(name: String) -> (any Stage.Type)? {
    stages.first { $0.signature.name == name }
  }

  package var names: [String] { stages.map { $0.signature.name } }
}

/// A source that reads files: its result is remembered only while they stay the same.
package protocol FileStage: Stage {
  /// What distinguishes this state of the files from another: sizes and times of change.
  func stamp(_ context: RunContext) -> String

  /// The files as the script names them, so that nothing is written over them.
  var paths: [String] { get }
}

/// A source that knows how often the values of its columns repeat.
package protocol SizedSource: Stage {
  /// About how many distinct values a column has at most; `nil` where that is not known.
  func distinctValues(of column: String) -> Int?

  /// About how many bytes the distinct texts of a column take; 0 for one that is not text.
  func dictionaryBytes(of column: String) -> Int
}

/// A source that found out by itself how a file is written: what it found goes into a lock.
package protocol SniffedSource: FileStage {
  /// How the files are written, and the columns, as the check saw them.
  var schema: SourceSchema { get }
}

/// A stage that brings in other datasets beside the one that flows through it: `join`, `append`.
package protocol OperandStage: Stage {
  /// What gives them, in the order in which `RunContext.operands` will hold their values.
  var operands: [PlannedPipeline] { get }
}

/// A stage that acts on the world, such as writing a file: it runs each time, its result is never
/// taken from memory.
package protocol EffectStage: Stage {
  /// Does everything but act: says what would be written, for a lock. Its record is empty, since
  /// nothing was done.
  func rehearse(_ input: Value, _ context: RunContext) throws(StageFailure) -> StageResult
}

extension EffectStage {
  /// Passes on what it was given, as a stage that writes nothing which could be compared.
  package func rehearse(
    _ input: Value, _ context: RunContext
  ) throws(StageFailure) -> StageResult { StageResult(input) }
}

/// A source that reads more exactly when it knows what the stages after it declare.
package protocol DeclarableSource: FileStage {
  /// The same source with these declarations known; `nil` if they make no difference.
  ///
  /// Later declarations of a column replace earlier ones. Problems go to `checker`.
  func declaring(_ fields: [DeclaredField], _ checker: inout StageChecker) -> (
    any DeclarableSource
  )?
}

/// A stage that says what columns are, such as `columns` and `parse`: directly after a source, the
/// source is told, and reads the cells by it, with lines and columns in its messages.
package protocol DeclarationStage: Stage {
  /// The call that it was checked from, to check it again on the columns as the source gives them.
  var call: BoundCall { get }

  /// What a reader should know of it beforehand, as far as the call is sound; empty for nothing.
  static func declarations(
    _ call: BoundCall, on input: TableType, _ checker: inout StageChecker
  ) -> [DeclaredField]
}
