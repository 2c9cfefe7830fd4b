// swift-tools-version: 6.2
import PackageDescription

/// The programs that measure and damage, run by hand. They are a package of their own, so that a
/// program that uses Apus builds none of them and may use their names itself.
let apus: Target.Dependency = .product(name: "Apus", package: "Apus")

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "Apus", path: "..")],
  targets: [
    .executableTarget(name: "Overhead", dependencies: [apus], path: "Overhead"),
    .executableTarget(name: "Operations", dependencies: [apus], path: "Operations"),
    .executableTarget(name: "Augmentation", dependencies: [apus], path: "Augmentation"),
    .executableTarget(name: "ImageLoading", dependencies: [apus], path: "ImageLoading"),
    .executableTarget(name: "ONNXNodes", dependencies: [apus], path: "ONNXNodes"),
    .target(name: "FuzzMemory", path: "FuzzMemory"),
    .executableTarget(name: "Fuzz", dependencies: [apus, "FuzzMemory"], path: "Fuzz"),
    .executableTarget(name: "Pictures", dependencies: [apus], path: "Pictures"),
    .executableTarget(name: "Signals", dependencies: [apus], path: "Signals"),
    .executableTarget(name: "Steps", dependencies: [apus], path: "Steps"),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
