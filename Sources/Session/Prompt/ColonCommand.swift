import Diagnostics

/// The commands of the prompt that are not the language: they begin with a colon, so that no name
/// of a script can ever mean one.
package enum ColonCommand: String, CaseIterable, Sendable {
  case help, tables, type, schema, columns, explain, decisions, source, undo, save, load, run, last,
    set
  case timer, cache, quit

  /// How it is written.
  package var usage: String {
    switch self {
    case .help: ":help [NAME]"
    case .tables: ":tables"
    case .type: ":type [NAME | pipeline]"
    case .schema: ":schema [NAME]"
    case .columns: ":columns [NAME]"
    case .explain: ":explain CODE"
    case .decisions: ":decisions"
    case .source: ":source NAME"
    case .undo: ":undo"
    case .save: ":save FILE [NAME]"
    case .load: ":load FILE"
    case .run: ":run"
    case .last: ":last"
    case .set: ":set [width | color | seed | threads | notes] [VALUE]"
    case .timer: ":timer"
    case .cache: ":cache [clear]"
    case .quit: ":quit"
    }
  }

  /// What it does, in a few words.
  package var summary: String {
    switch self {
    case .help: "this list, or the manual of a stage or function"
    case .tables: "the names of this session, with type and size"
    case .type: "the type of the last value, of a name, or of a pipeline that is not run"
    case .schema: "the columns of a value with their types"
    case .columns: "the same as a `columns {…}` declaration to paste"
    case .explain: "what a code means, with an example and the fix"
    case .decisions: "what each step did to the rows, and why"
    case .source: "how a name of this session, or a stage of the library, is written"
    case .undo: "forgets the last line"
    case .save: "writes what a name depends on as a script, with roles and seed written out"
    case .load: "runs the statements of a script here"
    case .run: "computes everything again, from the files"
    case .last: "the last value, whole"
    case .set: "shows or sets how the prompt behaves"
    case .timer: "says how long each line takes, or stops saying it"
    case .cache: "how many results are remembered; `clear` forgets them"
    case .quit: "leaves; so does Ctrl-D"
    }
  }

  /// What is meant by a word that is not a command, if something is near.
  static func nearest(to word: String) -> ColonCommand? {
    nearestName(to: word, among: allCases.map(\.rawValue)).flatMap { ColonCommand(rawValue: $0) }
  }

  /// Words from elsewhere and short forms.
  static func named(_ word: String) -> ColonCommand? {
    if let command = ColonCommand(rawValue: word) { return command }
    return switch word {
    case "q", "exit", "bye": .quit
    case "h", "?", "": .help
    case "t": .type
    case "ledger", "history": .decisions
    case "time", "timing": .timer
    default: nil
    }
  }
}
