import Kernels
import Matrices

/// The exact weighted sums of the columns and the weight of each part of a partition.
///
/// Terms are truncated at a fixed place, 92 bits below the largest possible term, and added as
/// integers. So a point can be moved from one sum to another without rounding, and updated sums equal
/// recomputed ones, bit for bit, in any order and on any number of threads.
struct PartSums: Sendable {
  /// The sums, and the changes found by each thread, which do not share cache lines.
  private let words: AlignedArray<Int64>
  private let units: [Double]
  private let k: Int
  private let workers: Int
  private let wordsPerPart: Int

  /// Zero sums, with room for the changes of several threads.
  init(k: Int, units: [Double], workers: Int) {
    self.k = k
    self.units = units
    self.workers = workers
    wordsPerPart = Int(segue_sum_words(Int64(units.count - 1)))
    words = AlignedArray(repeating: 0, count: (workers + 1) * k * wordsPerPart)
  }

  /// Copies the sums of the same number of parts of the same points, or of fewer.
  func copy(_ other: PartSums) {
    precondition(other.k <= k && other.units == units, "sums of no more parts in the same units")
    for word in 0..<other.k * wordsPerPart { unsafe words.base[word] = other.words.base[word] }
  }

  /// The same sums renumbered: the new part `i` is the old part `order[i]`.
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

  /// The changes of a thread.
  func changes(of worker: Int) -> UnsafeMutablePointer<Int64> {
    unsafe words.base + (worker + 1) * k * wordsPerPart
  }

  /// Applies all changes.
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
