// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Apus",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Apus", targets: ["Apus"]),
    .executable(name: "apus", targets: ["ApusCommand"]),
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
    .target(
      name: "Apus",
      dependencies: [
        "ApusCore", "ApusNN", "ApusData", "ApusInterop", "ApusPlot", "ApusTraining",
        "ApusClassic",
        "ApusRecipes",
      ]),
    // Command
    .executableTarget(
      name: "ApusCommand",
      dependencies: [
        "Apus", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // Programs that measure, run by hand
    .executableTarget(name: "Overhead", dependencies: ["Apus"], path: "Benchmarks/Overhead"),
    .executableTarget(name: "Operations", dependencies: ["Apus"], path: "Benchmarks/Operations"),
    .executableTarget(
      name: "Augmentation", dependencies: ["ApusCore", "ApusData"], path: "Benchmarks/Augmentation"),
    .executableTarget(
      name: "ONNXNodes", dependencies: ["ApusInterop"], path: "Benchmarks/ONNXNodes"),
    .target(name: "FuzzMemory", path: "Benchmarks/FuzzMemory"),
    .executableTarget(name: "Fuzz", dependencies: ["Apus", "FuzzMemory"], path: "Benchmarks/Fuzz"),
    .executableTarget(name: "Pictures", dependencies: ["Apus"], path: "Benchmarks/Pictures"),
    // Tests
    .target(name: "ApusTestSupport", dependencies: ["ApusCore"], path: "Tests/ApusTestSupport"),
    .testTarget(
      name: "ApusCoreTests", dependencies: ["ApusCore", "CApusKernels", "ApusTestSupport"]),
    .testTarget(name: "ApusNNTests", dependencies: ["ApusNN", "ApusTestSupport"]),
    .testTarget(name: "ApusDataTests", dependencies: ["ApusData", "ApusTestSupport"]),
    .testTarget(name: "ApusInteropTests", dependencies: ["ApusInterop", "ApusTestSupport"]),
    .testTarget(name: "ApusPlotTests", dependencies: ["ApusPlot", "ApusTestSupport"]),
    .testTarget(name: "ApusTrainingTests", dependencies: ["ApusTraining", "ApusTestSupport"]),
    .testTarget(name: "ApusClassicTests", dependencies: ["ApusClassic", "ApusTestSupport"]),
    .testTarget(
      name: "ApusRecipesTests", dependencies: ["Apus", "ApusCommand", "ApusTestSupport"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
