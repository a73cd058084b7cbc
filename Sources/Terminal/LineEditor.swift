import CLibEdit
import Diagnostics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads lines from the terminal, with editing, history and completion.
///
/// A class, because libedit keeps a pointer to it for the time of its life. To be used from one
/// thread. Cursor keys and those of Emacs; Ctrl-R searches; Tab completes; the user's `~/.editrc`
/// is respected.
@safe package final class LineEditor {
  package enum Reading: Equatable, Sendable {
    /// Without its line end.
    case line(String)
    /// Ctrl-C: what was typed is dropped, nothing ends.
    case interrupted
    /// Ctrl-D on an empty line, or the end of the input.
    case end
  }

  /// Completes a line: the line, and the number of its characters before the cursor.
  package typealias Completer = (_ line: String, _ cursor: Int) -> Completions

  private let history: HistoryFile?
  private let completer: Completer
  private let width: () -> Int
  private var edit: OpaquePointer?

  /// - Parameters:
  ///   - history: Where lines are kept between sessions; `nil` for nowhere.
  ///   - completer: Asked when Tab is pressed.
  package init(history: HistoryFile?, completer: @escaping Completer) {
    self.history = history
    self.completer = completer
    width = {
      TerminalSettings.of(descriptor: STDOUT_FILENO, environment: [:]).columns ?? 80
    }
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe edit = segue_edit_new(context) { context, line, length, cursor, completion in
      guard let context = unsafe context, let line = unsafe line,
        let completion = unsafe completion
      else { return }
      let editor = unsafe Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue()
      let bytes = unsafe UnsafeRawBufferPointer(start: line, count: length)
      let text = unsafe String(decoding: bytes, as: UTF8.self)
      let before = unsafe String(decoding: bytes.prefix(cursor), as: UTF8.self)
      let change = editor.change(for: text, before: before)
      unsafe completion.pointee.erase = Int32(change.erase)
      if !change.insert.isEmpty { unsafe completion.pointee.insert = strdup(change.insert) }
      if !change.listing.isEmpty { unsafe completion.pointee.listing = strdup(change.listing) }
    }
    for entry in history?.entries() ?? [] { remember(entry) }
  }

  deinit { unsafe segue_edit_free(edit) }

  /// Shows the prompt and reads a line.
  ///
  /// - Parameters:
  ///   - prompt: Plain text.
  ///   - style: Colours the prompt.
  /// - Returns: What was typed, or why nothing was.
  package func readLine(prompt: String, style: Style = .plain) -> Reading {
    guard let edit = unsafe edit else { return .end }
    let painted = style.paint(prompt, .strong)
    // libedit has to know which bytes take no room: they stand between bytes of value 1.
    let marked =
      painted == prompt
      ? prompt : "\u{1}\u{1b}[1m\u{1}" + prompt + "\u{1}\u{1b}[0m\u{1}"
    unsafe segue_edit_set_prompt(edit, marked)
    var line: UnsafePointer<CChar>?
    var length = 0
    let result = unsafe segue_edit_read(edit, &line, &length)
    guard Int(result) == SEGUE_EDIT_LINE, let line = unsafe line else {
      // The cursor stands after what was typed: what comes next starts on a line of its own.
      print()
      return Int(result) == SEGUE_EDIT_INTERRUPTED ? .interrupted : .end
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: line, count: length)
    var text = unsafe String(decoding: bytes, as: UTF8.self)
    while let last = text.last, last.isNewline { text.removeLast() }
    return .line(text)
  }

  /// Keeps a statement, of one or several lines, for the arrow keys and for later sessions.
  ///
  /// A statement that holds a secret is found by the arrow keys in this session but never stored.
  /// An entry that cannot be written is lost without a word: history is a convenience.
  package func store(_ statement: String) {
    for entry in HistoryFile.entries(of: statement) {
      remember(entry)
      history?.append(entry)
    }
  }

  private func remember(_ entry: String) {
    if let edit = unsafe edit { unsafe segue_edit_remember(edit, entry) }
  }

  /// What Tab does, in the units of libedit: Unicode scalars.
  private func change(
    for line: String, before: String
  ) -> (erase: Int, insert: String, listing: String) {
    let completions = completer(line, before.count)
    let word = String(before.suffix(completions.typed))
    switch completions.action(for: word) {
    case .nothing: return (0, "", "")
    case .replace(_, let text): return (word.unicodeScalars.count, text, "")
    case .list(let names):
      return (0, "", completionListing(names, width: width()).joined(separator: "\n"))
    }
  }
}
