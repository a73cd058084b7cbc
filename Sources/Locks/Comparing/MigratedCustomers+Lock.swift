import Planning
import Relations
import Tables

extension LockedCustomers.OfModel {
  /// Everybody who was in the data of a lock.
  init(_ application: Application) {
    let table = application.features?.inOriginalUnits ?? application.table
    self.init(
      name: application.model.name, labels: CustomerLabels(application), table: table,
      key: application.table.fields[0].name)
  }

  /// Rows that have segments already.
  init(_ fresh: SegmentedCustomers) {
    let money = fresh.money
    self.init(
      name: "", labels: CustomerLabels(fresh), table: money?.table ?? Table([("", fresh.keys)]),
      key: money?.key ?? "")
  }
}

extension CustomerLabels {
  /// The segments that fresh rows were given.
  init(_ application: Application) {
    let segments = application.table.cells(of: "segment")
    self.init(
      keys: application.table.cells(of: application.table.fields[0].name),
      labels: (0..<segments.count).map { row in
        if case .integer(let number) = segments[row] { Int(number) - 1 } else { -1 }
      }, k: application.model.sizes.count)
  }

  fileprivate init(_ fresh: SegmentedCustomers) {
    let labels = fresh.segments.map { segment in segment.map { max(0, $0) - 1 } ?? -1 }
    self.init(keys: fresh.keys, labels: labels, k: (labels.max() ?? -1) + 1)
  }
}

extension MigratedCustomers {
  /// Compares a locked run with rows of today.
  init(
    _ old: LockedCustomers.OfModel, named names: [String], _ new: LockedCustomers.OfModel,
    _ fresh: SegmentedCustomers
  ) {
    let column = fresh.money?.name
    let isKnownBefore = column.map(old.numericColumns.contains) ?? false
    let migration = Migration(
      old.labels, new.labels,
      money: column.map { name in
        (
          isKnownBefore ? old.amounts(name) : [Double](repeating: 0, count: old.labels.count),
          new.amounts(name)
        )
      })
    let places = migration.oldPlaces
    let rows = zip(places, migration.customers).enumerated().flatMap { i, pair -> [Row] in
      let (from, counts) = pair
      let all = Double(max(1, counts.reduce(0, +)))
      return zip(migration.newPlaces, counts).enumerated().compactMap { j, cell -> Row? in
        let (to, count) = cell
        guard count > 0 else { return nil }
        let isUnknown = to == .absent && !isKnownBefore
        return Row(
          from: from.text(names, absent: "new"), to: to.text(fresh.names, absent: "gone"),
          customers: count, share: Double(count) / all,
          money: isUnknown ? nil : migration.money?[i][j])
      }
    }
    self.init(
      rows: rows, common: migration.moves.common, moved: Self.moved(migration),
      gone: migration.moves.left, new: migration.moves.joined)
  }

  /// Customers of both sides whose place has another number now.
  ///
  /// Segments of one lock have one numbering, so that nothing has to be matched.
  private static func moved(_ migration: Migration) -> Int {
    var moved = 0
    for (from, counts) in zip(migration.oldPlaces, migration.customers) where from != .absent {
      for (to, count) in zip(migration.newPlaces, counts) where to != .absent && to != from {
        moved += count
      }
    }
    return moved
  }
}

extension Migration.Place {
  /// As a cell shows it: the number of a segment with its name.
  fileprivate func text(_ names: [String], absent: String) -> String {
    switch self {
    case .segment(let number):
      names.indices.contains(number) ? "\(number + 1) \(names[number])" : String(number + 1)
    case .noSegment: "none"
    case .absent: absent
    }
  }
}
