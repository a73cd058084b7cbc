import ArgumentParser
import Diagnostics
import Locks
import Matrices
import Session
import Tables
import Terminal

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

  @Flag(help: "Print no notes, no ledger and no progress; warnings and errors stay.")
  var quiet = false

  @Flag(help: "Print every note, also those about how files were read.")
  var notes = false

  @Flag(help: "Print the whole ledger: each decision, its reason and its numbers.")
  var ledger = false

  @Flag(help: "Say how long each stage took.")
  var timings = false

  @Flag(name: .customLong("no-input"), help: "Never ask and never open a prompt.")
  var noInput = false

  @Option(help: "Threads to use; results do not depend on it.")
  var threads: Int?

  @Option(help: "The most memory to plan with, such as 8GiB.")
  var memory: MemorySize?

  @Option(help: ArgumentHelp("Read and write only below this folder.", valueName: "folder"))
  var root: String?

  @Flag(help: "Read and write only below this folder: for scripts from strangers.")
  var safe = false

  @Option(help: "The seed of every random choice that the script does not seed; 1 if left out.")
  var seed: UInt32?

  func validate() throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads needs a whole number from 1")
    }
    if json, let format, format != .json {
      throw ValidationError("--json and --format \(format.rawValue) cannot both be had")
    }
  }

  /// What a session needs to know of this machine and of these options.
  func sessionSettings(control: RunControl, scriptFolder: String = ".") -> SessionSettings {
    SessionSettings(
      files: FileAccess(root: root ?? (safe ? "." : nil)), locks: .standard, control: control,
      seed: UInt64(seed ?? 1), memoryLimit: memory?.bytes ?? Machine.memory / 4 * 3,
      scriptFolder: scriptFolder)
  }

  /// Those of a command line without any.
  static var plain: GlobalOptions {
    do { return try GlobalOptions.parse([]) } catch { preconditionFailure("no option is required") }
  }

  var threadCount: Int { threads ?? Machine.processors }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, tsv, json, md
}

extension ColorChoice: ExpressibleByArgument {}

/// An amount of memory as people write it: `8GiB`, `500MB`, `2g`.
struct MemorySize: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    let digits = argument.prefix { $0.isNumber || $0 == "." }
    let unit = argument.dropFirst(digits.count).lowercased().filter { $0 != " " }
    let factors: [String: Double] = [
      "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "k": 1024, "m": 1_048_576,
      "g": 1_073_741_824, "t": 1_099_511_627_776, "kib": 1024, "mib": 1_048_576,
      "gib": 1_073_741_824, "tib": 1_099_511_627_776,
    ]
    guard let number = Double(digits), let factor = factors[unit], number * factor >= 1_048_576,
      number * factor < 9e18
    else { return nil }
    bytes = Int(number * factor)
  }

  var defaultValueDescription: String { "\(bytes)" }
}

/// What this machine has.
enum Machine {
  /// At least 1.
  static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Physical memory in bytes.
  static var memory: Int {
    let size = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return size > 0 ? size : 8 << 30
  }
}
