/// A run of numbers of fixed length that begins where the widest vector wants it, for kernels.
///
/// A class, because threads write to different parts of it at the same time, and a copy on the
/// first write would break that. Whoever hands it out sees to it that no two threads touch one
/// place; `Sendable` rests on that promise.
@safe
@usableFromInline
package final class AlignedArray<Element: BitwiseCopyable>: @unchecked Sendable {
  /// The number of elements.
  @usableFromInline package let count: Int
  /// The first element; valid as long as the array lives.
  @usableFromInline package let base: UnsafeMutablePointer<Element>

  /// So many copies of one value, at a multiple of 64 bytes.
  @inlinable package convenience init(repeating value: Element, count: Int) {
    unsafe self.init(unwritten: count)
    unsafe base.initialize(repeating: value, count: count)
  }

  /// Room for so many elements, at a multiple of 64 bytes, each of which is written before it is
  /// read.
  ///
  /// The memory of a large array is only made when it is written to, a hundred megabytes in a
  /// twentieth of a second: threads that write to it share that, and stop within it.
  @unsafe
  @inlinable package init(unwritten count: Int) {
    self.count = count
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64)
    unsafe base = bytes.bindMemory(to: Element.self, capacity: max(1, count))
  }

  /// The elements of an array, copied.
  @inlinable package convenience init(_ elements: [Element], filler: Element) {
    self.init(repeating: filler, count: elements.count)
    unsafe elements.withUnsafeBufferPointer { elements in
      if let first = elements.baseAddress {
        unsafe base.update(from: first, count: elements.count)
      }
    }
  }

  @inlinable deinit { unsafe base.deallocate() }

  /// The element at a place, which is checked.
  @inlinable package subscript(i: Int) -> Element {
    get {
      precondition(i >= 0 && i < count, "a place within the array")
      return unsafe base[i]
    }
    set {
      precondition(i >= 0 && i < count, "a place within the array")
      unsafe base[i] = newValue
    }
  }

  /// Takes over the elements of another array of the same length.
  @inlinable package func copy(_ other: AlignedArray) {
    precondition(other.count == count, "arrays of one length")
    unsafe base.update(from: other.base, count: count)
  }

  /// The elements, copied.
  @inlinable package func array(_ range: Range<Int>) -> [Element] { range.map { self[$0] } }
}
