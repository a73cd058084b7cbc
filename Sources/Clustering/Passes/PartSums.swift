import Kernels
import Matrices

/// The weighted sums of the columns and the weight of each part of a division, kept exactly.
///
/// Terms are cut off at a fixed place, 92 bits below the largest there can be, and added as whole
/// numbers. So a point can be taken out of one sum and put into another without a trace, and sums
/// that were brought up to date are those that adding up anew would give, bit for bit, in whatever
/// order and on however many threads.
struct PartSums: Sendable {
  /// The sums, and for each thread the changes it finds, which share no cache line.
  private let words: AlignedArray<Int64>
  private let units: [Double]
  private let k: Int
  private let workers: Int
  private let wordsPerPart: Int

  /// Nothing yet, with room for the changes that several threads find.
  init(k: Int, units: [Double], workers: Int) {
    self.k = k
    self.units = units
    self.workers = workers
    wordsPerPart = Int(segue_sum_words(Int64(units.count - 1)))
    words = AlignedArray(repeating: 0, count: (workers + 1) * k * wordsPerPart)
  }

  /// Takes over the sums of as many parts of the same points, or of fewer.
  func copy(_ other: PartSums) {
    precondition(other.k <= k && other.units == units, "sums of no more parts in the same units")
    for word in 0..<other.k * wordsPerPart { unsafe words.base[word] = other.words.base[word] }
  }

  /// The same sums under other numbers: the new part `i` is the old part `order[i]`.
  func renumbered(_ order: [Int]) -> PartSums {
    let renumbered = PartSums(k: k, units: units, workers: workers)
    for (new, old) in order.enumerated() {
      for word in 0..<wordsPerPart {
        unsafe renumbered.words.base[new * wordsPerPart + word] =
          words.base[old * wordsPerPart + word]
      }
    }
    return renumbered
  }

  /// Where a thread notes its changes.
  func changes(of worker: Int) -> UnsafeMutablePointer<Int64> {
    unsafe words.base + (worker + 1) * k * wordsPerPart
  }

  /// Takes all changes in.
  func settle() {
    for worker in 0..<workers {
      unsafe segue_sums_add(words.base, changes(of: worker), Int64(k * wordsPerPart))
    }
  }

  /// The sums and the weight of each part, shape `[k × (d + 1)]`, each rounded once.
  var values: [Double] {
    var values: [Double] = []
    values.reserveCapacity(k * units.count)
    for part in 0..<k {
      for (j, unit) in units.enumerated() {
        values.append(
          unsafe segue_sum_value(words.base + part * wordsPerPart, Int64(j), unit))
      }
    }
    return values
  }
}
