import Tables

extension TableType {
  /// The column that says what a customer is worth: `monetary`, or the one that looks like an amount;
  /// `nil` where none or several do.
  ///
  /// What `apply` adds is no amount.
  package func moneyColumn(besides key: String) -> String? {
    let others = [key, "segment", "distance", "confidence"]
    let numeric = columns.filter { $0.type.isNumeric && !others.contains($0.name) }
    if numeric.contains(where: { $0.name == "monetary" }) { return "monetary" }
    if case .column(let name) = RoleFinding.find(.amount, in: TableType(numeric, name: name)) {
      return name
    }
    return nil
  }
}
