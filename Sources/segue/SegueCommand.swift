import ArgumentParser
import Diagnostics
import Session

/// The command line: `segue`, and its subcommands.
@main
struct SegueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segue",
    abstract: "A small language for customer segmentation.",
    discussion: """
      load "tx.csv" | rfm | scale zscore | kmeans k in 2...10 | pick silhouette

      Without a command it opens a prompt; what is piped into it runs as a script.
      """,
    version: segueVersion,
    subcommands: [PromptCommand.self, RunCommand.self, CheckCommand.self],
    defaultSubcommand: PromptCommand.self)
}

/// The version, as `segue --version` prints it and a lock records it.
let segueVersion = "0.1.0"
