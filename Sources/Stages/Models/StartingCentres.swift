import Diagnostics
import Matrices
import Planning
import Syntax
import Tables

/// The file of `start="centres.csv"`: one row per centre, in scaled units.
private struct StartingCentres {
  let path: String
  let range: SourceRange

  /// Reads the centres, shape `[k, d]`, columns in the order of the axes: features or components.
  ///
  /// Columns with the names of the axes are read by name; without such names, by position.
  func read(for scaled: Scaled, k: Int, _ context: RunContext) throws(StageFailure) -> Matrix {
    let table = try table(context)
    let names = scaled.axes
    let byName = names.allSatisfy { table.index(of: $0) != nil }
    let chosen = byName ? names : table.fields.map(\.name)
    var problems: [String] = []
    if !byName, chosen.count != names.count {
      problems.append(
        "it has \(counted(chosen.count, "column")), and there are "
          + "\(counted(names.count, "feature")): \(names.joined(separator: ", "))")
    }
    if table.rowCount != k {
      problems.append("it has \(counted(table.rowCount, "row")), and k is \(k)")
    }
    for name in chosen where table.column(name).map({ !$0.type.isNumeric }) ?? true {
      problems.append("its column \(quoted(name)) is not numeric")
    }
    guard problems.isEmpty else { throw failure(problems) }
    let columns = chosen.map { table.numbers(of: $0) }
    guard columns.allSatisfy({ $0.missing.isEmpty }) else {
      throw failure(["it has a missing value"])
    }
    return Matrix(columns: columns.map(\.values))
  }

  private func table(_ context: RunContext) throws(StageFailure) -> Table {
    do throws(ReadError) {
      return try TableFormats.read(
        path, options: ReadOptions(), files: context.files, control: context.control
      ).table
    } catch {
      throw .problems([diagnostic(for: error)])
    }
  }

  private func failure(_ problems: [String]) -> StageFailure {
    .problems([
      Diagnostic(
        .startingCentres, "\(quoted(path)) does not contain initial centres for this model",
        at: range, notes: problems)
    ])
  }
}

extension ModelCall {
  /// The centres of a file, shape `[k, d]`; `nil` if no file is named.
  func centres(
    in start: String?, of input: Value?, k: Int, _ context: RunContext
  ) throws(StageFailure) -> Matrix? {
    guard let start else { return nil }
    let scaled = try Scaled(input, typed: features, at: range)
    return try StartingCentres(path: start, range: range).read(for: scaled, k: k, context)
  }
}

extension Diagnostic {
  /// Given centres fix the number of segments.
  static func startFixesSegments(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .cannotSweep, "initial centres fix the number of segments", at: range,
      fixes: [Fix("k=…", remark: "as many as the file has rows")])
  }
}

extension DiagnosticCode {
  package static let startingCentres = DiagnosticCode(
    "E0906", "initial centres that do not fit",
    page: """
      The file of `start="centres.csv"` needs one row per segment and one column per feature, in scaled
      units: with the names of the features as header, or in their order.
      """)
}
