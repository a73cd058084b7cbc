import ArgumentParser
import Diagnostics
import Session
import Tables

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Check a script, run it, and print each bare pipeline.",
    usage: "segue run <script> [--NAME <value> ...] [<options>]",
    discussion: """
      Every `param` of the script is an option: `segue run weekly.seg --k_max 8`.
      `segue run weekly.seg --help` lists them with their documentation.
      """)

  @OptionGroup var options: GlobalOptions

  @Flag(help: "Run only if script and data are those of F.seg.lock, with its params and seed.")
  var locked = false

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The script, then values for its params.", valueName: "script"))
  var arguments: [String] = []

  func run() throws {
    var console = Console(options)
    guard let path = arguments.first, !path.hasPrefix("--") else {
      throw ValidationError(
        arguments.isEmpty
          ? "which script? segue run F.seg"
          : "the script comes first: segue run F.seg \(arguments.joined(separator: " "))")
    }
    let file = try ScriptFile(path, console)
    let source = file.source
    let declared = ScriptParameters(of: source)
    var values = try declared.values(of: arguments.dropFirst(), in: path)
    if locked {
      let lock = try LockedScript(file, at: path, given: values, console)
      var options = options
      options.seed = options.seed ?? lock.seed
      console = Console(options)
      values.merge(lock.parameters) { given, _ in given }
    }
    if let seed = options.seed, declared.contains("seed"), values["seed"] == nil {
      values["seed"] = String(seed)
    }
    let run = ScriptRun(console: console, showNotes: "segue run \(path) --notes")
    try ProcessEnd.check(
      run.run(source, folder: ScriptFile.folder(of: path), parameters: values))
  }
}

/// A script as it stands in a file, or on standard input for `-`.
struct ScriptFile {
  let source: SourceText

  /// A script that a program writes without an end is refused after so many bytes.
  private static let longestPipedScript = 16 << 20

  /// Reads it, or says why not and ends.
  init(_ path: String, _ console: Console) throws(ProcessEnd) {
    do throws(ReadError) {
      var files = console.options.sessionSettings(control: .init(threads: 1)).files
      files.streamLimit = min(files.streamLimit, ScriptFile.longestPipedScript)
      source = SourceText(
        name: path == "-" ? "<standard input>" : path, bytes: try files.read(path))
    } catch {
      let problem = diagnostic(for: error)
      if console.wantsJSON {
        console.print(
          .object([
            ("segue", .integer(1)), ("results", .array([])), ("decisions", .array([])),
            ("expectations", .array([])), ("notes", .array([])),
            ("problems", ProblemJSON.json([problem], sources: SourceMap())),
          ]))
      }
      console.draw([problem], sources: SourceMap())
      throw ProcessEnd(status: ExitStatus(problem))
    }
  }

  /// The folder in which the modules of a script are looked for.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
