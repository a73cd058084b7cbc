import Matrices

/// Sums of points by label, in fixed blocks.
struct LabelSums {
  /// The weighted sums of the columns and the weight, shape `[k × (d + 1)]`.
  private let sums: [Double]
  private let columns: Int

  /// Sums points; every label is within `0..<k`.
  init(_ points: LanePoints, labels: [Int32], k: Int) {
    let d = points.columns
    let width = k * (d + 1)
    let blocks = BlockSum.blocks(for: points.count)
    let partials = AlignedArray(repeating: 0.0, count: blocks * width)
    for block in 0..<blocks {
      for p in BlockSum.range(of: block, count: points.count) {
        let own = block * width + Int(labels[p]) * (d + 1)
        let weight = points.weights[p]
        for j in 0..<d { partials[own + j] += weight * points[p, j] }
        partials[own + d] += weight
      }
    }
    BlockSum.tree(partials, blocks: blocks, width: width)
    sums = partials.array(0..<width)
    columns = d
  }

  /// The weight of each label.
  var masses: [Double] { stride(from: columns, to: sums.count, by: columns + 1).map { sums[$0] } }

  /// The mean of each label, shape `[k × d]`; a label without points keeps its previous mean.
  func means(keeping before: [Double]) -> [Double] {
    let width = columns + 1
    var means = before
    for (c, mass) in masses.enumerated() where mass > 0 {
      for j in 0..<columns { means[c * columns + j] = sums[c * width + j] / mass }
    }
    return means
  }
}
