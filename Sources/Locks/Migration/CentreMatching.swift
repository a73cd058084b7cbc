import Clustering

/// Which segment of one run is which segment of another, by the distance of their centres: all that
/// two locks can tell without the customers.
///
/// The sum of the squared distances over the pairs is least; there are as many pairs as possible.
package struct CentreMatching: Sendable {
  /// Pairs of segments from 0, ascending by the old one.
  package let pairs: [(old: Int, new: Int)]
  /// Old segments that no new one continues.
  package let gone: [Int]
  /// New segments that continue no old one.
  package let born: [Int]

  /// Matches centres of shapes `[k × d]` and `[m × d]`, in one and the same units.
  package init(_ old: [[Double]], _ new: [[Double]]) {
    let gains = old.map { a in
      new.map { b in -zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    }
    let partner = BestPairing(gains: gains, columns: new.count).columnOfRow
    pairs = partner.enumerated().compactMap { i, j in j.map { (old: i, new: $0) } }
    gone = partner.indices.filter { partner[$0] == nil }
    born = new.indices.filter { j in !partner.contains(j) }
  }
}
