import CLibEdit
import Diagnostics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What `--color` asks for.
package enum ColorChoice: String, CaseIterable, Sendable { case auto, always, never }

/// What is known of the terminal of a file descriptor, and what follows for drawing on it.
package struct TerminalSettings: Equatable, Sendable {
  /// Whether the output goes to a terminal, not to a file or a pipe.
  package let isTerminal: Bool
  /// Columns as the terminal says; `nil` if there is none or it does not say.
  package let columns: Int?
  /// The variables of the environment that matter: `TERM`, `NO_COLOR`, `COLUMNS`, `LC_ALL`,
  /// `LC_CTYPE`, `LANG`.
  private let environment: [String: String]

  package init(isTerminal: Bool, columns: Int?, environment: [String: String]) {
    self.isTerminal = isTerminal
    self.columns = columns
    self.environment = environment
  }

  /// Looks at a descriptor of this process: 1 for standard output, 2 for errors.
  package static func of(descriptor: Int32, environment: [String: String]) -> TerminalSettings {
    var columns: Int32 = 0
    var rows: Int32 = 0
    let known = unsafe segue_terminal_size(descriptor, &columns, &rows) == 0 && columns > 0
    return TerminalSettings(
      isTerminal: isatty(descriptor) == 1, columns: known ? Int(columns) : nil,
      environment: environment)
  }

  /// Whether the terminal can move its cursor: not for `TERM=dumb`, as in an editor's shell.
  package var canRedraw: Bool { isTerminal && !isDumb }

  /// How to draw: a width only for a terminal (80 columns if it does not say), colours as asked and
  /// as <https://no-color.org> has it, our glyphs in ASCII where the locale is not UTF-8.
  ///
  /// - Parameters:
  ///   - choice: What `--color` asked for.
  ///   - width: Columns that the user set; `nil` for those of the terminal.
  /// - Returns: The style for everything drawn on this descriptor.
  package func style(color choice: ColorChoice = .auto, width: Int? = nil) -> Style {
    Style(width: width ?? terminalWidth, color: color(choice), glyphs: glyphs)
  }

  private var terminalWidth: Int? {
    guard isTerminal else { return nil }
    return columns ?? value("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
  }

  private func color(_ choice: ColorChoice) -> Style.Color {
    switch choice {
    case .always: .ansi
    case .never: .none
    case .auto: canRedraw && value("NO_COLOR") == nil ? .ansi : .none
    }
  }

  private var glyphs: Style.Glyphs {
    let locale = value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? ""
    let name = locale.lowercased()
    let isUTF8 = name.hasSuffix("utf-8") || name.hasSuffix("utf8") || name.contains("utf-8@")
    return isUTF8 && !(isTerminal && isDumb) ? .unicode : .ascii
  }

  private var isDumb: Bool { (value("TERM") ?? "dumb") == "dumb" }

  /// A variable that is set and not empty.
  private func value(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The variables that these settings look at, of this process.
  package static func processEnvironment() -> [String: String] {
    var found: [String: String] = [:]
    for name in ["TERM", "NO_COLOR", "COLUMNS", "LC_ALL", "LC_CTYPE", "LANG"] {
      if let value = unsafe getenv(name) { found[name] = unsafe String(cString: value) }
    }
    return found
  }
}
