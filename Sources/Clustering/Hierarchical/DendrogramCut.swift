import Matrices

extension Dendrogram {
  /// How a dendrogram is cut into segments.
  public enum Cut: Equatable, Sendable {
    /// Into a number of segments, from 1 to the number of leaves.
    case segments(Int)
    /// Into the segments whose merges, including all merges below, are at most at this height.
    case height(Double)
    /// At the largest gap between consecutive merge heights, among numbers of segments in a range, ties
    /// to fewer segments.
    ///
    /// The gap of k segments is the height at which they become k − 1 minus the height at which they
    /// were formed. Numbers above the number of leaves are ignored.
    case largestGap(ClosedRange<Int>)
  }

  /// The running maximum of the merge heights.
  ///
  /// Equal to the heights except for centroid and median linkage.
  var levels: [Double] {
    var level = 0.0
    return merges.map {
      level = max(level, $0.height)
      return level
    }
  }

  /// The number of segments of a cut.
  ///
  /// - Throws: `.fewerThanOneSegment`, `.moreSegmentsThanDistinctRows` for an impossible number;
  ///   `.radiusOutOfRange` for a height that is not a number of at least 0.
  public func segments(of cut: Cut) throws(ClusteringError) -> Int {
    switch cut {
    case .segments(let k):
      guard k >= 1 else { throw .fewerThanOneSegment(k: k) }
      guard k <= leafCount else {
        throw .moreSegmentsThanDistinctRows(k: k, distinct: leafCount)
      }
      return k
    case .height(let height):
      guard height >= 0 else { throw .radiusOutOfRange(height) }
      return leafCount - levels.count { $0 <= height }
    case .largestGap(let range):
      guard range.lowerBound >= 1 else { throw .fewerThanOneSegment(k: range.lowerBound) }
      guard range.lowerBound <= leafCount else {
        throw .moreSegmentsThanDistinctRows(k: range.lowerBound, distinct: leafCount)
      }
      return largestGap(in: range.lowerBound...min(range.upperBound, leafCount))
    }
  }

  private func largestGap(in range: ClosedRange<Int>) -> Int {
    let levels = levels
    /// The height at which k segments are formed.
    func level(_ k: Int) -> Double {
      k == leafCount ? 0 : k == 0 ? 0 : levels[leafCount - k - 1]
    }
    var best = range.lowerBound
    var widest = -Double.infinity
    for k in range where k > 1 {
      let gap = level(k - 1) - level(k)
      if gap > widest { (best, widest) = (k, gap) }
    }
    return best
  }

  /// Cuts the dendrogram into segments of the rows.
  ///
  /// Merges are undone from the last one back. Segments are numbered by weight, largest first, then
  /// by centroid, column by column.
  ///
  /// - Parameters:
  ///   - cut: Where to cut.
  ///   - control: Threads and cancellation.
  /// - Returns: The segments, which can assign new rows.
  /// - Throws: As `segments(of:)`; `.cancelled`.
  /// - Complexity: O(*n d*), and O(*n* log *n*) for the search tree of new rows, if it is needed.
  public func cut(_ cut: Cut, control: RunControl) throws(ClusteringError) -> DendrogramSegments {
    let k = try segments(of: cut)
    let parts = partition(into: k)
    return try DendrogramSegments(self, parts: parts, k: k, control: control)
  }

  /// The part of each leaf, numbered by the lowest leaf, after all but the last k − 1 merges.
  func partition(into k: Int) -> [Int] {
    let tops = tops(of: leafCount - k)
    var names = [Int](repeating: -1, count: leafCount + merges.count)
    var next = 0
    return tops.map { top in
      if names[top] < 0 {
        names[top] = next
        next += 1
      }
      return names[top]
    }
  }

  /// The node that each leaf belongs to after the first merges.
  func tops(of count: Int) -> [Int] {
    var parents = Array(0..<leafCount + merges.count)
    for (place, merge) in merges.prefix(count).enumerated() {
      parents[merge.left] = leafCount + place
      parents[merge.right] = leafCount + place
    }
    // A parent comes after its parts, so in reverse order every parent is known before its parts.
    for node in parents.indices.reversed() where parents[node] != node {
      parents[node] = parents[parents[node]]
    }
    return Array(parents[0..<leafCount])
  }
}
