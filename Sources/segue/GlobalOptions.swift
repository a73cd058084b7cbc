import ArgumentParser
import Diagnostics
import Matrices
import Reports
import Session
import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Options that every command understands.
struct GlobalOptions: ParsableArguments {
  @Flag(help: "Print one JSON document on standard output.")
  var json = false

  @Option(help: "How results are printed: table, csv, tsv, json or md.")
  var format: OutputFormat?

  @Option(help: "Colours: auto, always or never. NO_COLOR is respected.")
  var color: ColorChoice = .auto

  @Flag(help: "Print no notes and no progress.")
  var quiet = false

  @Option(help: "Threads to use; results do not depend on it.")
  var threads: Int?

  @Option(help: "The most memory to plan with, such as 8GiB.")
  var memory: String?

  @Option(help: "Read and write only below this folder.")
  var root: String?

  @Option(help: "The seed of every random choice that the script does not seed.")
  var seed: Int = 1
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, tsv, json, md
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}
