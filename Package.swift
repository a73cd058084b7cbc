// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: Swift 6, checked memory safety, and no warning that is left standing.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// With `SEGUE_OPTIMIZE_ENGINE` set, a debug build optimizes the targets that compute, so that their
/// tests run several times faster: `scripts/test` sets it.
///
/// It is an option since SwiftPM refuses such flags in a package that others depend on.
let optimizesEngine = Context.environment["SEGUE_OPTIMIZE_ENGINE"] != nil
let optimized: [SwiftSetting] =
  optimizesEngine ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []
let optimizedC: [CSetting] =
  optimizesEngine ? [.unsafeFlags(["-O2"], .when(configuration: .debug))] : []

/// One floor of the house.
///
/// The page `docs/ARCHITECTURE.md` says what each one is for.
func floor(
  _ name: String, on lower: [Target.Dependency], settings: [SwiftSetting] = []
) -> Target {
  .target(name: name, dependencies: lower, swiftSettings: strict + settings)
}

func tests(_ name: String, of lower: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: lower + ["TestSupport"], swiftSettings: strict)
}

let package = Package(
  name: "segue-language",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "segue", targets: ["segue"]),
    // The engine alone: for Swift, and for everybody else.
    .library(name: "Clustering", targets: ["Clustering", "Matrices"]),
    .library(name: "segueclustering", type: .dynamic, targets: ["ClusteringABI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // Ground
    floor("Diagnostics", on: []),
    .target(name: "Kernels", cSettings: optimizedC),
    .systemLibrary(
      name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .target(name: "CLibEdit", dependencies: ["CEdit"]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    floor("Digests", on: ["CCrypto"]),
    // 1
    floor("Matrices", on: ["Kernels"], settings: optimized),
    floor("Relations", on: []),
    // 2
    floor(
      "Tables", on: ["Diagnostics", "Digests", "Matrices", "Relations", "CZlib"],
      settings: optimized),
    floor("Clustering", on: ["Matrices", "Kernels"], settings: optimized),
    floor("Lifetimes", on: ["Matrices"], settings: optimized),
    // 3
    floor("Syntax", on: ["Diagnostics"]),
    floor("Documents", on: ["Diagnostics", "Relations", "Tables"]),
    // 4
    floor(
      "Planning",
      on: [
        "Diagnostics", "Relations", "Tables", "Matrices", "Clustering", "Syntax", "Documents",
      ]),
    // 5
    floor(
      "Stages",
      on: [
        "Diagnostics", "Relations", "Tables", "Matrices", "Clustering", "Syntax", "Planning",
        "Documents", "Digests", "Lifetimes",
      ]),
    floor(
      "Execution", on: ["Diagnostics", "Relations", "Tables", "Matrices", "Syntax", "Planning"]),
    // 6
    floor(
      "Reports",
      on: [
        "Diagnostics", "Relations", "Tables", "Matrices", "Planning", "Execution", "Clustering",
        "Documents",
      ]),
    // 7
    .target(
      name: "StandardLibrary", path: "stdlib", exclude: ["README.md"],
      resources: ["rfm.seg", "purchases.seg", "behaviour.seg"].map { .embedInCode($0) },
      swiftSettings: strict),
    floor(
      "Reference",
      on: ["Diagnostics", "Tables", "Clustering", "Syntax", "Planning", "Stages"]),
    // 8
    floor(
      "Session",
      on: [
        "Diagnostics", "Relations", "Tables", "Matrices", "Syntax", "Planning", "Stages",
        "Execution", "Documents", "Reports", "StandardLibrary", "Reference",
      ]),
    // 9
    floor(
      "Locks",
      on: [
        "Diagnostics", "Relations", "Tables", "Matrices", "Clustering", "Digests", "Syntax",
        "Planning", "Stages", "Execution", "Documents", "StandardLibrary", "Reference",
        "Session",
      ]),
    // Roof
    floor("ClusteringABI", on: ["Clustering", "Matrices"]),
    floor("Terminal", on: ["Diagnostics", "CLibEdit"]),
    floor(
      "Service",
      on: ["Diagnostics", "Tables", "Relations", "Matrices", "Planning", "Session", "Locks"]),
    .executableTarget(
      name: "segue",
      dependencies: [
        "Diagnostics", "Digests", "Matrices", "Relations", "Syntax", "Planning", "Execution",
        "Reference", "Service", "Session", "Locks", "Documents", "Reports", "Tables", "Terminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    // Tests
    .target(
      name: "TestSupport", dependencies: ["Diagnostics"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .executableTarget(
      name: "TerminalProbe", dependencies: ["Terminal", "Diagnostics"],
      path: "Tests/TerminalProbe", swiftSettings: strict),
    tests("DiagnosticsTests", of: ["Diagnostics"]),
    tests("MatricesTests", of: ["Matrices", "Kernels"]),
    .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal"),
    tests("TerminalTests", of: ["Terminal", "Diagnostics", "TerminalProbe", "CPseudoTerminal"]),
    tests("SyntaxTests", of: ["Syntax", "Diagnostics", "Planning", "Stages"]),
    tests("TablesTests", of: ["Tables", "Relations", "Matrices", "Diagnostics", "Digests"]),
    tests("ClusteringTests", of: ["Clustering", "Matrices"]),
    tests("LifetimesTests", of: ["Lifetimes", "Matrices"]),
    tests(
      "PlanningTests",
      of: [
        "Session", "Locks", "Planning", "Relations", "Syntax", "Diagnostics", "Matrices", "Tables",
      ]),
    tests(
      "SessionTests",
      of: [
        "Session", "Locks", "Documents", "Reports", "Planning", "Execution", "Syntax", "Tables",
        "Diagnostics",
        "Matrices",
      ]),
    tests(
      "StagesTests",
      of: [
        "Session", "Locks", "Reference", "Stages", "Planning", "Execution", "Syntax",
        "Diagnostics", "Matrices", "Relations", "Tables", "Documents", "Reports", "Clustering",
      ]),
    tests("DocumentsTests", of: ["Documents", "Relations", "Tables", "Diagnostics"]),
    tests("LoadTests", of: ["Session", "Locks", "Tables", "Syntax", "Diagnostics", "Matrices"]),
    .testTarget(
      name: "LockTests",
      dependencies: [
        "segue", "Session", "Locks", "Digests", "Relations", "Tables", "Matrices", "Diagnostics",
        "Planning", "Clustering", "TestSupport",
      ],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    tests("ServiceTests", of: ["Service"]),
    tests("TidyTests", of: ["Reference", "Locks", "Stages", "Planning", "Diagnostics"]),
    .testTarget(
      name: "CommandTests", dependencies: ["segue", "Tables", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CorpusTests", dependencies: ["segue", "TestSupport"], exclude: ["Expected"],
      swiftSettings: strict),
  ]
)
