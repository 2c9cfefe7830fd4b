// swift-tools-version: 6.2
import PackageDescription

/// The library's rooms. A target names all those that it imports, also through others: a room's
/// module file may stay the same where one below it changes, and the package manager would not
/// build anew what depends on the upper one alone.
let rooms: [Target.Dependency] = [
  "ApusFiles", "ApusCore", "ApusNN", "ApusData", "ApusInterop", "ApusPlot", "ApusTraining",
  "ApusClassic", "ApusVision", "ApusRuns", "ApusCourse",
]

/// What the rooms of the families and those above them build on.
let tools: [Target.Dependency] = [
  "ApusFiles", "ApusCore", "ApusNN", "ApusData", "ApusInterop", "ApusPlot", "ApusTraining",
]

let package = Package(
  name: "Apus",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Apus", targets: ["Apus"]),
    .library(name: "ApusCommand", targets: ["ApusCommand"]),
    // What a program needs that loads a model and predicts: no data sets, charts, YAML or SQLite
    .library(
      name: "ApusInference", targets: ["ApusFiles", "ApusCore", "ApusNN", "ApusInterop"]),
    .executable(name: "apus", targets: ["ApusMain"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    // Kernels
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .target(
      name: "CApusKernels",
      dependencies: ["COneDNN"],
      linkerSettings: [
        .linkedLibrary("dnnl"),
        .linkedLibrary("gomp", .when(platforms: [.linux])),
        .linkedLibrary("m", .when(platforms: [.linux])),
      ]),
    .target(name: "CApusFiles", linkerSettings: [.linkedLibrary("z")]),
    .target(
      name: "CApusImages", dependencies: ["CApusKernels"],
      linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png")]),
    .target(name: "CApusFFT", dependencies: ["CApusKernels"]),
    .target(name: "CApusPictures"),
    // Library, lowest room first
    .target(name: "ApusFiles", dependencies: ["CApusFiles"]),
    .target(name: "ApusCore", dependencies: ["CApusKernels", "CApusFFT"]),
    .target(name: "ApusNN", dependencies: ["ApusFiles", "ApusCore"]),
    .target(name: "ApusData", dependencies: ["ApusFiles", "ApusCore", "ApusNN", "CApusImages"]),
    .target(name: "ApusInterop", dependencies: ["ApusFiles", "ApusCore", "ApusNN"]),
    .target(
      name: "ApusPlot",
      dependencies: ["ApusFiles", "ApusCore", "ApusNN", "ApusData", "CApusPictures"]),
    .target(
      name: "ApusTraining",
      dependencies: ["ApusFiles", "ApusCore", "ApusNN", "ApusData", "ApusInterop", "ApusPlot"]),
    .target(name: "ApusClassic", dependencies: tools),
    .target(name: "ApusVision", dependencies: tools),
    .target(
      name: "ApusRuns",
      dependencies: tools + [.product(name: "GRDB", package: "GRDB.swift"), "Yams"]),
    .target(name: "ApusCourse", dependencies: tools + ["ApusClassic", "ApusVision", "ApusRuns"]),
    .target(name: "Apus", dependencies: rooms),
    // Command
    .target(
      name: "ApusCommand",
      dependencies: rooms + [
        "Apus", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "ApusMain", dependencies: ["ApusCommand"]),
    // Learners of one's own, for the tests and the example command
    .target(name: "ExampleLearners", dependencies: rooms + ["Apus"], path: "Examples/Learners"),
    .executableTarget(
      name: "learners", dependencies: rooms + ["Apus", "ApusCommand", "ExampleLearners"],
      path: "Examples/Command"),
    // Tests
    .target(
      name: "ApusTestSupport", dependencies: ["ApusFiles", "ApusCore"],
      path: "Tests/ApusTestSupport"),
    .target(
      name: "ApusTrainingSupport", dependencies: tools, path: "Tests/ApusTrainingSupport"),
    .target(
      name: "ApusLayerExamples", dependencies: ["ApusCore", "ApusNN"],
      path: "Tests/ApusLayerExamples"),
    .testTarget(name: "ApusFilesTests", dependencies: ["ApusFiles", "ApusTestSupport"]),
    .testTarget(
      name: "ApusCoreTests", dependencies: ["ApusCore", "CApusKernels", "ApusTestSupport"]),
    .testTarget(
      name: "ApusNNTests",
      dependencies: ["ApusCore", "ApusNN", "ApusLayerExamples", "ApusTestSupport"]),
    .testTarget(
      name: "ApusDataTests",
      dependencies: ["ApusFiles", "ApusCore", "ApusNN", "ApusData", "ApusTestSupport"]),
    .testTarget(
      name: "ApusInteropTests",
      dependencies: [
        "ApusFiles", "ApusCore", "ApusNN", "ApusData", "ApusInterop", "ApusLayerExamples",
        "ApusTestSupport",
      ]),
    .testTarget(
      name: "ApusPlotTests",
      dependencies: ["ApusFiles", "ApusCore", "ApusNN", "ApusData", "ApusPlot", "ApusTestSupport"]),
    .testTarget(
      name: "ApusTrainingTests",
      dependencies: [
        "ApusFiles", "ApusCore", "ApusNN", "ApusData", "ApusInterop", "ApusPlot", "ApusTraining",
        "ExampleLearners", "ApusLayerExamples", "ApusTestSupport", "ApusTrainingSupport",
      ]),
    .testTarget(
      name: "ApusClassicTests",
      dependencies: [
        "ApusFiles", "ApusCore", "ApusNN", "ApusData", "ApusClassic", "ApusTestSupport",
      ]),
    .testTarget(
      name: "ApusCourseTests", dependencies: rooms + ["Apus", "ApusTestSupport"]),
    .testTarget(
      name: "ApusRunsTests",
      dependencies: rooms + [
        "Apus", "ApusCommand", "ApusMain", "learners", "ApusTestSupport", "ApusTrainingSupport",
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)

// Documentation is built where it is asked for (`Scripts/documentation`), so that nobody else
// fetches the plugin.
if Context.environment["APUS_DOCUMENTATION"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"))
}
