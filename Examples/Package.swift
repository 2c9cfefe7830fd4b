// swift-tools-version: 6.2
import PackageDescription

/// Small complete programs, a file each, in a package of their own, as a program of yours would be.
/// `Learners` and `Command` beside them belong to the package of the library, whose tests use them.
let programs = [
  "TensorBasics", "FirstNetwork", "OwnLayer", "OwnLearner", "OwnTable", "OwnImages",
  "SavingAndServing", "FromKeras", "TransferLearning", "CallbacksAndSchedules", "Minimizer",
  "Autoencoder",
]

let package = Package(
  name: "Examples",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "Apus", path: "..")],
  targets: programs.map { name in
    .executableTarget(
      name: name, dependencies: [.product(name: "Apus", package: "Apus")], path: "Programs",
      sources: ["\(name).swift"])
  },
  swiftLanguageModes: [.v6]
)
