import Diagnostics

extension Argument {
  /// Whether it is one `name=value` by itself: an optional parameter, or the only binding of a list.
  package var isOption: Bool { items.count == 1 && items[0].name != nil }

  /// Whether it is a pipeline in parentheses, as `compare` takes them.
  package var isPipeline: Bool {
    guard items.count == 1, items[0].name == nil else { return false }
    return switch items[0].value {
    case .pipeline, .parenthesized: true
    default: false
    }
  }
}

extension Call {
  /// The arguments that are more than what the stage is about.
  ///
  /// A stage has at most one argument that is not `name=value`, and only pipelines in parentheses
  /// may be several. A forgotten `|`, `,` or `=` leaves an argument here, so this is where the
  /// checker looks for "did you forget `|`".
  package var surplusArguments: [Argument] {
    let positional = arguments.filter { !$0.isOption }
    guard let first = positional.first else { return [] }
    return positional.dropFirst().filter { !(first.isPipeline && $0.isPipeline) }
  }
}

extension SourceText {
  /// Whether nothing but spaces stands before an offset on its line.
  ///
  /// An argument that begins a line may be a statement indented by accident.
  package func beginsLine(_ offset: Int) -> Bool {
    let lineStart = start(ofLine: position(of: offset).line)
    return bytes[lineStart..<offset].allSatisfy {
      $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
    }
  }
}
