// swift-tools-version: 6.2
import PackageDescription

/// The library's rooms. A target names all those that it imports, also through others: a room's module file may stay the
/// same where one below it changes, and the package manager would not build anew what depends on the upper one alone.
let rooms: [Target.Dependency] = [
  "ApusCore", "ApusNN", "ApusData", "ApusInterop", "ApusPlot", "ApusTraining", "ApusClassic",
  "ApusRecipes",
]

let package = Package(
  name: "Apus",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Apus", targets: ["Apus"]),
    .library(name: "ApusCommand", targets: ["ApusCommand"]),
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
    .target(
      name: "CApusImages",
      linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png"), .linkedLibrary("z")]),
    .target(name: "CApusFFT", dependencies: ["CApusKernels"]),
    .target(name: "CApusPictures"),
    // Library, lowest room first
    .target(name: "ApusCore", dependencies: ["CApusKernels", "CApusFFT"]),
    .target(name: "ApusNN", dependencies: ["ApusCore"]),
    .target(
      name: "ApusData", dependencies: ["ApusCore", "ApusNN", "CApusKernels", "CApusImages"]),
    .target(name: "ApusInterop", dependencies: ["ApusCore", "ApusNN", "ApusData", "Yams"]),
    .target(
      name: "ApusPlot", dependencies: ["ApusCore", "ApusNN", "ApusData", "CApusPictures"]),
    .target(
      name: "ApusTraining",
      dependencies: [
        "ApusCore", "ApusNN", "ApusData", "ApusInterop", "ApusPlot",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .target(name: "ApusClassic", dependencies: ["ApusCore", "ApusNN", "ApusData"]),
    .target(
      name: "ApusRecipes",
      dependencies: [
        "ApusCore", "ApusNN", "ApusData", "ApusInterop", "ApusPlot", "ApusTraining",
        "ApusClassic",
      ]),
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
    // Programs that measure, run by hand
    .executableTarget(
      name: "Overhead", dependencies: rooms + ["Apus"], path: "Benchmarks/Overhead"),
    .executableTarget(
      name: "Operations", dependencies: rooms + ["Apus"], path: "Benchmarks/Operations"),
    .executableTarget(
      name: "Augmentation", dependencies: ["ApusCore", "ApusNN", "ApusData"],
      path: "Benchmarks/Augmentation"),
    .executableTarget(
      name: "ImageLoading", dependencies: ["ApusCore", "ApusNN", "ApusData"],
      path: "Benchmarks/ImageLoading"),
    .executableTarget(
      name: "ONNXNodes", dependencies: ["ApusCore", "ApusNN", "ApusData", "ApusInterop"],
      path: "Benchmarks/ONNXNodes"),
    .target(name: "FuzzMemory", path: "Benchmarks/FuzzMemory"),
    .executableTarget(
      name: "Fuzz", dependencies: rooms + ["Apus", "FuzzMemory"], path: "Benchmarks/Fuzz"),
    .executableTarget(
      name: "Pictures", dependencies: rooms + ["Apus"], path: "Benchmarks/Pictures"),
    .executableTarget(
      name: "Signals", dependencies: rooms + ["Apus"], path: "Benchmarks/Signals"),
    .executableTarget(name: "Steps", dependencies: rooms + ["Apus"], path: "Benchmarks/Steps"),
    // Tests
    .target(name: "ApusTestSupport", dependencies: ["ApusCore"], path: "Tests/ApusTestSupport"),
    .testTarget(
      name: "ApusCoreTests", dependencies: ["ApusCore", "CApusKernels", "ApusTestSupport"]),
    .testTarget(name: "ApusNNTests", dependencies: ["ApusCore", "ApusNN", "ApusTestSupport"]),
    .testTarget(
      name: "ApusDataTests", dependencies: ["ApusCore", "ApusNN", "ApusData", "ApusTestSupport"]),
    .testTarget(
      name: "ApusInteropTests",
      dependencies: ["ApusCore", "ApusNN", "ApusData", "ApusInterop", "ApusTestSupport"]),
    .testTarget(
      name: "ApusPlotTests",
      dependencies: ["ApusCore", "ApusNN", "ApusData", "ApusPlot", "ApusTestSupport"]),
    .testTarget(
      name: "ApusTrainingTests",
      dependencies: [
        "ApusCore", "ApusNN", "ApusData", "ApusInterop", "ApusPlot", "ApusTraining",
        "ExampleLearners", "ApusTestSupport",
      ]),
    .testTarget(
      name: "ApusClassicTests",
      dependencies: ["ApusCore", "ApusNN", "ApusData", "ApusClassic", "ApusTestSupport"]),
    .testTarget(
      name: "ApusRecipesTests",
      dependencies: rooms + ["Apus", "ApusCommand", "ApusMain", "learners", "ApusTestSupport"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
