import Diagnostics
import Execution
import Documents
import Session
import Tables
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where this process writes: data on standard output, everything else on standard error.
struct Console: Sendable {
  let output: TerminalSettings
  let errors: TerminalSettings
  let options: GlobalOptions
  /// Columns that the user set at the prompt.
  var width: Int?
  /// Colours that the user set at the prompt.
  var color: ColorChoice?

  init(_ options: GlobalOptions) {
    let environment = TerminalSettings.processEnvironment()
    output = .of(descriptor: STDOUT_FILENO, environment: environment)
    errors = .of(descriptor: STDERR_FILENO, environment: environment)
    self.options = options
  }

  var outputStyle: Style { output.style(color: color ?? options.color, width: width) }
  var errorStyle: Style { errors.style(color: color ?? options.color, width: width) }
  var isQuiet: Bool { options.quiet }
  var wantsJSON: Bool { options.json || options.format == .json }

  /// How values are written: as asked, else fitted to a terminal or plain for a pipe.
  func format(rows: Int? = 20, seeAll: String = "") -> any DocumentFormat {
    switch options.format {
    case .csv: SeparatedFormat(.comma)
    case .tsv: SeparatedFormat(.tab)
    case .md: MarkdownFormat()
    case .table:
      TerminalFormat(
        style: outputStyle, maximumRows: output.isTerminal ? rows : nil, seeAll: seeAll)
    case .json, nil:
      if output.isTerminal {
        TerminalFormat(style: outputStyle, maximumRows: rows, seeAll: seeAll)
      } else {
        PlainFormat()
      }
    }
  }

  /// Data, on standard output.
  func print(_ text: String) { write(text, to: STDOUT_FILENO) }

  func print(_ json: JSONValue) { print(json.text()) }

  /// Everything else, on standard error.
  func tell(_ text: String) { write(text, to: STDERR_FILENO) }

  /// A remark in faint ink, broken where the terminal ends.
  func remark(_ text: String) {
    let indent = text.prefix { $0 == " " }.count
    for line in text.wrapped(toWidth: errorStyle.columns, hanging: indent) {
      tell(errorStyle.paint(line, .faint) + "\n")
    }
  }

  /// Diagnostics in full.
  func draw(_ problems: [Diagnostic], sources: SourceMap) {
    guard !problems.isEmpty else { return }
    tell(DiagnosticDrawing(sources: sources, style: errorStyle).draw(problems))
  }

  private func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        done += count
      } else if errno == EPIPE {
        exit(ExitStatus.done.rawValue)
      } else if errno != EINTR {
        if descriptor == STDOUT_FILENO {
          tell("standard output cannot be written: \(systemMessage(errno))\n")
        }
        exit(ExitStatus.outside.rawValue)
      }
    }
  }
}

/// What the system says about an error number.
func systemMessage(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
