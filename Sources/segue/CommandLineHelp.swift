import Diagnostics
import Session

/// What is answered before the command line is parsed: the first screen of help, and commands that
/// do not exist.
struct CommandLineHelp {
  let text: String
  let status: ExitStatus

  /// Help that was asked for is data; a complaint is not.
  func give() {
    let console = Console(GlobalOptions.plain)
    if status == .done { console.print(text) } else { console.tell(text) }
  }

  /// The answer, or `nil` where the command line is to be parsed.
  static func answer(_ arguments: [String]) -> CommandLineHelp? {
    guard let first = arguments.first else { return nil }
    if ["--help", "-h", "help"].contains(first), arguments.count == 1 {
      return CommandLineHelp(text: screen, status: .done)
    }
    if first == "run", arguments.count > 2, !arguments[1].hasPrefix("-"),
      arguments.contains("--help") || arguments.contains("-h")
    {
      return parameters(of: arguments[1])
    }
    let names = SegueCommand.configuration.subcommands.compactMap {
      $0.configuration.commandName
    }
    if first.hasPrefix("-") || names.contains(first) || first == "help" { return nil }
    if first.hasSuffix(".seg") {
      return CommandLineHelp(
        text: "to run a script: segue run \(VisibleText(first).text)\n", status: .usage)
    }
    let near = nearestName(to: first, among: names.filter { $0 != "prompt" })
    let later = ["report", "serve"].contains(first)
    let hint =
      later
      ? "`\(first)` is not part of this version"
      : near.map { "did you mean `segue \($0)`?" } ?? "`segue --help` lists the commands"
    return CommandLineHelp(
      text: "no command \(quoted(first)): \(hint)\n", status: .usage)
  }

  /// The params of a script, or why it cannot be read.
  private static func parameters(of script: String) -> CommandLineHelp {
    do throws(ProcessEnd) {
      let source = try ScriptFile(script, Console(GlobalOptions.plain)).source
      return CommandLineHelp(
        text: ScriptParameters(of: source).help(script: script), status: .done)
    } catch {
      return CommandLineHelp(text: "", status: error.status)
    }
  }

  /// One screen, 80 columns wide.
  static let screen = """
    Segue: customer segmentation in a line you can read, with every decision on record.

      segue -e 'load "tx.csv" | rfm | scale zscore | kmeans k in 2...10 | pick silhouette'

    That line reads an export, makes recency, frequency and monetary value per customer, tries
    2 to 10 segments and picks the best. It says which columns it took, how many rows each step
    cost and why, and gives the same bytes on every machine.

    Start
      segue                   a prompt: type, look, go on with |, save what was good
      segue new tx.csv        a commented first script for your file
      segue run F.seg         check a script, run it, print what it shows
      segue run F.seg --help  the params of a script

    Look before it runs
      segue check F.seg…      everything that can be known without running, all at once
      segue plan F.seg        what will run, how many rows, every file it touches
      segue fmt F.seg…        one style for all scripts

    Prove it later
      segue lock F.seg        write down what was decided and found: F.seg.lock
      segue verify F.seg      compute it again and name the cause of any difference
      segue apply F.seg.lock  fresh data through the same decisions
      segue whatif F.seg      how many customers depend on each decision

    Pass it on
      segue report F.seg      the segments as one HTML page: cards, charts, steps and reasons
      segue serve F.seg.lock  assigns customers over HTTP, in real time

    Find out
      segue doc [NAME]        the reference: stages, functions, codes
      segue explain E0203     what a message means and what to write instead
      segue doctor            what works on this machine and what is missing

    Every command takes --json, --format table|csv|tsv|json|md, --quiet, --threads N,
    --memory 8GiB, --root FOLDER, --seed N; `segue COMMAND --help` says more.
    Ends with 0 done, 1 errors in the script, 3 in the data, 4 an expectation failed, 5 it differs.

    """
}
