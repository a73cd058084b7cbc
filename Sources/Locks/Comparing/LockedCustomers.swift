import Diagnostics
import Execution
import Planning
import Relations
import Session
import Syntax
import Tables

/// The customers of a lock's models with their segments: what a lock itself never holds.
package struct LockedCustomers: Sendable {
  /// One model's customers.
  struct OfModel: Sendable {
    let name: String
    let labels: CustomerLabels
    /// Features in the units in which they were made, and what is carried beside them, by key.
    let table: Table
    let key: String
  }

  let models: [OfModel]
  /// What a reader of a comparison has to know about them.
  package let notes: [String]
}

extension Session {
  /// Runs the script of a lock again, with the lock's params and seed.
  ///
  /// - Throws: `ApplicationFailure` with E0705 for another script, or what the run itself raises.
  package static func customers(
    of lock: LockDocument, rerunning source: SourceText, _ settings: SessionSettings,
    version: String
  ) throws(ApplicationFailure) -> LockedCustomers {
    guard lock.script.tree == LockDocument.treeDigest(source) else {
      throw ApplicationFailure(
        reason: .problems([.otherScript(quoted(source.name))]), sources: SourceMap())
    }
    var settings = settings
    settings.seed = UInt64(lock.seed)
    let parameters = lock.parameters.reduce(into: [:]) { $0[$1.name] = $1.value }
    let run: RecordedRun
    do throws(StageFailure) {
      run = try record(
        source, settings, RecordingOptions(version: version, parameters: parameters))
    } catch {
      throw ApplicationFailure(reason: error, sources: SourceMap())
    }
    guard run.result.exitCode == .done else {
      let isStopped = run.result.exitCode == .interrupted
      throw ApplicationFailure(
        reason: isStopped ? .cancelled(partial: nil) : .problems(run.result.errors),
        sources: run.sources)
    }
    let verification = Verification(lock, run.document)
    return LockedCustomers(
      run,
      notes: verification.holds
        ? []
        : ["\(source.name) does not give its lock any more: \(verification.verdict)"])
  }

  /// Gives the customers of the files that a script reads now the segments of a lock's models.
  ///
  /// `nil` where the decisions of the lock cannot be applied to them: the script is another one, or
  /// columns are missing.
  ///
  /// - Throws: `ApplicationFailure` only if it was stopped.
  package static func customers(
    of lock: LockDocument, onFilesOf source: SourceText, _ settings: SessionSettings
  ) throws(ApplicationFailure) -> LockedCustomers? {
    guard !lock.models.isEmpty, lock.script.tree == LockDocument.treeDigest(source) else {
      return nil
    }
    do throws(ApplicationFailure) {
      return try customers(
        of: lock, applying: source, settings, lock.inputs.map { ($0.name, $0.path) })
    } catch {
      switch error.reason {
      case .cancelled: throw error
      case .problems: return nil
      }
    }
  }

  /// Gives the customers of fresh files the segments of a lock's models.
  ///
  /// - Throws: `ApplicationFailure` as `apply`.
  package static func customers(
    of lock: LockDocument, applying source: SourceText, _ settings: SessionSettings,
    _ inputs: [(name: String, path: String)]
  ) throws(ApplicationFailure) -> LockedCustomers {
    var models: [LockedCustomers.OfModel] = []
    for model in lock.models {
      let application = try PreparedLock(
        lock, of: source, settings, ApplicationOptions(inputs: inputs, model: model.name)
      ).apply()
      models.append(LockedCustomers.OfModel(application))
    }
    return LockedCustomers(models: models, notes: [])
  }
}

extension LockedCustomers {
  /// Those of a run that was recorded.
  package init(_ run: RecordedRun, notes: [String] = []) {
    self.init(
      models: zip(run.document.models, run.models).map { locked, model in
        OfModel(
          name: locked.name, labels: CustomerLabels(model), table: model.assignments,
          key: locked.key)
      }, notes: notes)
  }
}

extension LockedCustomers.OfModel {
  /// What each customer is worth by a column, in the order of the labels; 0 for a missing cell and
  /// for customers without features.
  func amounts(_ column: String) -> [Double] {
    let keys = table.cells(of: key)
    let amounts = table.numbers(of: column).values
    if keys == labels.keys { return amounts }
    var places: [String: Int] = [:]
    for row in 0..<keys.count { places[keys[row].plainText] = row }
    return (0..<labels.count).map { row in
      places[labels.keys[row].plainText].map { amounts[$0] } ?? 0
    }
  }

  /// Columns that could say what a customer is worth.
  var numericColumns: [String] {
    table.fields.filter { $0.type.isNumeric }.map(\.name).filter {
      $0 != key && !["segment", "distance", "confidence"].contains($0)
    }
  }

  /// The one that does: `monetary`, or what looks like an amount; `nil` where none or several do.
  var moneyColumn: String? {
    TableType(table.fields.map { ColumnType($0.name, DataType($0.type)) }, name: "features")
      .moneyColumn(besides: key)
  }
}

extension Migration {
  /// The migrations between the models that two locks have under one name.
  ///
  /// - Throws: `Diagnostic` E0721 if `money` is a column of none of them.
  package static func all(
    _ old: LockedCustomers, _ new: LockedCustomers, money: String? = nil
  ) throws(Diagnostic) -> [(name: String, money: String?, migration: Migration)] {
    var migrations: [(name: String, money: String?, migration: Migration)] = []
    for model in old.models {
      guard let other = new.models.first(where: { $0.name == model.name }) else { continue }
      let known = model.numericColumns.filter(other.numericColumns.contains)
      if let money, !known.contains(money) {
        let near = nearestName(to: money, among: known)
        throw Diagnostic(
          .noMoneyColumn, "no feature of both locks is called \(quoted(money))", at: .process,
          notes: ["features of \(quoted(model.name)): " + known.joined(separator: ", ")],
          fixes: near.map { [Diagnostic.Fix("--money \($0)")] } ?? [])
      }
      let column = money ?? model.moneyColumn.flatMap { known.contains($0) ? $0 : nil }
      migrations.append(
        (
          model.name, column,
          Migration(
            model.labels, other.labels,
            money: column.map { (model.amounts($0), other.amounts($0)) })
        ))
    }
    return migrations
  }
}
