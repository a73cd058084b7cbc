/// The stages that are written in Segue itself, embedded in the binary.
package enum StandardLibrary {
  package struct Module: Sendable {
    package let name: String
    package let text: String
  }

  /// The modules in reading order: a module may use those before it.
  package static let modules = [
    Module(name: "rfm.seg", text: String(decoding: PackageResources.rfm_seg, as: UTF8.self)),
    Module(
      name: "purchases.seg",
      text: String(decoding: PackageResources.purchases_seg, as: UTF8.self)),
    Module(
      name: "behaviour.seg",
      text: String(decoding: PackageResources.behaviour_seg, as: UTF8.self)),
  ]
}
