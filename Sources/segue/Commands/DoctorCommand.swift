import ArgumentParser
import Diagnostics
import Matrices
import Relations
import Documents
import Session
import Tables
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what works on this machine, what is missing and how to get it.")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let console = Console(options)
    let findings = Findings(console).all
    if console.wantsJSON {
      console.print(
        .object([
          ("segue", .integer(1)), ("version", .string(segueVersion)),
          (
            "findings",
            .array(
              findings.map {
                .object([
                  ("name", .string($0.name)), ("status", .string($0.status.rawValue)),
                  ("found", .string($0.found)), ("remedy", .string($0.remedy)),
                ])
              })
          ),
        ]))
      return
    }
    let table = TableBlock(
      headings: ["what", "is", "found", "what to do"].map { TableBlock.Heading($0) },
      rows: findings.map {
        [.text($0.name), .text($0.status.rawValue), .text($0.found), .text($0.remedy)]
      })
    console.print(
      console.format(rows: nil).text(
        of: Document([.heading("Segue \(segueVersion)"), .table(table)])))
    if !findings.allSatisfy({ $0.status != .missing }) { throw ProcessEnd(status: .outside) }
  }
}

/// What the doctor looked at.
private struct Findings {
  enum Status: String { case fine, limited, missing }

  struct Finding {
    let name: String
    let status: Status
    let found: String
    var remedy = ""
  }

  let all: [Finding]

  init(_ console: Console) {
    all = [
      Findings.language(console), Findings.example(console),
      Finding(
        name: "processors", status: .fine,
        found: "\(Machine.processors), \(console.options.threadCount) used"),
      Finding(
        name: "memory", status: .fine,
        found: "\(readableBytes(Machine.memory)), planned with "
          + readableBytes(
            console.options.sessionSettings(control: .init(threads: 1)).memoryLimit)),
      Findings.folder(), Findings.terminal(console), Findings.characters(console),
    ]
  }

  private static func language(_ console: Console) -> Finding {
    let session = Session(console.options.sessionSettings(control: .init(threads: 1)))
    return Finding(
      name: "language", status: .fine,
      found: "\(session.stageReferences.count) stages, \(session.codes.codes.count) codes")
  }

  /// Four customers in two groups, from text to segments.
  private static func example(_ console: Console) -> Finding {
    var session = Session(console.options.sessionSettings(control: .init(threads: 1)))
    let names = session.stageReferences.map(\.signature.name)
    guard names.contains("table") else {
      return Finding(name: "example", status: .limited, found: "no inline tables to try it on")
    }
    let result = session.run(
      SourceText(
        name: "<doctor>",
        text: """
          table [{c: "a", x: 1, y: 1}, {c: "b", x: 1.1, y: 1}, {c: "d", x: 9, y: 9},
            {c: "e", x: 9.1, y: 9}]
            | features x = sum(x), y = sum(y) by c | scale zscore | kmeans k=2 seed=1
          """))
    guard result.exitCode == .done else {
      return Finding(
        name: "example", status: .missing, found: result.errors.first?.message ?? "it stopped",
        remedy: "install Segue again")
    }
    return Finding(name: "example", status: .fine, found: "two segments of two customers")
  }

  private static func folder() -> Finding {
    let isWritable = unsafe access(".", W_OK) == 0
    return Finding(
      name: "this folder", status: isWritable ? .fine : .limited,
      found: isWritable ? "can be written" : "cannot be written",
      remedy: isWritable ? "" : "exports and :save need another folder")
  }

  private static func terminal(_ console: Console) -> Finding {
    guard console.output.isTerminal else {
      return Finding(name: "terminal", status: .fine, found: "none; output is plain and uncut")
    }
    let columns = console.outputStyle.width.map { "\($0) columns" } ?? "width not known"
    let redraws = console.output.canRedraw
    return Finding(
      name: "terminal", status: redraws ? .fine : .limited,
      found: columns + (redraws ? "" : ", cannot move its cursor"),
      remedy: redraws ? "" : "progress needs a terminal other than TERM=dumb")
  }

  private static func characters(_ console: Console) -> Finding {
    let isUnicode = console.outputStyle.glyphs == .unicode
    return Finding(
      name: "characters", status: isUnicode ? .fine : .limited,
      found: isUnicode ? "UTF-8" : "ASCII only",
      remedy: isUnicode ? "" : "LC_ALL=C.UTF-8 draws bars and histograms finer")
  }
}
