import Diagnostics
import Digests
import Execution
import Matrices
import Planning
import Relations
import Session
import Stages
import Syntax
import Tables

/// A lock with the script beside it, as `locked` gives it to a script.
struct OpenedLock: LockedRun {
  let path: String
  let digest: String
  let model: String
  let segmentNames: [String]
  let features: [String]
  let profiled: [String]
  let inputs: [LockedInput]
  let source: LockedInput
  let assigned: TableType
  let hasOneRowEach: Bool

  private let document: LockDocument
  private let script: SourceText
  private let settings: SessionSettings
  /// The input whose place the rows take.
  private let head: LockDocument.Input
  /// With headers in the place of all files.
  private let prepared: PreparedLock

  /// How many locks may be opened by the script of a lock, one inside the other.
  private static let depth = 4

  /// Opens locks for the scripts of a session: their paths go from the script's folder.
  fileprivate static func opener(_ settings: SessionSettings) -> LockOpener {
    LockOpener { path, model in
      do throws(Diagnostic) {
        return .opened(try OpenedLock(path, model: model, settings))
      } catch {
        return .refused(error)
      }
    }
  }

  /// Reads a lock and its script, and checks that script without the files that it reads.
  ///
  /// - Throws: `Diagnostic` as `LockFile.read`, E0705 for another script, E0710 where there is no
  ///   model, or several and no name, or its rows come from no file.
  private init(
    _ name: String, model: String?, _ settings: SessionSettings
  ) throws(Diagnostic) {
    path = settings.inScriptFolder(name)
    guard let scriptPath = LockFile.script(of: path) else {
      throw Diagnostic(
        .noLock, "\(quoted(name)) is not the name of a lock", at: .process,
        fixes: [Diagnostic.Fix("\"\(VisibleText(name).text).lock\"", remark: "stands beside it")])
    }
    guard settings.lockDepth < OpenedLock.depth else {
      throw Diagnostic(
        .nothingToApply, "\(quoted(name)) is opened by locks that open each other", at: .process)
    }
    document = try LockFile.read(path, settings.files)
    do throws(ReadError) {
      digest = Digest.sha256(try settings.files.read(path)).description
      script = SourceText(name: scriptPath, bytes: try settings.files.read(scriptPath))
    } catch {
      throw diagnostic(for: error)
    }
    guard document.script.tree == LockDocument.treeDigest(script) else {
      throw Diagnostic.otherScript(quoted(scriptPath))
    }
    var inner = settings
    inner.lockDepth += 1
    inner.scriptFolder = OpenedLock.folder(of: scriptPath)
    self.settings = inner
    let fitted = try OpenedLock.model(model, of: document)
    do throws(StageFailure) {
      // Headers stand in the place of the files, which may be gone: enough to check with.
      for input in document.inputs { try input.standIn(in: &inner) }
    } catch {
      throw error.asRefusal
    }
    do throws(ApplicationFailure) {
      prepared = try PreparedLock(
        document, of: script, inner, ApplicationOptions(inputs: [], model: fitted.name))
    } catch {
      throw error.reason.asRefusal
    }
    self.model = fitted.name
    segmentNames = fitted.names
    features = fitted.features
    profiled = document.profiles.first { $0.model == fitted.name }?.features.map(\.name) ?? []
    guard let head = prepared.head else {
      throw Diagnostic(
        .nothingToApply,
        "the rows of \(quoted(fitted.name)) come from no file, so that fresh ones have no place to "
          + "go", at: .process)
    }
    self.head = head
    inputs = document.inputs.map { LockedInput($0) }
    source = LockedInput(head)
    assigned = prepared.assigned(name: name)
    hasOneRowEach = prepared.hasOneRowEach
  }

  private static func model(
    _ name: String?, of document: LockDocument
  ) throws(Diagnostic) -> LockDocument.FittedModel {
    do throws(StageFailure) {
      return try document.model(name)
    } catch {
      var refusal = error.asRefusal
      // Those that it has are options of a command, and this is a script.
      refusal.fixes =
        document.models.last.map {
          [Diagnostic.Fix("model=\"\(VisibleText($0.name).text)\"")]
        } ?? []
      throw refusal
    }
  }

  private static func folder(of script: String) -> String {
    let folders = script.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return folders.isEmpty ? "." : folders.joined(separator: "/")
  }

  func apply(
    _ rows: Table, asOf: AsOf?, control: RunControl
  ) throws(StageFailure) -> AppliedRows {
    do throws(StageFailure) {
      let prepared = try ready(asOf)
      return AppliedRows(try prepared.apply(rows, control))
    } catch {
      throw error.withoutPlaces
    }
  }

  /// The lock as it was opened, unless it counts up to another day or joins files that are read now.
  private func ready(_ asOf: AsOf?) throws(StageFailure) -> PreparedLock {
    if asOf == nil, document.inputs.count == 1 { return prepared }
    var settings = settings
    try head.standIn(in: &settings)
    do throws(ApplicationFailure) {
      return try PreparedLock(
        document, of: script, settings,
        ApplicationOptions(inputs: [], model: model, asOf: asOf))
    } catch {
      throw error.reason
    }
  }
}

extension LockAccess {
  /// Locks as `segue lock` writes them, each with its script beside it.
  package static let standard = LockAccess(codes: LockCodes.all, opener: OpenedLock.opener)
}

extension OpenedLock {
  func migration(
    to fresh: SegmentedCustomers, control: RunControl
  ) throws(StageFailure) -> MigratedCustomers {
    var settings = settings
    settings.control = control
    try requireSameFiles(settings)
    let before: Application
    do throws(ApplicationFailure) {
      before = try PreparedLock(
        document, of: script, settings, ApplicationOptions(inputs: [], model: model)
      ).apply()
    } catch {
      throw error.reason.withoutPlaces
    }
    return MigratedCustomers(
      LockedCustomers.OfModel(before), named: segmentNames, LockedCustomers.OfModel(fresh), fresh)
  }

