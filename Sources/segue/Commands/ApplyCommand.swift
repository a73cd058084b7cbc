import ArgumentParser
import Diagnostics
import Locks
import Matrices
import Planning
import Documents
import Session
import Tables

struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Push fresh data through the decisions of a lock: one row out for each entity in.",
    usage: "segue apply <F.seg.lock> --input NAME=<file> [-o <out.csv>] [<options>]",
    discussion: """
      Every limit, date, centre and spread is the locked one; nothing is fitted. Who has no row left \
      comes back without a segment and with the reason. With --skip-code it ends with 99, which \
      schedulers such as Airflow show as skipped, if there is nobody in the fresh data or the \
      output says the same already; no file is touched then.
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The lock; its script stands beside it.", valueName: "F.seg.lock"))
  var lock: String

  @Option(
    name: .customLong("input"),
    help: ArgumentHelp(
      "A fresh file for an input; the name may be left out if there is one input.",
      valueName: "NAME=file"))
  var inputs: [String] = []

  @Option(help: ArgumentHelp("Which model, where the lock has several.", valueName: "name"))
  var model: String?

  @Option(
    name: .customLong("as_of"),
    help: ArgumentHelp(
      "Count recency up to this day, or with `latest` to the day after the last fresh purchase.",
      valueName: "2026-07-01"))
  var asOf: AsOf?

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Where to write the CSV; standard output if left out.", valueName: "out.csv")
  )
  var output: String?

  @Option(
    name: .customLong("max-psi"),
    help: ArgumentHelp(
      "End with 5 if a feature has drifted further: the greatest PSI allowed.", valueName: "0.2"))
  var maxPSI: Double?

  @Option(
    name: .customLong("max-unassigned"),
    help: ArgumentHelp(
      "End with 5 if a greater share of the customers has no segment.", valueName: "2%"))
  var maxUnassigned: Share?

  @Flag(
    name: .customLong("skip-code"),
    help: "End with 99 if there is nothing new: nobody in the data, or the output as it is.")
  var skipCode = false

  func run() throws {
    let console = Console(options)
    guard let script = LockFile.script(of: lock) else {
      throw ValidationError("apply takes a lock: segue apply \(lock).lock")
    }
    let watch = RunWatch(console)
    let control = RunControl(threads: options.threadCount, cancellation: watch.cancellation) {
      watch.progress($0)
    }
    let settings = options.sessionSettings(
      control: control, scriptFolder: ScriptFile.folder(of: script))
    let document: LockDocument
    do throws(Diagnostic) {
      document = try LockFile.read(lock, settings.files)
    } catch {
      throw console.refuse([error])
    }
    let source = try ScriptFile(script, console).source
    let application: Application
    do throws(ApplicationFailure) {
      application = try PreparedLock(
        document, of: source, settings,
        ApplicationOptions(inputs: inputs.map(\.asInput), model: model, asOf: asOf)
      ).apply()
      watch.end()
    } catch {
      watch.end()
      switch error.reason {
      case .cancelled: throw ProcessEnd(status: .interrupted)
      case .problems(let problems): throw console.refuse(problems, sources: error.sources)
      }
    }
    try give(application, script: script, console)
  }

  private func give(
    _ application: Application, script: String, _ console: Console
  ) throws(ProcessEnd) {
    let csv = CSVWriter.text(application.table)
    let isNew = application.table.rowCount > 0 && !isThere(csv.bytes)
    if let output, isNew || !skipCode {
      do throws(WriteError) {
        try AtomicFile.write(
          csv.bytes, to: output, inputs: inputs.map(\.asInput.path) + [lock, script],
          root: options.sessionSettings(control: .init(threads: 1)).files.root)
      } catch {
        throw console.refuse([diagnostic(for: error)])
      }
    }
    if console.wantsJSON {
      console.print(application.json(lock: lock, output: output))
    } else if output == nil {
      console.print(String(decoding: csv.bytes, as: UTF8.self))
    }
    tell(application, console)
    let passed = limits.passed(by: application)
    if !passed.isEmpty {
      console.draw(passed, sources: SourceMap())
      throw ProcessEnd(status: .differs)
    }
    guard isNew else {
      console.remark(
        application.table.rowCount == 0
          ? "nothing new: there is nobody in the fresh data"
          : "nothing new: the output says the same already")
      if skipCode { throw ProcessEnd(status: .nothingNew) }
      return
    }
  }

  private var limits: DriftLimits { DriftLimits(psi: maxPSI, unassigned: maxUnassigned?.value) }

  /// Whether the output has these bytes already.
  private func isThere(_ bytes: [UInt8]) -> Bool {
    guard let output else { return false }
    let files = options.sessionSettings(control: .init(threads: 1)).files
    do throws(ReadError) { return try files.read(output) == bytes } catch { return false }
  }

  private func tell(_ application: Application, _ console: Console) {
    guard !console.isQuiet else { return }
    console.tell(TerminalFormat(style: console.errorStyle).text(of: application.document))
    // A day that was computed again is reported; a locked one is no news.
    for remark in application.remarks
    where remark.isTold || asOf == .latest && remark.code == .clockOfData {
      let isExpectation = remark.code.family == .expectations
      let severity = isExpectation ? "warning" : remark.severity.rawValue
      console.tell("\(severity): \(remark.message)\(isExpectation ? " in the fresh rows" : "")\n")
    }
  }
}

extension Diagnostic {
  /// Whether it says something about the fresh rows; what a script says each time is left out.
  fileprivate var isTold: Bool {
    switch severity {
    case .error, .warning: true
    case .note: code == .entitiesFromHere
    }
  }
}

extension AsOf: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

/// A share as people write it: `2%` or `0.02`.
struct Share: ExpressibleByArgument {
  let value: Double

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument),
      number >= 0, number <= (isPercent ? 100 : 1)
    else { return nil }
    value = isPercent ? number / 100 : number
  }
}
