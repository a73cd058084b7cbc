import Diagnostics
import Execution
import Matrices
import Planning
import Reference
import Relations
import StandardLibrary
import Stages
import StandardLibrary
import Syntax
import Tables

/// What a front end may call: check, run, explain, complete.
///
/// A prompt, a script and a service are three users of the same few functions. It is a value: a prompt tries a line on a copy and keeps the copy if the line was good.
package struct Session: Sendable {
  package private(set) var checker: Checker
  package private(set) var runner: Runner
  package private(set) var settings: SessionSettings

  package init(
    _ settings: SessionSettings, allowsRedefinition: Bool = false,
    onStage: (@Sendable (String) -> Void)? = nil
  ) {
    self.settings = settings
    let files = settings.files
    var checker = Checker(
      catalogue: Catalogue.stages, files: files, allowsRedefinition: true,
      openLock: settings.locks.opener(settings),
      loadModule: ModuleLoader(folder: settings.scriptFolder, files: files).load)
    let problems = StandardLibrary.modules.flatMap { module in
      checker.define(SourceText(name: "stdlib/\(module.name)", text: module.text))
    }
    precondition(problems.isEmpty, "the standard library checks: \(problems)")
    self.checker = checker.with(allowsRedefinition: allowsRedefinition)
    runner = Runner(
      context: RunContext(
        files: files, control: settings.control, seed: settings.seed,
        memoryLimit: settings.memoryLimit), effects: settings.effects, holding: settings.retention,
      onStage: onStage)
  }

  /// The whole pipeline: text → tree → plan → values.
  ///
  /// Nothing runs while there is an error in what was written.
  package mutating func run(_ source: SourceText) -> SessionResult {
    run(check(source))
  }

  /// Runs what was checked here just before; nothing if there is an error in it.
  package mutating func run(_ checked: SessionResult) -> SessionResult {
    guard !checked.hasErrors else { return checked }
    let outcome = runner.run(checked.plan, of: checker.sources)
    return SessionResult(plan: checked.plan, checkProblems: checked.checkProblems, outcome: outcome)
      .withoutPersonalData(sources)
  }

  /// Everything that can be said without running.
  package mutating func check(_ source: SourceText) -> SessionResult {
    let checked = checker.check(source)
    return SessionResult(
      plan: checked.plan, checkProblems: checked.problems, outcome: Outcome()
    ).withoutPersonalData(sources)
  }

  /// Runs what follows a value that is known: a line that begins with `|`.
  package mutating func resume(from value: Runner.Remembered, with source: SourceText)
    -> SessionResult
  {
    runner.remember(value, as: "it")
    let checked = checker.check(source, continuing: value.type)
    let result = SessionResult(
      plan: checked.plan, checkProblems: checked.problems, outcome: Outcome())
    guard !result.hasErrors else { return result }
    return SessionResult(
      plan: checked.plan, checkProblems: checked.problems,
      outcome: runner.run(checked.plan, of: checker.sources)
    ).withoutPersonalData(sources)
  }

  /// Keeps the stages that another session has finished, and the sources that their remarks point
  /// into; nothing else of it.
  ///
  /// - Precondition: One of the two grew out of the other, so that a number means the same source in
  ///   both.
  package mutating func keepResults(of other: Session) {
    keepSources(of: other)
    let datasets = runner.datasets
    runner = Runner(
      context: runner.context, memory: other.runner.memory, effects: runner.effects,
      holding: runner.retention, onStage: runner.onStage)
    for name in datasets.keys.sorted() { runner.remember(datasets[name], as: name) }
  }

  /// Keeps the sources that another session has met, under their numbers.
  mutating func keepSources(of other: Session) { checker.keepSources(of: other.checker) }

  /// Forgets what stages gave; values that have a name stay.
  mutating func forgetResults() { runner.forget() }

  /// The same knowledge under other settings; what stages gave is forgotten if it could differ.
  mutating func apply(_ settings: SessionSettings) {
    let isSame = settings.seed == self.settings.seed
    let datasets = runner.datasets
    runner = Runner(
      context: RunContext(
        files: settings.files, control: settings.control, seed: settings.seed,
        memoryLimit: settings.memoryLimit), memory: isSame ? runner.memory : StageMemory(),
      effects: settings.effects, holding: settings.retention, onStage: runner.onStage)
    for name in datasets.keys.sorted() { runner.remember(datasets[name], as: name) }
    self.settings = settings
  }

  /// Values for params, as text from a command line.
  package mutating func override(_ values: [String: String]) { checker.overrides = values }

  /// What the next text is to decide otherwise than it is written, by the path of the stage.
  package mutating func amend(_ amendments: [String: Alternative.Change]) {
    checker.amendments = amendments
  }

  package var sources: SourceMap { checker.sources }

  /// Every code that a message can carry.
  package var codes: CodeIndex { CodeIndex(adding: settings.locks.codes) }
}

