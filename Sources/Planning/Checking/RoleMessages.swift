import Diagnostics
import Relations
import Tables

extension Diagnostic {
  /// N0101: which columns were taken for which role, as they would be written.
  static func rolesFound(_ roles: [(parameter: String, source: String)], by call: BoundCall)
    -> Diagnostic
  {
    let list = roles.map { role in
      role.source == "none" ? "no \(role.parameter) column" : "\(role.parameter)=\(role.source)"
    }
    var notes: [String] = []
    if roles.contains(where: { $0.parameter == "order" && $0.source == "none" }) {
      notes.append("without an order column, frequency counts lines, not orders")
    }
    return Diagnostic(
      .roles, "\(call.call.name.text) took " + list.joined(separator: ", "), at: call.nameRange,
      notes: notes)
  }

  /// E0208: nothing or several things fit a role; columns that failed only by type say why.
  static func unknownRole(
    _ role: Role, parameter: String, _ finding: RoleFinding, in table: TableType,
    at call: BoundCall
  ) -> Diagnostic {
    let stage = call.call.name.text
    func fix(_ column: String) -> Fix { Fix("\(stage) \(parameter)=\(quotedName(column))") }
    if role == .date, finding == .none,
      let evidence = table.remarks.lazy.compactMap(\.ambiguousDate).first
    {
      return diagnostic(for: evidence, at: .script(call.nameRange))
    }
    if case .several(let names) = finding {
      return Diagnostic(
        .unknownRole, "several columns could be the \(parameter) of `\(stage)`",
        at: call.nameRange, remark: "it needs \(role.phrase)",
        notes: ["candidates: " + names.joined(separator: ", ")], fixes: names.map(fix))
    }
    var notes: [String] = []
    var fixes: [Fix] = []
    for remark in table.remarks {
      guard let column = table[remark.column], !role.fits(column.type) else { continue }
      guard role.isNamed(remark.column) else { continue }
      notes.append(remark.text)
      fixes += remark.fixes
    }
    let candidates = table.columns.filter { role.fits($0.type) }.map(\.name)
    if fixes.isEmpty { fixes = candidates.prefix(3).map(fix) }
    notes.append(columnsHere(table))
    return Diagnostic(
      .unknownRole, "no column looks like the \(parameter) that `\(stage)` needs",
      at: call.nameRange, remark: "it needs \(role.phrase)", notes: notes, fixes: fixes)
  }
}
