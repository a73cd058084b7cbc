import Clustering

/// How many customers change their segment between two runs.
///
/// Segments have no names that last: they are matched first, so that as many customers as possible
/// stay where they are (Hungarian method). A customer of no segment in both runs has not moved.
package struct SegmentMoves: Equatable, Sendable {
  /// Customers that both runs have.
  package let common: Int
  /// Those of them whose segment is not the partner of their old one.
  package let moved: Int
  /// Customers that only the first run has.
  package let left: Int
  /// Customers that only the second run has.
  package let joined: Int
  /// The number of segments in the second run.
  package let k: Int

  /// The share of the common customers that move, 0...1; `nil` if there are none.
  package var share: Double? { common > 0 ? Double(moved) / Double(common) : nil }

  init(_ first: CustomerLabels, _ second: CustomerLabels) {
    let customers = CommonCustomers(first, second)
    let table = ContingencyTable(customers, first, second)
    let matching = SegmentMatching(table)
    common = customers.places.count
    moved = common - matching.pairs.reduce(0) { $0 + $1.shared } - table.inNoSegment
    left = customers.onlyFirst.count
    joined = customers.onlySecond.count
    k = second.k
  }
}

extension ContingencyTable {
  /// The common customers of two runs; labels below 0 are one label.
  init(_ customers: CommonCustomers, _ first: CustomerLabels, _ second: CustomerLabels) {
    do throws(ClusteringError) {
      try self.init(
        customers.places.map { max(-1, first.labels[$0.first]) },
        customers.places.map { max(-1, second.labels[$0.second]) })
    } catch {
      preconditionFailure("a customer of both runs has a label in each")
    }
  }

  /// Customers that belong to no segment either time.
  fileprivate var inNoSegment: Int {
    guard firstLabels.first == -1, secondLabels.first == -1 else { return 0 }
    return counts[0][0]
  }
}
