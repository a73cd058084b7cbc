/// Random numbers that are a function of a key and a counter, rather than of what was drawn before.
///
/// A stream is named by words: the seed, what it is for, the candidate, the restart. The number at
/// a place of the stream can be asked for in any order and from any thread, and a new use of
/// randomness in one part never moves the numbers of another.
///
/// Each word of the key and then the counter goes through the finalizer of SplitMix64
/// (S. Vigna, 2015, after D. Stafford's variant 13 of MurmurHash3's). Not for secrets.
package struct CounterRandom: Equatable, Sendable {
  private let key: UInt64

  /// The stream of that name.
  package init(seed: UInt64, purpose: Purpose, words: [UInt64] = []) {
    var key = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    key = Self.mix(key ^ purpose.rawValue)
    for word in words { key = Self.mix((key &+ 0x9E37_79B9_7F4A_7C15) ^ Self.mix(word)) }
    self.key = key
  }

  /// What a stream is drawn for, so that two uses of one seed never share numbers.
  ///
  /// Numbers once given are never changed and never used again: results depend on them.
  package enum Purpose: UInt64, Sendable, CaseIterable {
    /// The starting centres of k-means.
    case kMeansSeeding = 1
    /// Seeds that are derived from a seed, for questions of stability.
    case stabilitySeeds = 2
    /// Samples of rows.
    case sampling = 3
    /// Where a centroid of k-means is moved in the search after the restarts.
    case kMeansSwaps = 4
    /// Made-up data for examples.
    case sampleData = 9
    /// The lots of rows of which some are drawn.
    case rowDraw = 10
    /// The seeds of the starts of a Gaussian mixture.
    case mixtureStarts = 20
    /// Rows without structure, against which the gap statistic compares.
    case gapReference = 21
    /// Rows drawn again from the rows there are.
    case bootstrap = 22
    /// Rows divided into parts.
    case subsets = 23
    /// Noise that is added to rows.
    case noise = 24
    /// Directions that a projection is sought along.
    case projection = 25
    /// Samples and starts of medoids.
    case medoids = 26
    /// The starts of trimmed k-means.
    case trimmedStarts = 40
    /// Which rows make a batch.
    case batches = 41
  }

  /// Sixty-four random bits, at place `counter` of the stream.
  package func bits(_ counter: UInt64) -> UInt64 {
    Self.mix(Self.mix(counter &* 0x9E37_79B9_7F4A_7C15 &+ key) ^ key)
  }

  /// A number in 0..<1, one of the 2⁵³ multiples of 2⁻⁵³, at place `counter` of the stream.
  package func unit(_ counter: UInt64) -> Double {
    Double(bits(counter) >> 11) * 0x1p-53
  }

  /// A number that is exponentially distributed with mean 1, at place `counter` of the stream.
  ///
  /// The least of `exponential / weight` over rows draws a row with probability in proportion to
  /// its weight, in whatever order the rows are looked at. Never 0 and never above 37.
  package func exponential(_ counter: UInt64) -> Double {
    -portableLog((Double(bits(counter) >> 11) + 0.5) * 0x1p-53)
  }

  /// A number in `0..<count`, at place `counter` of the stream.
  ///
  /// Uneven by at most one part in 2⁶⁴ / `count`. `count` is at least 1.
  package func index(_ counter: UInt64, below count: Int) -> Int {
    precondition(count > 0, "a draw is from at least one")
    return Int(UInt64(count).multipliedFullWidth(by: bits(counter)).high)
  }

  private static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
