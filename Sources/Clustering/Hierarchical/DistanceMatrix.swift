#if canImport(Glibc)
  import Glibc
#endif

/// Room for a full matrix of distances, on large pages where the system has them.
///
/// A column of a large matrix touches a page per row: with small pages, finding the pages takes
/// longer than the work. A class, because threads fill different rows at the same time; `Sendable`
/// rests on that.
@safe
final class DistanceMatrix: @unchecked Sendable {
  /// The first number, valid as long as the matrix lives.
  ///
  /// Nothing is written at first.
  let base: UnsafeMutablePointer<Double>

  private static let largePage = 2 << 20

  /// Room for so many numbers, at the beginning of a page.
  init(count: Int) {
    let bytes = max(1, count) * MemoryLayout<Double>.stride
    let room = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.largePage)
    #if canImport(Glibc)
      // Advice alone: without large pages the matrix is slower and the same.
      _ = unsafe madvise(room, bytes, MADV_HUGEPAGE)
    #endif
    unsafe base = room.bindMemory(to: Double.self, capacity: max(1, count))
  }

  deinit { unsafe base.deallocate() }
}
