import Matrices

/// The distance beyond which points are trimmed so that a given weight is set aside.
struct TrimCut: Sendable {
  /// The square of the largest distance of a point that is kept, entirely or in part.
  let squaredRadius: Double
  /// The kept weight of each place, `groups × 8`.
  let kept: AlignedArray<Double>

  private static let digitBits = 8

  /// Sets aside the farthest points; of equally far points the later ones.
  ///
  /// The point on the edge is set aside in part, so that the weight is exactly the requested one.
  ///
  /// - Parameters:
  ///   - squares: The squared distance of each point, at least 0.
  ///   - points: The points with their weights.
  ///   - weight: At least 0 and below that of all points.
  /// - Complexity: O(*n*): the edge is found digit by digit, as in a radix sort.
  init(_ squares: AlignedArray<Double>, points: LanePoints, weight: Double) {
    let count = points.count
    // The bit patterns of non-negative numbers have the same order as the numbers.
    var edge: UInt64 = 0
    var removed = 0.0
    for shift in stride(from: 64 - Self.digitBits, through: 0, by: -Self.digitBits) {
      var masses = [Double](repeating: 0, count: 1 << Self.digitBits)
      var present = [Bool](repeating: false, count: 1 << Self.digitBits)
      let above = shift + Self.digitBits
      for p in 0..<count {
        let bits = squares[p].bitPattern
        guard above == 64 || bits >> UInt64(above) == edge >> UInt64(above) else { continue }
        let digit = Int(bits >> UInt64(shift)) & (1 << Self.digitBits - 1)
        masses[digit] += points.weights[p]
        present[digit] = true
      }
      var digit = present.lastIndex(of: true) ?? 0
      // The last digit takes what is left by rounding.
      let last = present.firstIndex(of: true) ?? 0
      while digit > last, !present[digit] || removed + masses[digit] <= weight {
        removed += masses[digit]
        digit -= 1
      }
      edge |= UInt64(digit) << UInt64(shift)
    }
    let kept = AlignedArray(repeating: 0.0, count: points.weights.count)
    for p in stride(from: count - 1, through: 0, by: -1) {
      let bits = squares[p].bitPattern
      let mass = points.weights[p]
      if bits < edge {
        kept[p] = mass
      } else if bits == edge {
        let taken = min(mass, max(0, weight - removed))
        removed += taken
        kept[p] = mass - taken
      }
    }
    squaredRadius = Double(bitPattern: edge)
    self.kept = kept
  }
}
