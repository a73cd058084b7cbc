/// A picture as shapes in pixels, drawn once and written as SVG.
///
/// The colours are names of classes; the page decides what they look like on screen, in the dark and on
/// paper. Coordinates are rounded to a tenth of a pixel when they are written.
///
/// ```swift
/// var figure = Figure(title: "Sizes", description: "customers per segment", width: 640, height: 40)
/// figure.add(.rectangle(x: 120, y: 8, width: 300, height: 20, style: "s1"))
/// ```
package struct Figure: Equatable, Sendable {
  package enum Anchor: String, Sendable { case start, middle, end }

  package enum Shape: Equatable, Sendable {
    case rectangle(x: Double, y: Double, width: Double, height: Double, style: String)
    case line(x1: Double, y1: Double, x2: Double, y2: Double, style: String)
    case polyline([Point], style: String)
    case circle(x: Double, y: Double, radius: Double, style: String)
    case text(String, x: Double, y: Double, anchor: Anchor, style: String)
  }

  package struct Point: Equatable, Sendable {
    package let x: Double
    package let y: Double

    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// What the picture shows, as its heading.
  package let title: String
  /// What is measured, in which unit and of whom: a sentence for those who do not see the picture.
  package let description: String
  package let width: Double
  package let height: Double
  package private(set) var shapes: [Shape] = []

  package init(title: String, description: String, width: Double, height: Double) {
    self.title = title
    self.description = description
    self.width = width
    self.height = height
  }

  package mutating func add(_ shape: Shape) { shapes.append(shape) }
}

/// Round ticks on an axis: three to six of them, at 1, 2 or 5 times a power of ten.
package struct Ticks: Equatable, Sendable {
  package let values: [Double]

  /// - Parameters:
  ///   - low: The lowest value of the axis.
  ///   - high: The highest one, above `low`.
  package init(low: Double, high: Double) {
    guard high > low, (high - low).isFinite else {
      values = [low]
      return
    }
    var step = 1.0
    while (high - low) / step > 5 { step *= 10 }
    while (high - low) / step <= 5, step > 1e-300 { step /= 10 }
    // Between one and ten times too fine now.
    for factor in [2.0, 5, 10] where (high - low) / step > 5 {
      if (high - low) / (step * factor) <= 5 {
        step *= factor
        break
      }
    }
    let first = Int((low / step).rounded(.up))
    let last = Int((high / step).rounded(.down))
    values = first <= last ? (first...last).map { Double($0) * step } : [low]
  }
}
