/// A file that is read in the place of another one, in the way in which that one was written.
///
/// Nothing is found out about it: the dialect and the types are those of the file that it stands
/// for, so that a fresh export with few rows is not read as something else.
package struct SubstituteFile: Equatable, Sendable {
  package let path: String
  /// How the other file was written.
  package let recorded: RecordedOptions
  /// The columns of the other file that this one has too.
  package let columns: [DeclaredField]

  package init(path: String, recorded: RecordedOptions, columns: [DeclaredField]) {
    self.path = path
    self.recorded = recorded
    self.columns = columns
  }
}

extension FileAccess {
  /// The path of the file that is opened where a script names `path`.
  package func actual(_ path: String) -> String { substitutes[path]?.path ?? path }

  /// How a file is to be read: as asked, or as the file that it stands for.
  func options(_ options: ReadOptions, for path: String) -> ReadOptions {
    substitutes[path]?.freezing(options) ?? options
  }
}

extension SubstituteFile {
  /// The options with everything fixed that was found out about the other file.
  func freezing(_ options: ReadOptions) -> ReadOptions {
    // What no format knows was refused where it was read.
    var frozen = TableFormats.fixing(options, as: recorded) ?? options
    guard options.types == .sniffed else { return frozen }
    frozen.declared =
      columns.filter { column in
        !options.declared.contains { $0.name == column.name }
      } + options.declared
    return frozen
  }
}
