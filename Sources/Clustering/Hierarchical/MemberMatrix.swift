import Kernels
import Matrices

/// The distances between all segments, each computed from all pairs of members.
struct MemberMatrix: Sendable {
  private let members: SegmentMembers
  private let isMean: Bool
  private let matrix: DistanceMatrix
  private let stride: Int
  private let pieces: [Piece]

  /// Some of the segments after one, whose distances to it are computed together.
  private struct Piece {
    let segment: Int
    let others: Range<Int>
  }

  /// The approximate number of distances in a piece of work: a few milliseconds.
  private static let pieceLength = 4_000_000
  /// The number of members of a segment that are processed between two checks for cancellation.
  private static let strip = 256

  /// - Parameters:
  ///   - members: The segments.
  ///   - isMean: Whether their distance is the mean, not the maximum.
  ///   - matrix: Storage for a row of `stride` numbers per segment.
  ///   - stride: A multiple of eight, at least the number of segments.
  init(_ members: SegmentMembers, isMean: Bool, matrix: DistanceMatrix, stride: Int) {
    self.members = members
    self.isMean = isMean
    self.matrix = matrix
    self.stride = stride
    var pieces: [Piece] = []
    for segment in 0..<members.count {
      var first = segment + 1
      var length = 0
      for other in first..<max(first, members.count) {
        length += Int(members.sizes[segment]) * max(8, Int(members.sizes[other]))
        if length >= Self.pieceLength || other == members.count - 1 {
          pieces.append(Piece(segment: segment, others: first..<other + 1))
          first = other + 1
          length = 0
        }
      }
    }
    self.pieces = pieces
  }

  /// Fills the matrix, infinite on the diagonal and beyond the segments.
  ///
  /// - Complexity: O(*n² d*) for *n* members.
  func fill(control: RunControl) throws(CancellationError) {
    let count = members.count
    for segment in 0..<count {
      let row = unsafe matrix.base + segment * stride
      for other in segment + 1..<max(segment + 1, count) { unsafe row[other] = 0 }
      unsafe row[segment] = .infinity
      for other in count..<stride { unsafe row[other] = .infinity }
    }
    try Parallel.forEach(pieces.count, control: control) { place, _ in
      fill(pieces[place], cancellation: control.cancellation)
    }
    try control.checkCancellation()
    for segment in 0..<count {
      for other in segment + 1..<max(segment + 1, count) {
        unsafe matrix.base[other * stride + segment] = matrix.base[segment * stride + other]
      }
    }
  }

  private func fill(_ piece: Piece, cancellation: Cancellation) {
    let row = unsafe matrix.base + piece.segment * stride
    let size = Int(members.sizes[piece.segment])
    for first in Swift.stride(from: 0, to: size, by: Self.strip) {
      // A cancelled piece is detected where all pieces are awaited.
      if cancellation.isCancelled { return }
      unsafe members.search { members in
        unsafe segue_members_row(
          members, Int64(piece.segment), Int64(first), Int64(min(size, first + Self.strip)),
          Int64(piece.others.lowerBound), Int64(piece.others.upperBound), row)
      }
    }
    for other in piece.others {
      unsafe row[other] =
        isMean
        ? row[other] / (members.masses[piece.segment] * members.masses[other])
        : row[other].squareRoot()
    }
  }
}
