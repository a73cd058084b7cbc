/// Bytes of a file that are looked at before it is read.
package struct FileSample: Sendable {
  /// The first bytes of the file.
  var head: [UInt8]
  /// Bytes from places further down, in the order of the file.
  var pieces: [[UInt8]] = []
  /// The bytes of the whole file.
  let size: Int
  /// What distinguishes the state of the file before they were taken from a later one.
  let stamp: String

  /// Places further down that are looked at, the end among them.
  static let places = 8

  var isWhole: Bool { head.count == size }
}
