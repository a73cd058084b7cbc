import Diagnostics
import Syntax

/// A statement of the prompt, whole: with everything that later `|` lines added.
package struct PromptStatement: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case pipeline
    /// `let`
    case binding
    case use
    /// `param`, `fn`, `stage`
    case definition
    /// `seg 1`, a text cell
    case other
  }

  package let text: String
  package let kind: Kind
  /// The names that it gives a meaning.
  package let defines: [String]
  /// The names that it writes.
  package let uses: [String]
  /// Something that it depends on has been defined again since it was computed.
  package internal(set) var isStale = false
  /// Ctrl-C cut one of its stages short.
  package internal(set) var isInterrupted = false

  init(_ text: String) {
    self.text = text
    let source = SourceText(name: "<prompt>", text: text)
    var defined: [String] = []
    switch Parser.parse(source, number: 0).script.statements.first?.kind {
    case .binding(let binding):
      kind = .binding
      defined = [binding.name.text]
    case .parameter(let parameter):
      kind = .definition
      defined = [parameter.name.text]
    case .stage(let stage):
      kind = .definition
      defined = [stage.name.text]
    case .function(let function):
      kind = .definition
      defined = [function.name.text]
    case .use(let use):
      kind = .use
      defined = use.names.map(\.text)
    case .pipeline, .missing, nil: kind = .pipeline
    case .edition, .text: kind = .other
    }
    defines = defined
    uses = NamesUsed(in: text).all.filter { !defined.contains($0) }
  }

  /// Its value in another statement: the name that it gives, or the whole pipeline.
  var reference: String { kind == .binding ? defines.first ?? text : text }

  /// Whether a line with `|` can go on from it.
  var hasValue: Bool { kind == .pipeline || kind == .binding }

  /// Whether results that were computed before may mean something else once it is redefined.
  ///
  /// A function or a stage is part of what others mean; the name of a dataset is not, because a
  /// value knows the way that led to it.
  var changesMeaning: Bool { kind == .definition || kind == .use }
}

/// What `:set` sets for showing.
package struct PromptPreferences: Equatable, Sendable {
  /// Columns; `nil` for those of the terminal.
  package var width: Int?
  /// Auto, always or never; `nil` for what the command line said.
  package var color: String?
  /// Whether notes about how files were read are shown.
  package var notes = false
  /// Whether each line says how long it took.
  package var timer = false

  package init() {}
}