  /// A lock holds no customers: only its files say who was where.
  private func requireSameFiles(_ settings: SessionSettings) throws(StageFailure) {
    var changes: [String] = []
    do throws(Diagnostic) {
      for input in document.inputs { changes += try input.change(settings) ?? [] }
    } catch {
      throw .problems([
        Diagnostic(
          error.code, error.message, at: .process,
          notes: [
            "a lock holds no customers: who was where, only the files that were locked say so"
          ])
      ])
    }
    guard !changes.isEmpty else { return }
    throw .problems([
      Diagnostic(
        .otherData, "the data of \(quoted(path)) are not those that were locked", at: .process,
        notes: changes
          + ["a lock holds no customers: who was where, only the files that were locked say so"])
    ])
  }
}

extension PreparedLock {
  /// The file at the head of the pipeline; `nil` where that is none.
  fileprivate var head: LockDocument.Input? {
    guard let source = stages.first?.stage as? any FileStage else { return nil }
    return document.inputs.first {
      source.paths.contains($0.path) || source.paths.contains(files.actual($0.path))
    }
  }

  /// The columns that are given to entities, as `segue apply` writes them.
  fileprivate func assigned(name: String) -> TableType {
    let key = features.table[model.key]?.type ?? .text
    return TableType(
      [
        ColumnType(
          model.key, key, missing: .never, personal: features.table[model.key]?.personal),
        ColumnType("segment", .integer, missing: .declared),
      ] + (model.names.isEmpty ? [] : [ColumnType("name", .text, missing: .declared)]) + [
        ColumnType("distance", .number, missing: .declared),
        ColumnType("confidence", .number, missing: .declared),
        ColumnType("unassigned_reason", .text, missing: .declared),
      ], grain: [model.key], name: name)
  }

  /// Whether rows were entities from the start: conditions took rows away, and nothing else changed
  /// how many there were.
  fileprivate var hasOneRowEach: Bool {
    let made = stages.firstIndex { planned in
      if case .features = planned.stage.output { true } else { false }
    }
    guard let made else { return false }
    return stages[1...made].allSatisfy { planned in
      if planned.name == Keep.signature.name || planned.name == Drop.signature.name { return true }
      guard let step = document.steps.first(where: { $0.at == planned.path }) else { return false }
      return step.rowsIn == step.rowsOut
    }
  }
}

extension LockedInput {
  fileprivate init(_ input: LockDocument.Input) {
    self.init(
      name: input.name,
      table: TableType(
        input.columns.compactMap { column in
          ScalarType(rawValue: column.type).map { ColumnType(column.name, DataType($0)) }
        }, name: input.path),
      patterns: input.columns.reduce(into: [:]) { patterns, column in
        patterns[column.name] = column.patterns.compactMap { try? DatePattern($0) }
      })
  }
}

extension LockDocument.Input {
  /// Puts a header in memory in the place of the file: enough to check with.
  fileprivate func standIn(in settings: inout SessionSettings) throws(StageFailure) {
    // No file is opened under this name, whether there is one or not.
    let name = "header of \(path)"
    let empty = Table(
      columns.map { ($0.name, Column([Literal](), type: ScalarType(rawValue: $0.type) ?? .text)) })
    settings.files.inMemory[name] = CSVWriter.text(empty).bytes
    var plain = self
    plain.format = .ownFiles
    settings.files.substitutes[path] = try plain.substitute(name, settings)
  }
}

extension AppliedRows {
  fileprivate init(_ application: Application) {
    let drift = application.drift
    var record = LedgerRecord()
    record["model"] = .text(application.model.name)
    record["sizes"] = .list(application.sizes.map { .integer($0) })
    record["unassigned"] = .integer(application.unassigned)
    var stability = LedgerRecord()
    for feature in drift?.features ?? [] {
      stability[feature.name] = .number(feature.stability.index)
    }
    record["psi"] = .record(stability)
    self.init(
      table: application.table, record: record, remarks: application.told,
      unassignedShare: drift?.unassignedShare, features: application.features?.inOriginalUnits,
      drift: (drift?.features ?? []).map {
        FeatureDrift(
          feature: $0.name, index: $0.stability.index, byChance: $0.stability.nullMean)
      })
  }
}

extension Application {
  /// What the replay says about the rows; what the script says each time is left out.
  ///
  /// An expectation of the locked script that fresh rows do not meet is a warning.
  fileprivate var told: [Diagnostic] {
    remarks.compactMap { remark in
      if remark.code == .expectationFailed {
        return Diagnostic(
          .expectationWarning, remark.message + " in the fresh rows", at: .process,
          notes: remark.notes)
      }
      guard
        remark.severity == .warning || remark.code == .entitiesFromHere
          || remark.code == .rowsWithoutEntity
      else { return nil }
      return Diagnostic(remark.code, remark.message, at: .process, notes: remark.notes)
    }
  }
}

extension StageFailure {
  /// Problems inside the locked script, without the places that only it knows.
  fileprivate var withoutPlaces: StageFailure {
    switch self {
    case .cancelled: .cancelled(partial: nil)
    case .problems(let problems):
      .problems(
        problems.map {
          Diagnostic($0.code, $0.message, at: .process, notes: $0.notes, fixes: $0.fixes)
        })
    }
  }

  /// Why a lock cannot be opened: the first of several problems.
  fileprivate var asRefusal: Diagnostic {
    guard case .problems(let problems) = withoutPlaces, let first = problems.first else {
      preconditionFailure("checking a script cannot be cancelled, and a failure has a reason")
    }
    return first
  }
}
