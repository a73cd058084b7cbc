import ArgumentParser
import Diagnostics
import Locks
import Reference
import Tables

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what a code means, with an example and what to write instead.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The code, such as E0203.") var code: String

  func run() throws {
    let console = Console(options)
    let codes = CodeIndex.complete
    guard let known = codes[code] else {
      let near = nearestName(to: code.uppercased(), among: codes.codes.map(\.id))
      throw ValidationError(
        "no code \(quoted(code))" + (near.map { "; did you mean \($0)?" } ?? "")
          + "\n`segue doc codes` lists all of them")
    }
    if console.wantsJSON {
      console.print(
        .object([
          ("segue", .integer(1)), ("code", .string(known.id)),
          ("severity", .string(known.severity.rawValue)), ("title", .string(known.title)),
          ("page", .string(known.page)),
        ]))
    } else {
      console.print("# \(known.id): \(known.title)\n\n\(known.page)\n")
    }
  }
}
