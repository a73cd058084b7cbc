import Clustering
import Matrices

/// Prepared rows, with their number of columns.
///
/// A class, because the caller holds a handle to it.
final class Rows {
  let points: PreparedPoints
  let columns: Int

  init(_ points: PreparedPoints, columns: Int) {
    self.points = points
    self.columns = columns
  }
}

/// An object as the caller holds it; it lives until `segue_release`.
typealias Handle = UnsafeMutableRawPointer

/// Receives the text of a failure; the caller frees it with `segue_text_free`.
typealias FailureText = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// Runs one call: returns a handle to the result, or null and the text of the failure.
func answer<Found: AnyObject>(
  _ failure: FailureText?, _ work: () throws(RequestFailure) -> Found
) -> Handle? {
  unsafe failure?.pointee = nil
  do {
    return unsafe Unmanaged.passRetained(try work() as AnyObject).toOpaque()
  } catch {
    unsafe failure?.pointee = copied(error.text)
    return nil
  }
}

/// A null-terminated copy of a text.
private func copied(_ text: String) -> UnsafeMutablePointer<CChar> {
  let bytes = text.utf8CString
  let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
  for (place, byte) in bytes.enumerated() { unsafe copy[place] = byte }
  return unsafe copy
}

/// The object of a handle.
///
/// The type is checked, so that a handle of a different kind is a failure and not undefined behaviour.
func object<Kind: AnyObject>(
  _ handle: Handle?, as kind: Kind.Type, _ name: String
) throws(RequestFailure) -> Kind {
  guard let handle = unsafe handle,
    let object = unsafe Unmanaged<AnyObject>.fromOpaque(handle).takeUnretainedValue() as? Kind
  else { throw .otherHandle(expected: name) }
  return object
}

func rows(_ handle: Handle?) throws(RequestFailure) -> Rows {
  try unsafe object(handle, as: Rows.self, "rows")
}

/// Settings, or `nil` for a null handle, which means all defaults.
func settings(_ handle: Handle?) throws(RequestFailure) -> Settings? {
  guard let handle = unsafe handle else { return nil }
  return try unsafe object(handle, as: Settings.self, "settings")
}

/// Rows × columns numbers, copied.
func matrix(
  _ values: UnsafePointer<Double>?, rows: Int64, columns: Int64
) throws(RequestFailure) -> Matrix {
  let count = try count(rows: rows, columns: columns)
  return unsafe Matrix(
    rows: Int(rows), columns: Int(columns), values: try numbers(values, count, "values"))
}

/// Rows × columns numbers owned by the caller; valid only during the call.
func borrowed(
  _ values: UnsafePointer<Double>?, rows: Int64, columns: Int64
) throws(RequestFailure) -> BorrowedRows {
  let count = try count(rows: rows, columns: columns)
  if count > 0, unsafe values == nil { throw .noValues("values") }
  return unsafe BorrowedRows(
    UnsafeBufferPointer(start: values, count: count), rows: Int(rows), columns: Int(columns))
}

private func count(rows: Int64, columns: Int64) throws(RequestFailure) -> Int {
  guard rows >= 0, columns >= 0 else { throw .shape(rows: rows, columns: columns) }
  let (count, overflow) = Int(rows).multipliedReportingOverflow(by: Int(columns))
  guard !overflow else { throw .shape(rows: rows, columns: columns) }
  return count
}

/// Numbers, copied.
func numbers(
  _ values: UnsafePointer<Double>?, _ count: Int, _ name: String
) throws(RequestFailure) -> [Double] {
  guard count > 0 else { return [] }
  guard let values = unsafe values else { throw .noValues(name) }
  return unsafe Array(UnsafeBufferPointer(start: values, count: count))
}

/// Whole numbers, copied.
func integers(
  _ values: UnsafePointer<Int64>?, _ count: Int64, _ name: String
) throws(RequestFailure) -> [Int] {
  guard count > 0 else { return [] }
  guard let values = unsafe values else { throw .noValues(name) }
  return unsafe UnsafeBufferPointer(start: values, count: Int(count)).map { Int($0) }
}

/// A null-terminated text.
func text(_ bytes: UnsafePointer<CChar>?, _ name: String) throws(RequestFailure) -> String {
  guard let bytes = unsafe bytes else { throw .noValues(name) }
  return unsafe String(cString: bytes)
}
