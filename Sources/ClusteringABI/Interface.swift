import Clustering
import Matrices

// The C interface; `bindings/c/segueclustering.h` documents each function. A function that can fail
// returns null and writes a text. No argument may cause a trap, except an invalid address.

/// The version of this interface; the header has the same number.
@_cdecl("segue_interface_version")
public func interfaceVersion() -> Int32 { 1 }

/// Releases a handle of any kind.
@_cdecl("segue_release")
public func release(_ handle: UnsafeMutableRawPointer?) {
  guard let handle = unsafe handle else { return }
  unsafe Unmanaged<AnyObject>.fromOpaque(handle).release()
}

/// Frees the text of a failure.
@_cdecl("segue_text_free")
public func freeText(_ text: UnsafeMutablePointer<CChar>?) { unsafe text?.deallocate() }

/// Makes an empty set of settings.
@_cdecl("segue_settings")
public func makeSettings() -> UnsafeMutableRawPointer? { unsafe answer(nil) { Settings() } }

/// Sets a number; ignores calls without a name or with a handle that is not of settings.
@_cdecl("segue_set_number")
public func setNumber(
  _ handle: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?, _ value: Double
) {
  unsafe set(handle, name) { .number(value) }
}

/// Sets a text.
@_cdecl("segue_set_text")
public func setText(
  _ handle: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?,
  _ value: UnsafePointer<CChar>?
) {
  unsafe set(handle, name) { () throws(RequestFailure) in .text(unsafe try text(value, "text")) }
}

/// Sets numbers, which are copied.
@_cdecl("segue_set_numbers")
public func setNumbers(
  _ handle: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?,
  _ values: UnsafePointer<Double>?, _ count: Int64
) {
  unsafe set(handle, name) { () throws(RequestFailure) in
    .numbers(unsafe try numbers(values, Int(count), "numbers"))
  }
}

/// Sets whole numbers, which are copied.
@_cdecl("segue_set_integers")
public func setIntegers(
  _ handle: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?,
  _ values: UnsafePointer<Int64>?, _ count: Int64
) {
  unsafe set(handle, name) { () throws(RequestFailure) in
    .integers(unsafe try integers(values, count, "integers"))
  }
}

private func set(
  _ handle: Handle?, _ name: UnsafePointer<CChar>?,
  _ value: () throws(RequestFailure) -> Settings.Value
) {
  do {
    guard let settings = unsafe try settings(handle) else { return }
    settings.values[unsafe try text(name, "name")] = try value()
  } catch {
    // A setting that cannot be read counts as missing, which is reported when it is needed.
  }
}

/// Prepares rows: checks them, merges equal ones, and lays them out for the kernels.
@_cdecl("segue_rows")
public func makeRows(
  _ values: UnsafePointer<Double>?, _ rows: Int64, _ columns: Int64,
  _ weights: UnsafePointer<Double>?, _ threads: Int32,
  _ failure: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  unsafe answer(failure) { () throws(RequestFailure) in
    let matrix = unsafe try borrowed(values, rows: rows, columns: columns)
    let weights = unsafe weights == nil ? nil : try numbers(weights, matrix.rows, "weights")
    let points = try engine { () throws(ClusteringError) in
      try PreparedPoints(matrix, weights: weights, control: RunControl(threads: Int(threads)))
    }
    return Rows(points, columns: matrix.columns)
  }
}

/// The number of distinct rows with a weight above 0; −1 if the handle is not of rows.
@_cdecl("segue_rows_distinct")
public func distinctRows(_ handle: UnsafeMutableRawPointer?) -> Int64 {
  do {
    return Int64(unsafe try rows(handle).points.distinctRows)
  } catch {
    return -1
  }
}

/// Fits a model.
@_cdecl("segue_fit")
public func fit(
  _ algorithm: UnsafePointer<CChar>?, _ handle: UnsafeMutableRawPointer?,
  _ chosen: UnsafeMutableRawPointer?, _ threads: Int32,
  _ failure: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  unsafe answer(failure) { () throws(RequestFailure) in
    let rows = unsafe try rows(handle)
    return try Algorithms.fit(
      Algorithms.named(unsafe text(algorithm, "name of the algorithm")), to: rows.points,
      columns: rows.columns, settings: unsafe settings(chosen),
      control: RunControl(threads: Int(threads)))
  }
}

/// The results of a fit.
@_cdecl("segue_model_fields")
public func modelFields(_ handle: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  unsafe answer(nil) { () throws(RequestFailure) in
    unsafe try object(handle, as: FittedModel.self, "models").fields
  }
}

