import Diagnostics
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One line at the foot of the terminal that says how far a run is; it leaves nothing behind.
///
/// Drawn at most ten times a second, and not at all for what takes less than a third of a second.
/// A class, because the threads that work and the one that waits share the line; any of them may
/// call it.
package final class ProgressLine: Sendable {
  private struct State {
    var label = ""
    var labelSince = Duration.zero
    var firstCall: Duration?
    var lastDrawn: Duration?
    var isDrawn = false
  }

  private let style: Style
  private let hint: String
  private let now: @Sendable () -> Duration
  private let write: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// A line on standard error, or `nil` where that is not a terminal that can redraw a line.
  ///
  /// - Parameters:
  ///   - settings: Those of standard error.
  ///   - color: What `--color` asked for.
  ///   - hint: What stands at the end, such as `^C stops and keeps k=2…6`.
  /// - Returns: The line; nothing is drawn before the first call of `show`.
  package static func onTerminal(
    settings: TerminalSettings, color: ColorChoice = .auto, hint: String = ""
  ) -> ProgressLine? {
    guard settings.canRedraw else { return nil }
    let start = ContinuousClock.now
    return ProgressLine(
      style: settings.style(color: color), hint: hint,
      now: { ContinuousClock.now - start }, write: writeToStandardError)
  }

  /// - Parameters:
  ///   - style: Its width is the one to fit into.
  ///   - hint: What stands at the end.
  ///   - now: The time since any fixed moment, never going back.
  ///   - write: Takes what is to be sent to the terminal.
  init(
    style: Style, hint: String, now: @escaping @Sendable () -> Duration,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.style = style
    self.hint = hint
    self.now = now
    self.write = write
  }

  /// Says what is being done, and which share of it is done, 0...1, or `nil` if nobody knows.
  package func show(_ label: String, done: Double?) {
    let time = now()
    state.withLock { state in
      if state.firstCall == nil { state.firstCall = time }
      if label != state.label || state.lastDrawn == nil && !state.isDrawn && state.label.isEmpty {
        state.label = label
        state.labelSince = time
      }
      guard let firstCall = state.firstCall, time - firstCall >= .milliseconds(300) else { return }
      if let last = state.lastDrawn, time - last < .milliseconds(100) { return }
      state.lastDrawn = time
      state.isDrawn = true
      let text = progressText(
        label, done: done, elapsed: time - state.labelSince, hint: hint, style: style)
      write("\r\u{1b}[2K" + text)
    }
  }

  /// Takes the line away, before anything else is written to the terminal.
  package func erase() {
    state.withLock { state in
      if state.isDrawn { write("\r\u{1b}[2K") }
      state = State()
    }
  }
}

/// The line itself: label, bar, percentage, the time left, and a hint; what does not fit is left
/// out from the end, and the bar after the hint and the time.
func progressText(
  _ label: String, done: Double?, elapsed: Duration, hint: String, style: Style
) -> String {
  let label = VisibleText(label).text
  let width = (style.columns ?? 80) - 1
  guard let done, done.isFinite else {
    return fitted(["  " + label, "   " + VisibleText(hint).text], width: width, style: style)
  }
  let share = min(1, max(0, done))
  let percent = "\(Int(share * 100))%".leftPadded(toWidth: 4)
  let left = timeLeft(share: share, elapsed: elapsed)
  let bar = progressBar(share, style: style)
  let full = [
    "  " + label + " ", bar, "  " + percent, left.isEmpty ? "" : "  " + left,
    hint.isEmpty ? "" : "   " + VisibleText(hint).text,
  ]
  let narrow = ["  " + label, " " + percent]
  let fits = full.prefix(3).reduce(0) { $0 + $1.displayWidth } <= width
  return fitted(fits ? full : narrow, width: width, style: style)
    .replacingFirst(bar, with: style.paint(bar, .bar))
}

/// As many of the parts as fit; of the first as much as fits.
private func fitted(_ parts: [String], width: Int, style: Style) -> String {
  var text = (parts.first ?? "").cut(toWidth: width, mark: style.ellipsis)
  for part in parts.dropFirst() {
    guard text.displayWidth + part.displayWidth <= width else { break }
    text += part
  }
  return text
}

private func progressBar(_ share: Double, style: Style) -> String {
  let filled = Int((share * 20).rounded())
  let (full, empty) = style.glyphs == .unicode ? ("█", "░") : ("#", ".")
  return String(repeating: full, count: filled) + String(repeating: empty, count: 20 - filled)
}

/// From the speed so far, once there is enough of it to go by.
private func timeLeft(share: Double, elapsed: Duration) -> String {
  let seconds = Double(elapsed.components.seconds)
  guard seconds >= 2, share >= 0.02, share < 1 else { return "" }
  let left = seconds / share * (1 - share)
  guard left < 360_000 else { return "" }
  if left < 100 { return "\(max(1, Int(left.rounded()))) s left" }
  let minutes = Int((left / 60).rounded())
  return minutes < 100 ? "\(minutes) min left" : "\(minutes / 60) h \(minutes % 60) min left"
}

@Sendable private func writeToStandardError(_ text: String) {
  let bytes = Array(text.utf8)
  // Progress that cannot be written is no reason to stop a run.
  unsafe bytes.withUnsafeBytes { _ = unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

extension String {
  fileprivate func replacingFirst(_ part: String, with other: String) -> String {
    guard !part.isEmpty, let range = firstRange(of: part) else { return self }
    return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }
}
