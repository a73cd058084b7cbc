import Planning
import Tables

extension LockDocument {
  /// How the features of a model were distributed when it was locked, in about ten bins each.
  package struct Profile: Equatable, Sendable {
    /// The model's name.
    package var model: String
    package var features: [Feature]

    package struct Feature: Equatable, Sendable {
      package var name: String
      /// Deciles in the units in which the feature was made, to three digits, ascending.
      ///
      /// Equal ones stand once. A value on an edge belongs below it.
      package var edges: [Double]
      /// Customers in each bin: one more than there are edges.
      package var counts: [Int]
    }
  }
}

extension LockDocument.Profile {
  /// The profile of the customers of a model.
  init(of features: Features, model: String) {
    let table = features.inOriginalUnits
    self.init(
      model: model,
      features: features.names.map { name in
        Feature(name, table.numbers(of: name).values)
      })
  }
}

extension LockDocument.Profile.Feature {
  init(_ name: String, _ values: [Double]) {
    let sorted = values.sorted()
    var edges: [Double] = []
    for tenth in 1...9 where !sorted.isEmpty {
      let edge = threeDigits(sorted[(sorted.count - 1) * tenth / 10])
      if edges.last.map({ $0 < edge }) ?? true { edges.append(edge) }
    }
    self.init(name: name, edges: edges, counts: [])
    counts = counts(of: values)
  }

  /// How many values are in each bin.
  func counts(of values: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: edges.count + 1)
    for value in values { counts[edges.firstIndex { value <= $0 } ?? edges.count] += 1 }
    return counts
  }
}

extension LockDocument.Profile {
  var json: JSONValue {
    [
      "model": .string(model),
      "features": .array(
        features.map {
          [
            "name": .string($0.name), "edges": .fractions($0.edges), "counts": .wholes($0.counts),
          ]
        }),
    ]
  }

  init(_ reader: LockReader) throws(LockReader.Fault) {
    var features: [Feature] = []
    for feature in try reader.elements("features") {
      let (edges, counts) = (try feature.numbers("edges"), try feature.wholes("counts"))
      guard counts.count == edges.count + 1, counts.allSatisfy({ $0 >= 0 }) else {
        throw LockReader.Fault(place: feature.place + ".counts")
      }
      features.append(Feature(name: try feature.text("name"), edges: edges, counts: counts))
    }
    self.init(model: try reader.text("model"), features: features)
  }
}

/// A number rounded to three digits: enough to see drift, too little to be one customer's value.
func threeDigits(_ value: Double) -> Double {
  guard value != 0, value.isFinite else { return 0 }
  var unit = 1.0
  while value.magnitude / unit >= 1000 { unit *= 10 }
  while value.magnitude / unit < 100 { unit /= 10 }
  let rounded = (value / unit).rounded()
  // The text of few digits is the number that is meant; `rounded * unit` may be off in the last bit.
  return unit >= 1 ? rounded * unit : rounded / (1 / unit).rounded()
}
