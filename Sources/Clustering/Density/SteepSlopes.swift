/// The valleys of a reachability plot between steep slopes.
///
/// M. Ankerst and others, SIGMOD 1999, figure 19; the trimming of the end after E. Schubert, M. Gertz,
/// LWDA 2018. After the last row the plot rises to infinity.
struct SteepSlopes {
  private let order: [Int]
  /// One more than rows.
  private let heights: [Double]
  private let predecessors: [Int]
  private let keep: Double
  private let longestRest: Int

  /// Takes a plot.
  ///
  /// - Parameters:
  ///   - order: Points in the order of the walk.
  ///   - reachability: Of each place.
  ///   - predecessors: The point each place was reached from, or −1.
  ///   - xi: The share by which a steep step falls or rises.
  ///   - longestRest: The maximum number of consecutive steps on a slope that are not steep.
  init(order: [Int], reachability: [Double], predecessors: [Int], xi: Double, longestRest: Int) {
    self.order = order
    heights = reachability + [.infinity]
    self.predecessors = predecessors
    keep = 1 - xi
    self.longestRest = longestRest
  }

  /// A descent, with the maximum height between its end and the current position.
  private struct Descent {
    let places: ClosedRange<Int>
    var ridge: Double
  }

  /// Valleys; of those that end on the same slope, inner ones first.
  func valleys() -> [ClosedRange<Int>] {
    var found: [ClosedRange<Int>] = []
    var descents: [Descent] = []
    var ridge = 0.0
    var place = 0
    while place < order.count {
      ridge = max(ridge, heights[place])
      if isSteep(place, down: true) {
        discard(&descents, ridge: ridge)
        let slope = place...end(of: place, down: true)
        descents.append(Descent(places: slope, ridge: 0))
        place = slope.upperBound + 1
        ridge = heights[place]
      } else if isSteep(place, down: false) {
        discard(&descents, ridge: ridge)
        let slope = place...end(of: place, down: false)
        // The latest descents bound the smallest valleys.
        found += descents.reversed().compactMap { valley($0, ascent: slope) }
        place = slope.upperBound + 1
        ridge = heights[place]
      } else {
        place += 1
      }
    }
    return found
  }

  private func isSteep(_ place: Int, down: Bool) -> Bool {
    let (here, next) = (heights[place], heights[place + 1])
    return down ? here * keep >= next && here > next : here <= next * keep && here < next
  }

  /// The last steep step of a slope, which continues until the plot changes direction.
  private func end(of start: Int, down: Bool) -> Int {
    var end = start
    var rest = 0
    for place in start..<order.count {
      let (here, next) = (heights[place], heights[place + 1])
      if isSteep(place, down: down) {
        rest = 0
        end = place
      } else if down ? here >= next : here <= next {
        rest += 1
        if rest > longestRest { break }
      } else {
        break
      }
    }
    return end
  }

  /// Drops descents that a later ridge exceeds.
  private func discard(_ descents: inout [Descent], ridge: Double) {
    guard ridge < .infinity else {
      descents = []
      return
    }
    descents = descents.compactMap { descent in
      guard ridge <= heights[descent.places.lowerBound] * keep else { return nil }
      return Descent(places: descent.places, ridge: max(descent.ridge, ridge))
    }
  }

  private func valley(_ descent: Descent, ascent: ClosedRange<Int>) -> ClosedRange<Int>? {
    var first = descent.places.lowerBound
    var last = ascent.upperBound
    let (top, rim) = (heights[first], heights[last + 1])
    guard rim * keep >= descent.ridge else { return nil }
    if top * keep >= rim {
      while heights[first + 1] > rim, first < descent.places.upperBound { first += 1 }
    } else if rim * keep >= top {
      while heights[last - 1] > top, last > ascent.lowerBound { last -= 1 }
    }
    while first < last, !isReached(last, from: first) { last -= 1 }
    guard first < last, first <= descent.places.upperBound, last >= ascent.lowerBound else {
      return nil
    }
    return first...last
  }

  /// Whether the last row of a valley was reached from inside it, or lies below its rim.
  private func isReached(_ last: Int, from first: Int) -> Bool {
    if heights[first] > heights[last] { return true }
    return order[first..<last].contains(predecessors[last])
  }
}
