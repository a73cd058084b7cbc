/// The part of the language that is written in the language, embedded into the binary.
package enum StandardLibrary {
  package struct Module: Sendable {
    package let name: String
    package let text: String
  }

  /// In the order in which they are read: a module may use those before it.
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
