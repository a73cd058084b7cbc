/// Points ordered by the cost of moving them from one segment to another, cheapest first, ties to the
/// earlier point.
struct MoveHeap: Sendable {
  /// A point and the difference of its squared distances to the two centroids.
  struct Move: Sendable {
    let cost: Double
    let point: Int32

    func precedes(_ other: Move) -> Bool {
      cost != other.cost ? cost < other.cost : point < other.point
    }
  }

  private var moves: [Move]

  /// Builds a heap of moves in linear time.
  init(_ moves: [Move]) {
    self.moves = moves
    for place in stride(from: moves.count / 2 - 1, through: 0, by: -1) { sink(place) }
  }

  /// The cheapest move.
  var first: Move? { moves.first }

  mutating func insert(_ move: Move) {
    moves.append(move)
    var place = moves.count - 1
    while place > 0, moves[place].precedes(moves[(place - 1) / 2]) {
      moves.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Removes the cheapest move.
  mutating func removeFirst() {
    moves.swapAt(0, moves.count - 1)
    moves.removeLast()
    sink(0)
  }

  private mutating func sink(_ start: Int) {
    var place = start
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < moves.count && moves[child].precedes(moves[least]) {
        least = child
      }
      guard least != place else { return }
      moves.swapAt(place, least)
      place = least
    }
  }
}
