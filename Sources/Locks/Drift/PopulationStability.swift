import Matrices

/// How far the distribution of a feature is from the one that was locked.
///
/// PSI = Σ (q − p) ln(q / p) over bins, p the locked shares and q those of fresh rows: the usual
/// population stability index, symmetric, 0 for equal shares. A bin has half a row more on each
/// side, so that an empty one costs much and not everything.
///
/// Two samples of one and the same distribution do not have a PSI of 0. With B bins, n locked rows
/// and m fresh ones its mean is about (B − 1)(1/n + 1/m), and PSI / (1/n + 1/m) is about χ² with
/// B − 1 degrees of freedom: B. Yurdakul, "Statistical Properties of Population Stability Index",
/// Western Michigan University, 2018. Rules of thumb such as 0.1 and 0.25 know nothing of m, and
/// cry wolf over small files.
package struct PopulationStability: Equatable, Sendable {
  package let index: Double
  /// What it would be about if nothing had changed.
  package let nullMean: Double
  /// It is exceeded in 1 of 100 samples if nothing has changed (Wilson and Hilferty's χ²).
  package let critical: Double

  /// Whether chance alone does not explain it, and it is more than a trifle.
  package var isDrift: Bool { index > critical && index > 0.1 }

  /// Compares counts per bin; `nil` without a row on either side.
  ///
  /// - Parameters:
  ///   - locked: Rows of the lock in each bin.
  ///   - fresh: Fresh rows in each bin.
  package init?(locked: [Int], fresh: [Int]) {
    let (n, m) = (locked.reduce(0, +), fresh.reduce(0, +))
    guard n > 0, m > 0, locked.count == fresh.count else { return nil }
    let bins = Double(locked.count)
    func share(_ count: Int, of total: Int) -> Double {
      (Double(count) + 0.5) / (Double(total) + 0.5 * bins)
    }
    index = zip(locked, fresh).reduce(0.0) { sum, counts in
      let (p, q) = (share(counts.0, of: n), share(counts.1, of: m))
      return sum + (q - p) * portableLog(q / p)
    }
    let width = 1 / Double(n) + 1 / Double(m)
    let freedom = bins - 1
    nullMean = freedom * width
    // χ² at 99 %, Wilson-Hilferty; one bin alone can tell nothing.
    let spread = freedom > 0 ? 2 / (9 * freedom) : 0
    let root = 1 - spread + 2.3263478740408408 * spread.squareRoot()
    critical = freedom * root * root * root * width
  }
}
