import Matrices

/// Measures of agreement from information theory, and the Fowlkes-Mallows index; all as in
/// scikit-learn.
extension ContingencyTable {
  /// The entropy of the first clustering, in nats.
  public var firstEntropy: Double { entropy(firstSizes) }

  /// The entropy of the second clustering, in nats.
  public var secondEntropy: Double { entropy(secondSizes) }

  private func entropy(_ sizes: [Int]) -> Double {
    let n = Double(rows)
    return sizes.reduce(0) { sum, size in
      size > 0 ? sum - Double(size) / n * portableLog(Double(size) / n) : sum
    }
  }

  /// The mutual information of the two clusterings, in nats, at least 0.
  public var mutualInformation: Double {
    let (first, second) = (firstSizes, secondSizes)
    let n = Double(rows)
    var sum = 0.0
    for (i, row) in counts.enumerated() {
      for (j, count) in row.enumerated() where count > 0 {
        let c = Double(count)
        let ratio = portableLog(c) + portableLog(n) - portableLog(Double(first[i]))
        sum += c / n * (ratio - portableLog(Double(second[j])))
      }
    }
    return max(0, sum)
  }

  /// The mutual information divided by the mean of both entropies: 0...1.
  ///
  /// The same as the V-measure. 1 if both clusterings have a single segment. Not adjusted for chance:
  /// many small segments alone raise it. A. Strehl, J. Ghosh, JMLR 3, 2002.
  public var normalizedMutualInformation: Double {
    let mean = (firstEntropy + secondEntropy) / 2
    return mean > 0 ? mutualInformation / mean : 1
  }

  /// The share of the first clustering's entropy that the second explains: 1 if every segment of the
  /// second lies within one of the first.
  ///
  /// The first labels are the true classes. A. Rosenberg, J. Hirschberg, EMNLP-CoNLL 2007.
  public var homogeneity: Double {
    firstEntropy > 0 ? mutualInformation / firstEntropy : 1
  }

  /// The share of the second clustering's entropy that the first explains: 1 if every segment of the
  /// first lies within one of the second.
  public var completeness: Double {
    secondEntropy > 0 ? mutualInformation / secondEntropy : 1
  }

  /// The harmonic mean of `homogeneity` and `completeness`, equal to
  /// `normalizedMutualInformation`.
  public var vMeasure: Double { normalizedMutualInformation }

  /// The mutual information adjusted for that of random clusterings with the same segment sizes: 1 for
  /// equal clusterings, about 0 for unrelated ones.
  ///
  /// Chance follows the permutation model; the mean of the entropies is arithmetic. N. Vinh, J. Epps,
  /// J. Bailey, "Information theoretic measures for clusterings comparison", JMLR 11, 2010.
  ///
  /// - Complexity: O(*k n*) at most.
  public var adjustedMutualInformation: Double {
    let few = min(firstLabels.count, secondLabels.count)
    let isTrivial = firstLabels.count == secondLabels.count && (few <= 1 || few == rows)
    if isTrivial { return 1 }
    let expected = expectedMutualInformation
    let most = (firstEntropy + secondEntropy) / 2 - expected
    let excess = mutualInformation - expected
    // Both differences become 0 together; like scikit-learn, this bounds their quotient.
    let divisor = most < 0 ? min(most, -Double.ulpOfOne) : max(most, Double.ulpOfOne)
    return excess / divisor
  }

  /// The expected mutual information of random clusterings with the same segment sizes.
  var expectedMutualInformation: Double {
    let n = rows
    let total = Double(n)
    let logFactorial = LogFactorial()
    var sum = 0.0
    for a in firstSizes {
      for b in secondSizes {
        let logOfBoth = portableLog(Double(a)) + portableLog(Double(b))
        let fixed =
          logFactorial(a) + logFactorial(b) + logFactorial(n - a) + logFactorial(n - b)
          - logFactorial(n)
        var part = 0.0
        for shared in max(1, a + b - n)...max(1, min(a, b)) where shared <= min(a, b) {
          let information = portableLog(total) + portableLog(Double(shared)) - logOfBoth
          let ways =
            logFactorial(shared) + logFactorial(a - shared) + logFactorial(b - shared)
            + logFactorial(n - a - b + shared)
          part += Double(shared) / total * information * (portableExpm1(fixed - ways) + 1)
        }
        sum += part
      }
    }
    return sum
  }

  /// The geometric mean of the pairwise precision and recall, 0...1.
  ///
  /// 0 if one of the clusterings has no pair of rows together. E. Fowlkes, C. Mallows, J. Am. Statist.
  /// Assoc. 78, 1983.
  public var fowlkesMallows: Double {
    let pairs = pairs
    guard pairs.together > 0 else { return 0 }
    let both = Double(pairs.together)
    return (both / Double(pairs.together + pairs.onlyInFirst)).squareRoot()
      * (both / Double(pairs.together + pairs.onlyInSecond)).squareRoot()
  }
}

/// The natural logarithm of factorials, the same bits everywhere.
struct LogFactorial {
  private let small: [Double]

  /// Precomputes the first values.
  init() {
    var small = [0.0]
    for n in 1..<128 { small.append(small[n - 1] + portableLog(Double(n))) }
    self.small = small
  }

  /// The logarithm of n!, with an error of a few units in the last place.
  func callAsFunction(_ n: Int) -> Double {
    if n < small.count { return small[max(0, n)] }
    let x = Double(n)
    // Stirling's series; the first term left out is below 10⁻¹⁸ from 128 on.
    let inverse = 1 / x
    let square = inverse * inverse
    let correction = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
    return (x + 0.5) * portableLog(x) - x + 0.9189385332046727 + correction
  }
}