/// Everything that a session needs of the world, decided by the roof.
package struct SessionSettings: Sendable {
  package var files: FileAccess
  package var locks: LockAccess
  package var control: RunControl
  package var seed: UInt64
  package var memoryLimit: Int
  /// The folder in which modules are looked for.
  package var scriptFolder: String
  /// Whether stages such as `export` write; a lock is made and verified without.
  package var effects = Effects.happen
  /// How long results are held: a script that runs to its end needs no more than it comes back to.
  package var retention = Retention.everything
  /// How many locks are open around the script, one inside the other.
  package var lockDepth = 0

  package init(
    files: FileAccess, locks: LockAccess, control: RunControl, seed: UInt64 = 1, memoryLimit: Int,
    scriptFolder: String = "."
  ) {
    self.files = files
    // The bytes of a pipe are copied while they grow, and its columns come on top.
    self.files.streamLimit = min(files.streamLimit, memoryLimit / 4)
    self.locks = locks
    self.control = control
    self.seed = seed
    self.memoryLimit = memoryLimit
    self.scriptFolder = scriptFolder
  }
}

/// What came of a script or a line.
package struct SessionResult: Sendable {
  package let plan: Plan
  /// What the check found: errors, warnings and notes.
  package let checkProblems: [Diagnostic]
  package let outcome: Outcome

  package init(plan: Plan, checkProblems: [Diagnostic], outcome: Outcome) {
    self.plan = plan
    self.checkProblems = checkProblems
    self.outcome = outcome
  }

  package var hasErrors: Bool { checkProblems.contains { $0.severity == .error } }

  /// Everything there is to tell, errors last.
  package var diagnostics: [Diagnostic] {
    checkProblems + outcome.remarks + outcome.problems
  }

  /// The errors of the check and of the run.
  package var errors: [Diagnostic] {
    checkProblems.filter { $0.severity == .error } + outcome.problems
  }

  /// What a process that ran this is to end with.
  package var exitCode: ExitStatus {
    if hasErrors {
      // A script that is right over a file that is not: the file is to blame.
      let errors = errors
      let isAboutFiles = errors.allSatisfy { ExitStatus.isAboutData($0) }
      return isAboutFiles ? errors.first.map(ExitStatus.init) ?? .scriptErrors : .scriptErrors
    }
    switch outcome.stop {
    case .none: return .done
    case .cancelled: return .interrupted
    case .failed: return outcome.problems.first.map(ExitStatus.init) ?? .internalError
    }
  }
}

/// What a process ends with; the numbers are a promise.
package enum ExitStatus: Int32, CaseIterable, Sendable {
  case done = 0
  case scriptErrors = 1
  case dataError = 3
  case expectationFailed = 4
  case differs = 5
  case outside = 6
  case resourceLimit = 7
  case usage = 64
  case internalError = 70
  /// Only where it was asked for: there was nothing new to do.
  case nothingNew = 99
  case interrupted = 130
  case terminated = 143

  /// By the family of the problem that ended a run.
  package init(_ problem: Diagnostic) {
    switch problem.code.family {
    case .locks: self = .differs
    case .expectations: self = .expectationFailed
    case .models where problem.code == .tooLarge: self = .resourceLimit
    case .files where problem.code == ReadCodes.system || problem.code == ReadCodes.notWritten:
      self = .outside
    case .syntax, .names, .arguments, .shape, .privacy, .files, .models: self = .dataError
    }
  }

  static func isAboutData(_ problem: Diagnostic) -> Bool {
    // Dates that a script lacks, or does not choose among, are no fault of a file.
    let ofScripts: [DiagnosticCode] = [
      ReadCodes.ambiguousDate, .windowsWithoutDates, .severalDates,
    ]
    switch problem.code.family {
    case .files: return !ofScripts.contains(problem.code)
    case .locks: return problem.code != .notAskedHere
    case .syntax, .names, .arguments, .shape, .privacy, .expectations, .models: return false
    }
  }
}

/// A path that goes from a folder, as one that goes from here.
private func inFolder(_ path: String, _ folder: String) -> String {
  path.hasPrefix("/") || folder == "." ? path : folder + "/" + path
}

extension SessionSettings {
  /// A path that goes from the script's folder, as one that goes from here.
  package func inScriptFolder(_ path: String) -> String { inFolder(path, scriptFolder) }
}

/// Finds modules beside the script.
struct ModuleLoader: Sendable {
  let folder: String
  let files: FileAccess

  func load(_ path: String) -> Checker.ModuleText {
    let full = inFolder(path, folder)
    do throws(ReadError) {
      return .found(SourceText(name: full, bytes: try files.read(full)))
    } catch {
      return .missing(diagnostic(for: error).message)
    }
  }
}
