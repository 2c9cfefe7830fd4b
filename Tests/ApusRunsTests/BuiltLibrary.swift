import Foundation

/// The library as it was built beside these tests, for what they give to the compiler themselves.
enum BuiltLibrary {
  /// The package's folder.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The folder of what was built.
  static let products = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    .deletingLastPathComponent()

  /// What `swiftc` must be told to find the modules and the C targets that they name.
  static func importArguments() throws -> [String] {
    let built = try FileManager.default.contentsOfDirectory(atPath: products.path).sorted()
      .map { products.appending(path: $0).appending(path: "module.modulemap").path }
    let checkouts = products.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "checkouts")
    let others = [
      checkouts.appending(path: "GRDB.swift/Sources/GRDBSQLite/module.modulemap").path,
      checkouts.appending(path: "Yams/Sources/CYaml/include/module.modulemap").path,
      root.appending(path: "Sources/COneDNN/module.modulemap").path,
    ]
    let maps = (built + others).filter { FileManager.default.fileExists(atPath: $0) }
    return ["-I", products.appending(path: "Modules").path]
      + maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
  }

  /// What `swiftc` must be told to link a program with the library: the objects of `apus` but those
  /// of its own beginning, listed in the file `list`, and the system's libraries.
  static func linkArguments(list: String) throws -> [String] {
    let objects = products.appending(path: "apus.product/Objects.LinkFileList")
    try String(contentsOf: objects, encoding: .utf8).split(separator: "\n")
      .filter { !$0.contains("/ApusMain.build/") }.joined(separator: "\n")
      .write(toFile: list, atomically: true, encoding: .utf8)
    let libraries = ["stdc++", "jpeg", "png", "dnnl", "gomp", "m", "z"]
    return ["@\(list)"] + libraries.map { "-l\($0)" }
  }

  /// Runs the compiler; what it says of errors, empty where there are none.
  static func compile(_ arguments: [String]) throws -> String {
    try output(of: "swiftc", ["-swift-version", "6"] + arguments)
  }

  /// Runs a tool of the toolchain; what it says on standard error, empty where all went well.
  static func output(of tool: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus != 0 && !output.contains("error: ") {
      return "\(tool): error: \(output)"
    }
    return output
  }
}
