import Matrices

/// The leading eigenvectors of a covariance that is never formed explicitly.
///
/// Random directions are multiplied by the covariance and orthonormalized repeatedly until their
/// variances converge.
struct LeadingSubspace {
  /// Shape `[d]`.
  let mean: [Double]
  /// Shape `[m × d]`, largest variance first.
  let vectors: [Double]
  /// The variances along them.
  let values: [Double]
  /// The sum of the variances of all columns.
  let trace: Double

  /// Additional directions, which make the requested ones converge sooner.
  private static let spare = 10
  private static let mostRounds = 100

  /// Finds the `count` leading directions.
  init(
    _ lanes: LanePoints, count: Int, seed: UInt64, control: RunControl
  ) throws(CancellationError) {
    let d = lanes.columns
    let q = min(d, count + Self.spare)
    let (mean, trace) = try Self.means(lanes, control: control)
    let random = CounterRandom(seed: seed, purpose: .projection)
    var basis = (0..<UInt64(q * d)).map { random.unit($0) - 0.5 }
    Self.orthonormalise(&basis, q, d)
    var last: [Double] = []
    var eigen: SymmetricEigen
    var round = 0
    repeat {
      let image = try Self.image(of: basis, q, lanes, mean: mean, control: control)
      var small = [Double](repeating: 0, count: q * q)
      for a in 0..<q {
        for b in a..<q {
          for j in 0..<d { small[a * q + b] += basis[a * d + j] * image[b * d + j] }
        }
      }
      eigen = SymmetricEigen(small, order: q)
      let values = Array(eigen.values[0..<count])
      let isSettled =
        !last.isEmpty
        && zip(values, last).allSatisfy { ($0 - $1).magnitude <= 1e-13 * $0.magnitude }
      last = values
      round += 1
      if isSettled || round == Self.mostRounds { break }
      basis = image
      Self.orthonormalise(&basis, q, d)
    } while true
    var vectors: [Double] = []
    for m in 0..<count {
      var vector = [Double](repeating: 0, count: d)
      for a in 0..<q { for j in 0..<d { vector[j] += eigen.vectors[m * q + a] * basis[a * d + j] } }
      vectors += SymmetricEigen.signed(vector)
    }
    self.mean = mean
    self.vectors = vectors
    self.trace = trace
    values = last
  }

  private static func means(
    _ lanes: LanePoints, control: RunControl
  ) throws(CancellationError) -> (mean: [Double], trace: Double) {
    let total = BlockSum.sum(count: lanes.count) { lanes.weights[$0] }
    var trace = 0.0
    var mean: [Double] = []
    for j in 0..<lanes.columns {
      try control.checkCancellation()
      let center = BlockSum.sum(count: lanes.count) { lanes.weights[$0] * lanes[$0, j] } / total
      mean.append(center)
      trace +=
        BlockSum.sum(count: lanes.count) {
          lanes.weights[$0] * (lanes[$0, j] - center) * (lanes[$0, j] - center)
        } / total
    }
    return (mean, trace)
  }

  /// The covariance times each direction of a basis: shape `[q × d]`.
  private static func image(
    of basis: [Double], _ q: Int, _ lanes: LanePoints, mean: [Double], control: RunControl
  ) throws(CancellationError) -> [Double] {
    let d = lanes.columns
    let width = q * d + 1
    let partials = AlignedArray(repeating: 0.0, count: lanes.blocks * width)
    let quiet = control.quiet(threads: control.threads)
    try Parallel.forEach(lanes.blocks, control: quiet) { block, _ in
      let sums = unsafe partials.base + block * width
      var row = [Double](repeating: 0, count: d)
      for p in BlockSum.range(of: block, count: lanes.count) {
        let weight = unsafe lanes.weights.base[p]
        let point = unsafe lanes.coordinates.base + p / 8 * d * 8 + p % 8
        for j in 0..<d { row[j] = unsafe point[j * 8] - mean[j] }
        unsafe sums[q * d] += weight
        for a in 0..<q {
          var score = 0.0
          for j in 0..<d { score += row[j] * basis[a * d + j] }
          score *= weight
          for j in 0..<d { unsafe sums[a * d + j] += score * row[j] }
        }
      }
    }
    BlockSum.tree(partials, blocks: lanes.blocks, width: width)
    let total = partials[q * d]
    return (0..<q * d).map { partials[$0] / total }
  }

  /// Gram-Schmidt, applied twice for precision; a linearly dependent direction becomes 0.
  private static func orthonormalise(_ basis: inout [Double], _ q: Int, _ d: Int) {
    for a in 0..<q {
      for _ in 0..<2 {
        for b in 0..<a {
          var product = 0.0
          for j in 0..<d { product += basis[a * d + j] * basis[b * d + j] }
          for j in 0..<d { basis[a * d + j] -= product * basis[b * d + j] }
        }
      }
      var square = 0.0
      for j in 0..<d { square += basis[a * d + j] * basis[a * d + j] }
      let length = square.squareRoot()
      for j in 0..<d { basis[a * d + j] = length > 0 ? basis[a * d + j] / length : 0 }
    }
  }
}
