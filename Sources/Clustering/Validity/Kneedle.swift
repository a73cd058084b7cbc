/// The point of a decreasing curve after which further improvement is small.
///
/// V. Satopää and others, "Finding a 'kneedle' in a haystack", ICDCS Workshops 2011, offline, for a
/// convex decreasing curve such as inertia over k. Both axes are scaled to 0...1, so the result depends
/// on the range of x: report the range with it.
public enum Kneedle {
  /// The index of the elbow, or `nil` if the curve has none.
  ///
  /// With x and y in 0...1 and y turned upside down, D = y − x. A local maximum of D is an elbow once
  /// D falls below D − S · (mean step of x) before the next one; the largest such maximum wins,
  /// ties to the smaller x.
  ///
  /// - Parameters:
  ///   - x: Ascending, such as the numbers of segments.
  ///   - y: A value for each, such as inertias.
  ///   - sensitivity: S, how sharp an elbow must be; larger finds fewer.
  /// - Returns: An index in `x`, never the first or the last.
  public static func elbow(x: [Double], y: [Double], sensitivity: Double = 1) -> Int? {
    precondition(x.count == y.count, "a curve has as many values as places")
    guard x.count >= 3, let first = x.first, let last = x.last, let low = y.min(),
      let high = y.max(), last > first, high > low
    else { return nil }
    let difference = zip(x, y).map { (high - $1) / (high - low) - ($0 - first) / (last - first) }
    let step = 1 / Double(x.count - 1)
    var best: Int?
    for i in 1..<(x.count - 1)
    where difference[i] > difference[i - 1] && difference[i] >= difference[i + 1] {
      let threshold = difference[i] - sensitivity * step
      let fall = difference[(i + 1)...].prefix { $0 <= difference[i] }
      guard fall.contains(where: { $0 < threshold }) else { continue }
      if best.map({ difference[i] > difference[$0] }) ?? true { best = i }
    }
    return best
  }
}
