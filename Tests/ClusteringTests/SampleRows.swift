import Matrices

@testable import Clustering

/// Rows made from a seed.
enum SampleRows {
  /// `n` rows around `k` centres, roughly normal, shape `[n × d]`.
  static func crowds(_ n: Int, columns d: Int, k: Int, seed: UInt64, spread: Double = 1) -> Matrix {
    let random = CounterRandom(seed: seed, purpose: .sampling)
    var counter: UInt64 = 0
    func unit() -> Double {
      counter += 1
      return random.unit(counter)
    }
    let centers = (0..<k).map { _ in (0..<d).map { _ in 10 * unit() } }
    return Matrix(
      (0..<n).map { i in
        centers[i % k].map { $0 + spread * (unit() + unit() + unit() + unit() - 2) }
      })
  }

  /// Whole numbers 1...5 in every column: many equal rows and many ties.
  static func scores(_ n: Int, columns d: Int, seed: UInt64) -> Matrix {
    let random = CounterRandom(seed: seed, purpose: .sampling)
    return Matrix(
      rows: n, columns: d,
      values: (0..<UInt64(n * d)).map { Double(1 + random.index($0, below: 5)) })
  }

  /// A shuffled order of `0..<n`.
  static func shuffle(_ n: Int, seed: UInt64) -> [Int] {
    let random = CounterRandom(seed: seed, purpose: .sampling, words: [99])
    return (0..<n).sorted { random.bits(UInt64($0)) < random.bits(UInt64($1)) }
  }
}

extension Matrix {
  /// The rows in another order, or some of them, or some of them several times.
  func taking(_ order: [Int]) -> Matrix { Matrix(order.map { Array(row($0)) }) }

  /// Every value changed.
  func mapped(_ change: (Double) -> Double) -> Matrix {
    Matrix(rows: rows, columns: columns, values: values.map(change))
  }
}

/// Numbers found the slow and obvious way.
enum Naive {
  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  /// The nearest centre by squared distance, ties to the lower index.
  static func nearest(_ row: [Double], _ centers: [[Double]]) -> Int {
    var best = 0
    var least = Double.infinity
    for (c, center) in centers.enumerated() {
      let square = zip(row, center).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      if square < least { (best, least) = (c, square) }
    }
    return best
  }

  static func inertia(_ rows: [[Double]], _ labels: [Int], _ centers: [[Double]]) -> Double {
    zip(rows, labels).reduce(0) {
      let d = distance($1.0, centers[$1.1])
      return $0 + d * d
    }
  }

  /// Rousseeuw's definition, word for word; noise is `nil`.
  static func silhouette(_ rows: [[Double]], _ labels: [Int]) -> [Double?] {
    let present = Set(labels.filter { $0 >= 0 })
    return rows.indices.map { i in
      guard labels[i] >= 0 else { return nil }
      func mean(_ label: Int) -> Double? {
        let others = rows.indices.filter { $0 != i && labels[$0] == label }
        guard !others.isEmpty else { return nil }
        return others.reduce(0) { $0 + distance(rows[i], rows[$1]) } / Double(others.count)
      }
      guard let a = mean(labels[i]) else { return 0 }
      let b = present.filter { $0 != labels[i] }.compactMap { mean($0) }.min() ?? 0
      return max(a, b) == 0 ? 0 : (b - a) / max(a, b)
    }
  }
}
