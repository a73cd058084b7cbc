import Matrices

/// A sample of distinct rows by hash, with the weight of all their copies.
///
/// The hash of a row (its lot) is a function of its coordinates and the seed. So the sample depends
/// neither on the order of the rows nor on the blocks, and copies are sampled together.
struct RowSample {
  private let random: CounterRandom
  private let columns: Int
  /// The sampled rows, row by row, in the order they were read.
  private var values: [Double] = []
  private var weights: [WeightSum] = []
  private var lots: [UInt64] = []
  /// A row for each lot; and for each row another row with the same lot, or −1.
  private var firstOfLot: [UInt64: Int] = [:]
  private var nextOfLot: [Int] = []

  /// The lots in the sample.
  private(set) var slice: Range<UInt64>

  /// An empty sample of rows whose lots are in `slice`.
  init(seed: UInt64, columns: Int, slice: Range<UInt64>) {
    random = CounterRandom(seed: seed, purpose: .batches)
    self.columns = columns
    self.slice = slice
  }

  /// The number of distinct rows.
  var count: Int { lots.count }

  /// Adds a row if its lot is in the sample.
  mutating func take(_ row: ArraySlice<Double>, weight: Double) {
    var lot: UInt64 = 0
    // Adding 0 turns −0 into 0, so that equal rows have equal lots.
    for value in row { lot = random.bits(lot ^ (value + 0).bitPattern) }
    lot >>= 2
    guard slice.contains(lot) else { return }
    insert(row, lot: lot, weight: weight)
  }

  private mutating func insert(_ row: ArraySlice<Double>, lot: UInt64, weight: Double) {
    var known = firstOfLot[lot] ?? -1
    while known >= 0 {
      if values[known * columns..<(known + 1) * columns].elementsEqual(row) {
        weights[known].add(weight)
        return
      }
      known = nextOfLot[known]
    }
    append(row, lot: lot, sum: WeightSum(weight))
  }

  private mutating func append(_ row: ArraySlice<Double>, lot: UInt64, sum: WeightSum) {
    nextOfLot.append(firstOfLot[lot] ?? -1)
    firstOfLot[lot] = lots.count
    lots.append(lot)
    weights.append(sum)
    for value in row { values.append(value + 0) }
  }

  /// Halves the sample: keeps only the lower half of the lots from now on.
  mutating func halve() {
    let middle = slice.lowerBound + UInt64(slice.count) / 2
    let old = self
    self = RowSample(old, slice: slice.lowerBound..<max(middle, slice.lowerBound + 1))
    for row in 0..<old.count where slice.contains(old.lots[row]) {
      append(
        old.values[row * columns..<(row + 1) * columns], lot: old.lots[row],
        sum: old.weights[row])
    }
  }

  private init(_ other: RowSample, slice: Range<UInt64>) {
    random = other.random
    columns = other.columns
    self.slice = slice
  }

  /// The rows in batches of about `size`, in the order of their lots, ties by coordinates.
  func batches(of size: Int) -> [(rows: Matrix, weights: [Double])] {
    func isBefore(_ a: Int, _ b: Int) -> Bool {
      if lots[a] != lots[b] { return lots[a] < lots[b] }
      let (x, y) = (
        values[a * columns..<(a + 1) * columns], values[b * columns..<(b + 1) * columns]
      )
      return x.lexicographicallyPrecedes(y)
    }
    let order = lots.indices.sorted(by: isBefore)
    let pieces = max(1, (count + size / 2) / max(1, size))
    return (0..<pieces).map { piece in
      let part = order[count * piece / pieces..<count * (piece + 1) / pieces]
      return (
        Matrix(
          rows: part.count, columns: columns,
          values: part.flatMap { values[$0 * columns..<($0 + 1) * columns] }),
        part.map { weights[$0].value }
      )
    }
  }

  /// All lots.
  static let allLots: Range<UInt64> = 0..<(1 << 62)
}
