import Diagnostics
import Matrices
import Synchronization
import Tables
import Terminal

/// Looks at a run from outside: how far it is, how long stages take, and whether to stop.
///
/// A class, because stages, kernels and the hand on Ctrl-C report to one and the same watch.
final class RunWatch: Sendable {
  private struct State {
    var stage = ""
    var timings: [Timing] = []
    var began: ContinuousClock.Instant?
  }

  let cancellation = Interrupts.cancellation
  private let line: ProgressLine?
  private let state = Mutex(State())

  init(_ console: Console) {
    let wantsLine = !console.isQuiet && !console.wantsJSON
    line =
      wantsLine
      ? .onTerminal(
        settings: console.errors, color: console.options.color,
        hint: "^C stops and keeps what is finished") : nil
  }

  /// A stage begins.
  func began(_ stage: String) {
    finishStage()
    state.withLock { state in
      state.stage = stage
      state.began = .now
    }
    line?.show(RunWatch.label(stage), done: nil)
  }

  /// The stage that runs has done a share of its work.
  func progress(_ share: Double) {
    line?.show(RunWatch.label(state.withLock { $0.stage }), done: share)
  }

  /// The run is over: the line goes, and the last stage has its time.
  func end() {
    finishStage()
    line?.erase()
  }

  /// How long each stage took, in the order in which they ran.
  var timings: [Timing] { state.withLock { $0.timings } }

  private func finishStage() {
    state.withLock { state in
      if let began = state.began {
        state.timings.append(Timing(stage: state.stage, duration: .now - began))
      }
      state.began = nil
    }
  }

  /// The stage of a path, such as `drop` of `clean_orders/drop#1`.
  private static func label(_ stage: String) -> String {
    let last = stage.split(separator: "/").last ?? ""
    return String(last.split(separator: "#").first ?? last)
  }
}

/// How long a stage took.
struct Timing: Sendable {
  /// The path of the stage, such as `clean_orders/drop#1`.
  let stage: String
  let duration: Duration

  var seconds: Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  /// Rounded to a millisecond: more would only look exact.
  private var milliseconds: Int { Int((seconds * 1000).rounded()) }

  var line: String { "\(milliseconds) ms".leftPadded(toWidth: 10) + "  " + stage }

  var json: JSONValue {
    .object([
      ("at", .string(stage)), ("seconds", .decimal(mantissa: Int64(milliseconds), scale: 3)),
    ])
  }
}