/// Assigns new rows to segments.
@_cdecl("segue_assign")
public func assign(
  _ handle: UnsafeMutableRawPointer?, _ values: UnsafePointer<Double>?, _ rows: Int64,
  _ columns: Int64, _ threads: Int32,
  _ failure: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  unsafe answer(failure) { () throws(RequestFailure) in
    let model = unsafe try object(handle, as: FittedModel.self, "models")
    let matrix = unsafe try matrix(values, rows: rows, columns: columns)
    return try engine { () throws(ClusteringError) in
      try model.assign(matrix, RunControl(threads: Int(threads)))
    }
  }
}

/// A model that only assigns: k-means with known centroids.
@_cdecl("segue_centroids")
public func makeCentroids(
  _ values: UnsafePointer<Double>?, _ k: Int64, _ columns: Int64,
  _ failure: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  unsafe answer(failure) { () throws(RequestFailure) in
    let centroids = unsafe try matrix(values, rows: k, columns: columns)
    guard k >= 1, columns >= 1 else { throw .shape(rows: k, columns: columns) }
    return FittedModel(CentroidAssignment(centroids: centroids))
  }
}

/// Fits k-means for several numbers of segments.
@_cdecl("segue_sweep")
public func fitSweep(
  _ handle: UnsafeMutableRawPointer?, _ chosen: UnsafeMutableRawPointer?, _ threads: Int32,
  _ failure: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  unsafe answer(failure) { () throws(RequestFailure) in
    unsafe try sweep(
      rows(handle).points, settings: settings(chosen),
      control: RunControl(threads: Int(threads)))
  }
}

/// Computes a validity index of labels.
@_cdecl("segue_index")
public func measureIndex(
  _ name: UnsafePointer<CChar>?, _ handle: UnsafeMutableRawPointer?,
  _ labels: UnsafePointer<Int64>?, _ count: Int64, _ threads: Int32,
  _ failure: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  unsafe answer(failure) { () throws(RequestFailure) in
    let index = try Index(name: unsafe text(name, "name of the index"))
    let points = unsafe try rows(handle).points
    let labels = unsafe try integers(labels, count, "labels")
    return try engine { () throws(ClusteringError) in
      try index.measure(points, labels: labels, control: RunControl(threads: Int(threads)))
    }
  }
}

/// Compares two clusterings of the same rows.
@_cdecl("segue_agreement")
public func compareLabels(
  _ first: UnsafePointer<Int64>?, _ second: UnsafePointer<Int64>?, _ count: Int64,
  _ failure: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  unsafe answer(failure) { () throws(RequestFailure) in
    let (a, b) = unsafe try (integers(first, count, "labels"), integers(second, count, "labels"))
    return try engine { () throws(ClusteringError) in try agreement(a, b) }
  }
}

/// Computes the gap statistic.
@_cdecl("segue_gap")
public func measureGap(
  _ handle: UnsafeMutableRawPointer?, _ chosen: UnsafeMutableRawPointer?, _ threads: Int32,
  _ failure: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  unsafe answer(failure) { () throws(RequestFailure) in
    unsafe try gap(
      rows(handle).points, settings: settings(chosen),
      control: RunControl(threads: Int(threads)))
  }
}

/// Measures how reproducible segments are.
@_cdecl("segue_stability")
public func measureStability(
  _ handle: UnsafeMutableRawPointer?, _ labels: UnsafePointer<Int64>?, _ count: Int64,
  _ chosen: UnsafeMutableRawPointer?, _ threads: Int32,
  _ failure: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  unsafe answer(failure) { () throws(RequestFailure) in
    unsafe try stability(
      of: integers(labels, count, "labels"), rows(handle).points, settings: settings(chosen),
      control: RunControl(threads: Int(threads)))
  }
}

/// Numbers of a result and their shape; null if there are none with this name.
@_cdecl("segue_numbers")
public func fieldNumbers(
  _ handle: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?,
  _ rows: UnsafeMutablePointer<Int64>?, _ columns: UnsafeMutablePointer<Int64>?
) -> UnsafePointer<Double>? {
  guard let field = unsafe field(handle, name), case .numbers(let numbers) = field.storage
  else { return nil }
  unsafe rows?.pointee = Int64(field.rows)
  unsafe columns?.pointee = Int64(field.columns)
  return unsafe UnsafePointer(numbers.base)
}

/// Whole numbers of a result and their shape; null if there are none with this name.
@_cdecl("segue_integers")
public func fieldIntegers(
  _ handle: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?,
  _ rows: UnsafeMutablePointer<Int64>?, _ columns: UnsafeMutablePointer<Int64>?
) -> UnsafePointer<Int64>? {
  guard let field = unsafe field(handle, name), case .integers(let integers) = field.storage
  else { return nil }
  unsafe rows?.pointee = Int64(field.rows)
  unsafe columns?.pointee = Int64(field.columns)
  return unsafe UnsafePointer(integers.base)
}

private func field(_ handle: Handle?, _ name: UnsafePointer<CChar>?) -> Fields.Field? {
  do {
    return unsafe try object(handle, as: Fields.self, "results")[text(name, "name")]
  } catch {
    return nil
  }
}
