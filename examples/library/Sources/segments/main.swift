import Clustering
import Matrices

/// Made-up customers, shape `[240 × 2]`: days since the last order and orders a year, in three groups.
///
/// Steps of the golden ratio spread the customers of a group evenly, without a random number.
let customers = Matrix(
  rows: 240, columns: 2,
  values: (0..<240).flatMap { row -> [Double] in
    let centre = [(12.0, 24.0), (60.0, 8.0), (250.0, 2.0)][row % 3]
    let steps = (Double(row) * 0.6180339887, Double(row) * 0.7548776662)
    let spread = (steps.0 - steps.0.rounded(.down), steps.1 - steps.1.rounded(.down))
    return [centre.0 * (0.7 + 0.6 * spread.0), centre.1 * (0.8 + 0.4 * spread.1)]
  })

/// A number with two places behind the point.
func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

let control = RunControl(threads: 2)

// One scale for both columns, or days would rule.
let means = (0..<2).map { customers.column($0).reduce(0, +) / 240 }
let spreads = (0..<2).map { column in
  let squares = customers.column(column).map { ($0 - means[column]) * ($0 - means[column]) }
  return (squares.reduce(0, +) / 240).squareRoot()
}
let scaled = Matrix(
  rows: 240, columns: 2,
  values: customers.values.enumerated().map { place, value in
    (value - means[place % 2]) / spreads[place % 2]
  })

// Prepared once, used for every fit and every measure.
let points = try PreparedPoints(scaled, control: control)
var best: (model: KMeansModel, silhouette: Double)?
for model in try KMeansSweep(2...6).fit(points, control: control).models {
  let labelled = try LabelledPoints(points, labels: model.labels, control: control)
  let silhouette = try Silhouette(labelled, control: control).mean
  print("k = \(model.k)  inertia \(rounded(model.inertia))  silhouette \(rounded(silhouette))")
  if silhouette > best?.silhouette ?? -1 { best = (model, silhouette) }
}

if let (model, _) = best {
  for segment in 0..<model.k {
    let centre = (0..<2).map { model.centroids[segment, $0] * spreads[$0] + means[$0] }
    print(
      "segment \(segment): \(model.sizes[segment]) customers,"
        + " \(rounded(centre[0])) days, \(rounded(centre[1])) orders")
  }
  // A customer of tomorrow: 30 days, 20 orders.
  let fresh = Matrix(
    rows: 1, columns: 2, values: [(30 - means[0]) / spreads[0], (20 - means[1]) / spreads[1]])
  print("30 days and 20 orders: segment \(try model.assign(fresh).labels[0])")
}
