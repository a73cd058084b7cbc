import Diagnostics
import Execution
import Planning
import Relations
import Session
import Syntax
import Tables

extension LockDocument {
  /// Refuses a script or data that are not those of the lock; rows in another order are the same.
  ///
  /// - Throws: `Diagnostic` E0705 for another script, E0703 for other data.
  package func requireUnchanged(
    _ source: SourceText, _ settings: SessionSettings, lockPath: String
  ) throws(Diagnostic) {
    let script = LockFile.script(of: lockPath) ?? "F.seg"
    guard LockDocument.treeDigest(source) == self.script.tree else {
      throw Diagnostic(
        .otherScript, "--locked: \(quoted(script)) is not the script that was locked", at: .process,
        fixes: [
          Diagnostic.Fix("segue verify \(script)", remark: "shows which decision changed"),
          Diagnostic.Fix("segue lock \(script)", remark: "locks it as it is now"),
        ])
    }
    var notes: [String] = []
    for input in inputs {
      if let change = try input.change(settings) { notes += change }
    }
    for used in locks {
      if let change = try used.change(settings.files) { notes.append(change) }
    }
    guard !notes.isEmpty else { return }
    let first = inputs.first?.name ?? "tx"
    throw Diagnostic(
      .otherData, "--locked: the data are not those of the lock", at: .process,
      notes: notes + ["nothing was written"],
      fixes: [
        Diagnostic.Fix(
          "segue apply \(lockPath) --input \(first)=FILE",
          remark: "pushes new rows through the locked decisions"),
        Diagnostic.Fix("segue lock \(script)", remark: "fits again and shows the difference"),
      ])
  }
}

extension LockDocument {
  /// Refuses values of the command line that are not those of the lock; equal ones may be written
  /// in another way.
  ///
  /// - Throws: `Diagnostic` E0720 that says what to do instead.
  package func requireSame(
    parameters given: [String: String], seed: Int?, in source: SourceText,
    _ settings: SessionSettings
  ) throws(Diagnostic) {
    var session = Session(settings)
    let locked = parameters.reduce(into: [:]) { $0[$1.name] = $1.value }
    session.override(locked.merging(given) { $1 })
    var differences: [(option: String, name: String, locked: String, given: String)] = []
    // What cannot be read as a value is told by the run itself.
    for planned in session.check(source).plan.parameters where given[planned.name] != nil {
      guard let locked = locked[planned.name], planned.value.plainText != locked else { continue }
      differences.append(
        ("--\(planned.name)", "`\(planned.name)`", locked, planned.value.plainText))
    }
    if let seed, seed != self.seed {
      differences.append(("--seed", "the seed", String(self.seed), String(seed)))
    }
    guard let first = differences.first else { return }
    let name = source.name
    throw Diagnostic(
      .otherParameter,
      "--locked: \(first.name) is \(shown(first.locked)) in the lock, and \(shown(first.given)) is "
        + "given", at: .process,
      notes: differences.dropFirst().map {
        "\($0.name) is \(shown($0.locked)) in the lock, and \(shown($0.given)) is given"
      } + ["nothing was run"],
      fixes: [
        Diagnostic.Fix("segue run \(name) --locked", remark: "runs with the values of the lock"),
        Diagnostic.Fix(
          "segue run \(name) \(first.option) \(shown(first.given))",
          remark: "runs with yours, without the promise of the lock"),
        Diagnostic.Fix(
          "segue lock \(name) \(first.option) \(shown(first.given))",
          remark: "locks the script with it"),
      ])
  }

  private func shown(_ value: String) -> String { VisibleText(value).cut(to: 60) }
}

extension LockDocument.Input {
  /// What happened to the file, a line each, or `nil` if its rows are the locked ones.
  func change(_ settings: SessionSettings) throws(Diagnostic) -> [String]? {
    let digest: String
    do throws(ReadError) {
      digest = try settings.files.digest(path).sha256.description
    } catch {
      throw diagnostic(for: error)
    }
    if digest == self.digest { return nil }
    let marks = "sha256 \(self.digest.prefix(4))… → \(digest.prefix(4))…"
    guard let now = today(settings) else {
      return ["\(quoted(path)): \(marks); its columns are no longer those of the lock"]
    }
    let difference = InputDifference(self, now)
    return difference.isHarmless ? nil : ["\(difference.sentence); \(marks)"] + difference.details
  }

  /// The file of today, read as the locked one was; `nil` if it cannot be read so.
  private func today(_ settings: SessionSettings) -> LockDocument.Input? {
    var settings = settings
    do throws(StageFailure) {
      let substitute = try self.substitute(path, settings)
      settings.files.substitutes[path] = substitute
      let context = RunContext(
        files: settings.files, control: settings.control, seed: settings.seed,
        memoryLimit: settings.memoryLimit)
      let result: SourceTable
      do throws(ReadError) {
        result = try TableFormats.read(
          path, options: ReadOptions(), files: settings.files, control: settings.control)
      } catch {
        return nil
      }
      let unmeasured = columns.filter(\.quantiles.isEmpty).map(\.name)
      return try LockDocument.Input(
        name: name, path: path, table: result.table, schema: result.schema, keys: unmeasured,
        context)
    } catch {
      return nil
    }
  }
}
