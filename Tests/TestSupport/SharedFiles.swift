#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folder of real data beside the project, which a stranger's clone does not have.
package enum SharedFiles {
  /// `../shared` seen from the package, or `nil` if there is none.
  package static let root: String? = {
    let here = #filePath
    let package = here.split(separator: "/").dropLast(3).joined(separator: "/")
    let folder = "/" + package + "/../shared"
    return unsafe access(folder, R_OK) == 0 ? folder : nil
  }()

  package static var isPresent: Bool { root != nil }
}
