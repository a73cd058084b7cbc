// swift-tools-version: 6.2
import PackageDescription

// A program that uses the clustering engine without the language. In a package of your own, name the
// repository by its address instead of the path.
let package = Package(
  name: "segments",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "segue-language", path: "../..")],
  targets: [
    .executableTarget(
      name: "segments",
      dependencies: [.product(name: "Clustering", package: "segue-language")])
  ]
)
