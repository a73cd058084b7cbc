import Relations
import Tables

/// Who is in which segment, to be compared with a run of the past.
package struct SegmentedCustomers: Sendable {
  /// What customers are worth: a column of a table that has their key.
  package struct Money: Sendable {
    package let name: String
    package let table: Table
    package let key: String

    package init(name: String, of table: Table, key: String) {
      self.name = name
      self.table = table
      self.key = key
    }
  }

  /// The key of each customer, each once.
  package let keys: Column
  /// From 1, in the order of the keys; `nil` for a customer of none.
  package let segments: [Int?]
  /// What the segments are called; empty where that is not known.
  package let names: [String]
  package let money: Money?

  package init(keys: Column, segments: [Int?], names: [String], money: Money?) {
    precondition(keys.count == segments.count, "every customer has a place")
    self.keys = keys
    self.segments = segments
    self.names = names
    self.money = money
  }
}

/// Which customers went from which segment to which.
package struct MigratedCustomers: Sendable {
  /// Two segments with the customers who went from one to the other.
  package struct Row: Sendable {
    /// Such as `1 Champions`, `none` or `new`.
    package let from: String
    /// Such as `2 Dormant`, `none` or `gone`.
    package let to: String
    package let customers: Int
    /// Of all customers with this `from`.
    package let share: Double
    /// `nil` where it is not known.
    package let money: Double?

    package init(from: String, to: String, customers: Int, share: Double, money: Double?) {
      self.from = from
      self.to = to
      self.customers = customers
      self.share = share
      self.money = money
    }
  }

  /// Segments in order, then those of none, then those whom only one side has.
  package let rows: [Row]
  /// Customers of both sides, and how many of them are in another segment.
  package let common: Int
  package let moved: Int
  /// Customers whom only the run, and only the rows have.
  package let gone: Int
  package let new: Int

  package init(rows: [Row], common: Int, moved: Int, gone: Int, new: Int) {
    self.rows = rows
    self.common = common
    self.moved = moved
    self.gone = gone
    self.new = new
  }
}
