#if canImport(Glibc)
  import Glibc
#endif

/// Storage for a full matrix of distances, on large pages if the system supports them.
///
/// A column of a large matrix touches a page per row: with small pages, address translation takes
/// longer than the computation. It is a class because threads fill different rows at the same time,
/// which also makes it `Sendable`.
@safe
final class DistanceMatrix: @unchecked Sendable {
  /// The first number, valid as long as the matrix lives.
  ///
  /// It is not initialized.
  let base: UnsafeMutablePointer<Double>

  private static let largePage = 2 << 20

  /// Storage for `count` numbers, aligned to a page.
  init(count: Int) {
    let bytes = max(1, count) * MemoryLayout<Double>.stride
    let room = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.largePage)
    #if canImport(Glibc)
      // Only a hint: without large pages the matrix is the same but slower.
      _ = unsafe madvise(room, bytes, MADV_HUGEPAGE)
    #endif
    unsafe base = room.bindMemory(to: Double.self, capacity: max(1, count))
  }

  deinit { unsafe base.deallocate() }
}
