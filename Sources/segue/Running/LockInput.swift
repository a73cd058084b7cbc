import ArgumentParser
import Diagnostics
import Locks
import Matrices
import Planning
import Session
import Tables

/// What `lock`, `verify` and `apply` take in common: a script, its params, and a key for ids.
struct LockInput {
  let console: Console
  let path: String
  let source: SourceText
  let given: [String: String]

  /// Reads the script and the values for its params, or says why not and ends.
  init(_ arguments: [String], _ options: GlobalOptions, command: String) throws {
    console = Console(options)
    guard let path = arguments.first, !path.hasPrefix("--") else {
      throw ValidationError("which script? segue \(command) F.seg")
    }
    if path.hasSuffix(".lock") {
      throw ValidationError(
        "segue \(command) takes the script: segue \(command) \(path.dropLast(5))")
    }
    self.path = path
    source = try ScriptFile(path, console).source
    given = try ScriptParameters(of: source).values(of: arguments.dropFirst(), in: path)
  }

  var lockPath: String { LockFile.path(of: path) }

  /// Runs the script for the record, with params and a seed for what the command line leaves open.
  ///
  /// Problems with files are drawn before it ends.
  func record(
    parameters: [String: String] = [:], seed: Int? = nil, idKey: [UInt8]?
  ) throws(ProcessEnd) -> RecordedRun {
    let watch = RunWatch(console)
    let control = RunControl(
      threads: console.options.threadCount, cancellation: watch.cancellation
    ) { watch.progress($0) }
    var settings = console.options.sessionSettings(
      control: control, scriptFolder: ScriptFile.folder(of: path))
    if console.options.seed == nil, let seed { settings.seed = UInt64(seed) }
    let options = RecordingOptions(
      version: segueVersion,
      parameters: parameters.merging(given) { $1 }, idKey: idKey)
    do throws(StageFailure) {
      let run = try Session.record(source, settings, options) { watch.began($0) }
      watch.end()
      return run
    } catch {
      watch.end()
      switch error {
      case .cancelled: throw ProcessEnd(status: .interrupted)
      case .problems(let problems): throw refuse(problems)
      }
    }
  }

  /// The customers of the files of today in the segments of an old lock; `nil` where its decisions
  /// cannot be applied to them.
  func customers(of old: LockDocument) throws(ProcessEnd) -> LockedCustomers? {
    let watch = RunWatch(console)
    watch.began("the old lock on the files of today")
    defer { watch.end() }
    let control = RunControl(
      threads: console.options.threadCount, cancellation: watch.cancellation
    ) { watch.progress($0) }
    do throws(ApplicationFailure) {
      return try Session.customers(
        of: old, onFilesOf: source,
        console.options.sessionSettings(
          control: control, scriptFolder: ScriptFile.folder(of: path)))
    } catch {
      throw ProcessEnd(status: .interrupted)
    }
  }

  /// Draws problems and gives the end that belongs to them.
  func refuse(_ problems: [Diagnostic]) -> ProcessEnd { console.refuse(problems) }
}

extension Console {
  /// Draws problems and gives the end that belongs to them.
  func refuse(
    _ problems: [Diagnostic], sources: SourceMap = SourceMap(), status: ExitStatus? = nil
  ) -> ProcessEnd {
    if wantsJSON {
      print(
        .object([
          ("segue", .integer(1)),
          ("problems", ProblemJSON.json(problems, sources: sources)),
        ]))
    }
    draw(problems, sources: sources)
    return ProcessEnd(
      status: status ?? problems.first.map { ExitStatus($0) } ?? .internalError)
  }

  /// The secret of `--id-key-file`, or `nil` without the option.
  func idKey(_ path: String?) throws(ProcessEnd) -> [UInt8]? {
    guard let path else { return nil }
    let bytes: [UInt8]
    do throws(ReadError) {
      bytes = try options.sessionSettings(control: .init(threads: 1)).files.read(path)
    } catch {
      throw refuse([diagnostic(for: error)])
    }
    guard bytes.count >= 16 else {
      throw refuse([
        Diagnostic(
          .wrongIdKey, "\(quoted(path)) is too short to be a key", at: .process,
          notes: ["it has \(bytes.count) bytes, and a key has at least 16"],
          fixes: [Diagnostic.Fix("head -c 32 /dev/urandom > ids.key")])
      ])
    }
    return bytes
  }

  /// Writes a file that a command makes beside its output, whole or not at all; never over one that
  /// it reads.
  func write(
    _ text: String, to path: String, existing: AtomicFile.Existing = .replaced,
    inputs: [String] = []
  ) throws(ProcessEnd) {
    do throws(WriteError) {
      try AtomicFile.write(
        Array(text.utf8), to: path, existing: existing, inputs: inputs,
        root: options.sessionSettings(control: .init(threads: 1)).files.root)
    } catch {
      throw refuse([diagnostic(for: error)])
    }
  }
}

extension String {
  /// `tx=new.csv` in its two parts; without a name the first is empty.
  var asInput: (name: String, path: String) {
    guard let sign = firstIndex(of: "=") else { return (name: "", path: self) }
    return (name: String(self[..<sign]), path: String(self[index(after: sign)...]))
  }
}
