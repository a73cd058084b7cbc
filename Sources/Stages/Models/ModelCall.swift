import Clustering
import Diagnostics
import Planning
import Syntax

/// The common part of the calls of all modelling stages: features, place, seed and sweeps.
///
/// ```swift
/// guard var model = ModelCall(call, on: input, &checker),
///   let ks = checker.sweep(whole: "k", standard: 0)
/// else { return nil }
/// model.tries(ks)
/// model.checkCount(&checker)
/// ```
struct ModelCall: Sendable {
  /// The name of the stage, which is also that of its models.
  let algorithm: String
  let features: FeaturesType
  let range: SourceRange
  /// `nil` if the script does not set it, or the algorithm is not randomized.
  let seed: UInt64?
  /// The parameters that vary, in the order of the signature.
  private(set) var swept: [String] = []
  /// Their columns in the table of candidates.
  private(set) var columns: [ColumnType] = []
  /// The number of candidates.
  private(set) var count = 1

  /// More candidates than this are a mistake.
  private static let mostCandidates = 1_000

  /// Reads the common part of a call; `nil` for an input that has been reported.
  init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    switch input {
    case .scaled(let type, _): features = type
    case .features(let type):
      checker.refusePersonal(type, at: call.nameRange)
      features = type
    case .table, .sweep, .model, .profile, .display, .scalar, .run, .applied, .unknown: return nil
    }
    algorithm = call.signature.name
    range = call.range
    if call.named["seed"] != nil {
      guard let seed = checker.integer("seed", standard: 0) else { return nil }
      self.seed = UInt64(seed)
    } else {
      seed = nil
    }
  }

  /// Adds the values of a parameter that are tried.
  mutating func tries<Value>(_ tried: SweepValues<Value>) {
    count *= tried.values.count
    guard tried.isSwept else { return }
    swept.append(tried.name)
    columns += tried.columns
  }

  /// Whether the call returns candidates rather than one model.
  var isSweep: Bool { !swept.isEmpty }

  /// Reports a sweep of too many candidates.
  func checkCount(_ checker: inout StageChecker) {
    guard count > Self.mostCandidates else { return }
    checker.report(
      Diagnostic(
        .outOfRange, "\(grouped(count)) candidates are too many to fit", at: range,
        notes: ["each value of one parameter is tried with each value of the others"]))
  }

  var output: ValueType {
    isSweep
      ? .sweep(features, algorithms: [algorithm], swept: columns)
      : .model(features, algorithm: algorithm)
  }

  /// The points while they are prepared, and for every candidate a label and a number per row.
  func memory(rows: Int) -> Int {
    PreparedPoints.workingBytes(rows: rows, columns: features.features.count).making
      + rows * 8 * count
  }

  /// Fits the models of a stage and returns their value.
  ///
  /// - Parameters:
  ///   - input: Scaled features, or raw ones.
  ///   - context: Threads, cancellation, and the seed if the script sets none.
  ///   - fit: Fits all candidates, one after the other. It may stop early with `.cancelled`: of a
  ///     sweep, what is finished stays usable.
  /// - Returns: A model, or a sweep of candidates.
  /// - Throws: `StageFailure` with a message for the analyst, for each error of the engine.
  func run(
    _ input: Value?, _ context: RunContext,
    fit: (inout Fitting) throws(ClusteringError) -> Void
  ) throws(StageFailure) -> StageResult {
    let scaled = try Scaled(input, typed: features, at: range)
    var remarks: [Diagnostic] = []
    if case .features? = input, let warning = scaled.unequalSpread(at: range) {
      remarks.append(warning)
    }
    do throws(ClusteringError) {
      var fitting = Fitting(
        call: self, scaled: scaled, seed: seed ?? context.seed, context: context)
      var isCancelled = false
      do throws(ClusteringError) {
        try fit(&fitting)
      } catch {
        guard error == .cancelled, isSweep, !fitting.models.isEmpty else { throw error }
        isCancelled = true
      }
      return try result(of: fitting, remarks: remarks, isCancelled: isCancelled)
    } catch {
      throw StageFailure(error, scaled.features, at: range)
    }
  }

  private func result(
    of fitting: Fitting, remarks: [Diagnostic], isCancelled: Bool
  ) throws(ClusteringError) -> StageResult {
    var remarks = remarks + fitting.remarks
    if let tooMany = fitting.tooMany {
      guard !fitting.models.isEmpty else {
        throw .moreSegmentsThanDistinctRows(k: tooMany.lowest, distinct: tooMany.distinctRows)
      }
      remarks.append(
        Diagnostic(
          .fewDistinctRows,
          "there are only \(tooMany.distinctRows) distinct customers: k above "
            + "\(fitting.models.map(\.k).max() ?? tooMany.highest) was left out", at: range))
    }
    guard isSweep, let first = fitting.models.first else {
      guard let model = fitting.models.first else { throw .cancelled }
      return StageResult(.model(model), record: fitting.record(of: model), remarks: remarks)
    }
    let sweep = Sweep(candidates: fitting.models, swept: swept, interrupted: isCancelled)
    var record = fitting.common(first)
    record["candidates"] = .list(sweep.candidates.map { fitting.varied($0) })
    if isCancelled {
      remarks.append(
        Diagnostic(
          .interrupted,
          "stopped: \(sweep.candidates.count) of \(count) candidates are finished and kept",
          at: range))
    }
    return StageResult(.sweep(sweep), record: record, remarks: remarks)
  }
}
