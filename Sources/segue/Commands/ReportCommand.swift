import ArgumentParser
import Diagnostics
import Digests
import Documents
import Locks
import Matrices
import Session
import Tables

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Run a script and write its segments as a page to pass around.",
    usage: "segue report <script> [--NAME <value> ...] [-o <file>] [<options>]",
    discussion: """
      One self-contained HTML file: segments as cards, why so many, what sets them apart, every step \
      with its reason, the script. It has aggregates and no customer's row, no script, and loads nothing. \
      Stages that write, such as export, do not act.
      """)

  @OptionGroup var options: GlobalOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file; without it F.html beside the script, `-` prints it.", valueName: "file"))
  var output: String?

  @Option(name: .customLong("as"), help: "html or md.")
  var format: PageFormat = .html

  @Option(help: ArgumentHelp("The colour of bars and headings.", valueName: "#rrggbb"))
  var brand: String?

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The script, then values for its params.", valueName: "script"))
  var arguments: [String] = []

  enum PageFormat: String, ExpressibleByArgument, CaseIterable { case html, md }

  func validate() throws {
    guard let brand else { return }
    let digits = brand.utf8.dropFirst()
    guard brand.hasPrefix("#"), digits.count == 6,
      digits.allSatisfy({
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
          || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 | 0x20
      })
    else { throw ValidationError("--brand is a colour such as #00618f, not \(quoted(brand))") }
  }

  func run() throws {
    let console = Console(options)
    guard let path = arguments.first, !path.hasPrefix("--") else {
      throw ValidationError("which script? segue report F.seg")
    }
    let file = try ScriptFile(path, console)
    let values = try ScriptParameters(of: file.source).values(of: arguments.dropFirst(), in: path)
    let watch = RunWatch(console)
    let control = RunControl(threads: options.threadCount, cancellation: watch.cancellation) {
      watch.progress($0)
    }
    var settings = options.sessionSettings(
      control: control, scriptFolder: ScriptFile.folder(of: path))
    settings.effects = .skipped
    var session = Session(settings, onStage: { watch.began($0) })
    session.override(values)
    let result = session.run(file.source)
    watch.end()
    let page = ReportPage(
      result, of: file.source, in: &session, lock: lock(of: path, settings.files))
    let text = format == .html ? page.html(brand: brand) : page.markdown
    try write(text, beside: path, console)
    console.draw(result.errors, sources: session.sources)
    try ProcessEnd.check(result.exitCode)
  }

  private func lock(of path: String, _ files: FileAccess) -> (path: String, digest: String)? {
    let lockPath = LockFile.path(of: path)
    guard path != "-", let bytes = try? files.read(lockPath) else { return nil }
    return (lockPath, Digest.sha256(bytes).description)
  }

  private func write(_ text: String, beside script: String, _ console: Console) throws {
    let stem = script.hasSuffix(".seg") ? String(script.dropLast(4)) : script
    let target = output ?? (script == "-" ? "-" : "\(stem).\(format.rawValue)")
    guard target != "-" else { return console.print(text) }
    try console.write(text, to: target, inputs: [script])
    if !console.isQuiet { console.tell("wrote \(VisibleText(target).text)\n") }
  }
}
