import ArgumentParser
import Diagnostics
import Matrices
import Reference
import Session
import Tables

struct DocCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doc", abstract: "Print the reference of a stage, a function, or all of it.",
    discussion: """
      Without a name it lists the stages; `functions` and `codes` are pages too.
      `--all --output docs/reference` writes every page as Markdown.
      """)

  @OptionGroup var options: GlobalOptions
  @Flag(help: "Every page.") var all = false
  @Option(help: ArgumentHelp("Write the pages into this folder.", valueName: "folder"))
  var output: String?
  @Argument(help: "A stage, a function, `functions` or `codes`.") var name: String?

  func run() throws {
    let console = Console(options)
    let session = Session(options.sessionSettings(control: RunControl(threads: 1)))
    let pages = session.reference
    if let output {
      guard all, name == nil else { throw ValidationError("--output goes with --all") }
      try write(pages.all, to: output, console)
      return
    }
    let chosen: [ReferencePage]
    if all {
      chosen = pages.all
    } else if let name {
      guard let page = pages.page(name) else {
        let near = nearestName(to: name, among: pages.names)
        throw ValidationError(
          "nothing is called \(quoted(name))" + (near.map { "; did you mean `\($0)`?" } ?? "")
            + "\n`segue doc` lists what there is")
      }
      chosen = [page]
    } else {
      chosen = [ReferencePage(file: "README.md", markdown: pages.overview)]
    }
    if console.wantsJSON {
      console.print(
        .object([
          ("segue", .integer(1)),
          (
            "pages",
            .array(
              chosen.map {
                .object([("file", .string($0.file)), ("markdown", .string($0.markdown))])
              })
          ),
        ]))
    } else {
      console.print(chosen.map(\.markdown).joined(separator: "\n"))
    }
  }

  private func write(_ pages: [ReferencePage], to folder: String, _ console: Console)
    throws(ProcessEnd)
  {
    do throws(SystemFailure) { try Folders.make(folder) } catch {
      console.tell("the folder \(quoted(folder)) cannot be made: \(error.reason)\n")
      throw ProcessEnd(status: .outside)
    }
    for page in pages { try console.write(page.markdown, to: folder + "/" + page.file) }
    if !console.isQuiet { console.remark("wrote \(pages.count) pages") }
  }
}
