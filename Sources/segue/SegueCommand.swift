import ArgumentParser
import Diagnostics
import Session
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The command line: `segue`, and its subcommands.
@main
struct SegueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segue",
    abstract: "Customer segmentation in a line you can read, with every decision on record.",
    discussion: """
      load "tx.csv" | rfm | scale zscore | kmeans k in 2...10 | pick silhouette

      Without a command it opens a prompt; what is piped into it runs as a script.
      """,
    version: segueVersion,
    subcommands: [
      PromptCommand.self, RunCommand.self, CheckCommand.self, FormatCommand.self,
      PlanCommand.self, NewCommand.self, DocCommand.self, ExplainCommand.self,
      DoctorCommand.self,
      LockCommand.self, VerifyCommand.self, ApplyCommand.self, DiffCommand.self,
      WhatIfCommand.self, ReportCommand.self, ServeCommand.self,
    ],
    defaultSubcommand: PromptCommand.self)

  /// Reads the command line, does it, and ends with the code that belongs to what came of it.
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    StandardDescriptors.reserve()
    requireDescriptors()
    Interrupts.install()
    if let answer = CommandLineHelp.answer(arguments) {
      answer.give()
      Glibc.exit(answer.status.rawValue)
    }
    do {
      var command = try SegueCommand.parseAsRoot(arguments)
      try command.run()
    } catch let end as ProcessEnd {
      Glibc.exit(end.status.rawValue)
    } catch {
      SegueCommand.exit(withError: error)
    }
  }

  /// Ends with a message if the process may not open the few files that every run needs: the runtime
  /// below would end it without one.
  private static func requireDescriptors() {
    let (needed, limit) = (16, StandardDescriptors.limit(raisedTo: 16))
    guard limit < needed else { return }
    let message =
      "this process may open \(limit) files at once, and it needs \(needed): ulimit -n 256\n"
    _ = unsafe write(STDERR_FILENO, message, message.utf8.count)
    Glibc.exit(ExitStatus.resourceLimit.rawValue)
  }
}

/// The version, as `segue --version` prints it and a lock records it.
let segueVersion = "0.1.0"

/// Ends a command with a code; whatever there was to say has been said.
struct ProcessEnd: Error {
  let status: ExitStatus

  /// Nothing to throw for a command that did what it was asked.
  static func check(_ status: ExitStatus) throws(ProcessEnd) {
    if status != .done { throw ProcessEnd(status: status) }
  }
}
