import Foundation
import TestSupport

/// The binary as a user runs it, in a folder of its own.
struct SegueProcess {
  struct Ending: Sendable {
    let status: Int32
    /// Ended by a signal rather than by itself.
    let isSignalled: Bool
    let output: String
    let errors: String
  }

  enum Trouble: Error { case notBuilt(String) }

  /// Beside the tests' own program, whatever the build folder is called.
  static let path: String = {
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(filePath: program).deletingLastPathComponent().appending(path: "segue").path
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    return ProjectFiles.root.appending(path: ".build/debug/segue").path
  }()

  let folder = TemporaryFolder()

  init() {
    var lines = ["customer_id,order_id,order_date,amount"]
    for order in 0..<240 {
      let customer = order * 7 % 40
      let day = 10 + order % 19
      lines.append(
        "C\(customer),O\(order),2024-0\(1 + order % 9)-\(day),\(5 + order * customer % 97)")
    }
    folder.write("tx.csv", lines.map { $0 + "\n" }.joined())
  }

  /// Runs it to its end; `input` is what stands on standard input, `onStart` is called once it runs.
  func callAsFunction(
    _ arguments: String..., input: String? = nil, environment: [String: String] = [:],
    onStart: ((Process) -> Void)? = nil
  ) throws -> Ending {
    try run(arguments, input: input, environment: environment, onStart: onStart)
  }

  func run(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:],
    onStart: ((Process) -> Void)? = nil
  ) throws -> Ending {
    guard FileManager.default.isExecutableFile(atPath: Self.path) else {
      throw Trouble.notBuilt(Self.path)
    }
    let process = Process()
    process.executableURL = URL(filePath: Self.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": folder.path]
      .merging(environment) { $1 }
    if let input {
      let file = URL(filePath: folder.write(".in-\(UUID().uuidString)", input))
      process.standardInput = try FileHandle(forReadingFrom: file)
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    // Files, because a pipe that nobody empties stops a program that has much to say.
    let names = ["out", "err"].map {
      URL(filePath: folder.write(".\($0)-\(UUID().uuidString)", ""))
    }
    let handles = try names.map { try FileHandle(forWritingTo: $0) }
    (process.standardOutput, process.standardError) = (handles[0], handles[1])
    try process.run()
    onStart?(process)
    process.waitUntilExit()
    let texts = try names.map { try String(contentsOf: $0, encoding: .utf8) }
    return Ending(
      status: process.terminationStatus, isSignalled: process.terminationReason != .exit,
      output: texts[0], errors: texts[1])
  }

  /// Runs a line of a shell in the folder, with `segue` as a command.
  func shell(_ line: String) throws -> Ending {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "segue() { \"\(Self.path)\" \"$@\"; }; set -o pipefail; " + line]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Ending(
      status: process.terminationStatus, isSignalled: process.terminationReason != .exit,
      output: text, errors: said)
  }
}
