import Diagnostics
import Planning
import Relations
import Session
import Tables

extension LockDocument {
  /// The model that is to be applied.
  ///
  /// - Throws: E0710 if there is none of that name, none at all, or several and no name.
  func model(_ name: String?) throws(StageFailure) -> FittedModel {
    let names = models.map { quoted($0.name) }.joined(separator: ", ")
    let found: FittedModel?
    if let name {
      found = models.first { $0.name == name }
    } else {
      found = models.count == 1 ? models[0] : nil
    }
    guard let found else {
      let message =
        models.isEmpty
        ? "the lock has no model"
        : name.map { "the lock has no model \(quoted($0))" } ?? "the lock has several models"
      throw .problems([
        Diagnostic(
          .nothingToApply, message, at: .process,
          notes: models.isEmpty ? [] : ["it has \(names)"],
          fixes: models.isEmpty
            ? [] : [Diagnostic.Fix("--model \"\(models[models.count - 1].name)\"")])
      ])
    }
    return found
  }

  /// The columns of fresh files beside those of the lock; names of inputs are known ones.
  func schemas(
    of fresh: [(name: String, path: String)], _ settings: SessionSettings
  ) -> [FreshSchema] {
    fresh.compactMap { name, path in
      input(name).flatMap { FreshSchema($0, path, settings) }
    }
  }

  /// The input of a name or a path; without either the only one.
  private func input(_ name: String) -> Input? {
    inputs.first { $0.name == name || $0.path == name }
      ?? (name.isEmpty && inputs.count == 1 ? inputs[0] : nil)
  }

  /// The fresh files in the place of those that the script names, read as those were.
  ///
  /// - Throws: E0711 for a name that is not an input; E0706 for columns that are missing.
  func substitutes(
    _ fresh: [(name: String, path: String)], _ settings: SessionSettings
  ) throws(StageFailure) -> [String: SubstituteFile] {
    var substitutes: [String: SubstituteFile] = [:]
    for (name, path) in fresh {
      guard let input = input(name) else {
        let near = nearestName(to: name, among: inputs.map(\.name))
        throw .problems([
          Diagnostic(
            .unknownInput,
            name.isEmpty
              ? "which input is \(quoted(path))?" : "no input \(quoted(name)) in the lock",
            at: .process,
            notes: ["inputs: " + inputs.map { quoted($0.name) }.joined(separator: ", ")],
            fixes: near.map { [Diagnostic.Fix("--input \($0)=\(path)")] } ?? [])
        ])
      }
      guard substitutes[input.path] == nil else {
        throw .problems([
          Diagnostic(.unknownInput, "two files are given for \(quoted(input.name))", at: .process)
        ])
      }
      substitutes[input.path] = try input.substitute(path, settings)
    }
    return substitutes
  }
}

extension LockDocument.Input {
  /// A fresh file as it is to be read in the place of this one.
  ///
  /// - Throws: `StageFailure` with E0706 for columns that are missing.
  func substitute(
    _ path: String, _ settings: SessionSettings
  ) throws(StageFailure) -> SubstituteFile {
    var options = TableFormats.fixing(ReadOptions(), as: format) ?? ReadOptions()
    options.types = .text
    let found: SourceSchema
    do throws(ReadError) {
      found = try TableFormats.sniff(
        path, options: options, files: settings.files, control: .init(threads: 1)
      ).schema
    } catch {
      throw .problems([diagnostic(for: error)])
    }
    let names = found.fields.map(\.name)
    let difference = ColumnDifference(
      rows: quoted(path), lock: quoted(self.path),
      missing: columns.map(\.name).filter { !names.contains($0) },
      extra: names.filter { name in !columns.contains { $0.name == name } })
    if let lack = difference.lack {
      throw .problems([
        Diagnostic(.otherSchema, lack, at: .whole(path), notes: difference.lackNotes)
      ])
    }
    return SubstituteFile(
      path: path, recorded: format,
      columns: columns.compactMap { column in
        guard let type = ScalarType(rawValue: column.type) else { return nil }
        return DeclaredField(
          column.name, type, datePatterns: column.patterns.compactMap { try? DatePattern($0) })
      })
  }
}
