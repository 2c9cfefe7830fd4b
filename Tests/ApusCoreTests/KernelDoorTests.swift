import Foundation
import Testing

/// Kernels are called from ApusCore only, so that a second device has one door.
@Suite struct KernelDoorTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The Swift files below a folder, by their paths from the root; not what was built there.
  private func swiftFiles(_ folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: Self.root.path + "/" + folder).sorted()
      .filter { $0.hasSuffix(".swift") && !$0.hasPrefix(".build/") }.map { folder + "/" + $0 }
  }

  /// Whether a file imports one of the modules that are Core's own.
  private func importsKernels(_ file: String) throws -> Bool {
    let text = try String(contentsOf: Self.root.appending(path: file), encoding: .utf8)
    return text.split(separator: "\n").contains { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place + 1 < words.count else {
        return false
      }
      return ["CApusKernels", "CApusFFT", "COneDNN"].contains(words[place + 1])
    }
  }

  @Test func onlyCoreImportsKernels() throws {
    let files = try ["Sources", "Examples", "Benchmarks"].flatMap(swiftFiles)
    let importers = try files.filter(importsKernels)
    #expect(importers.contains("Sources/ApusCore/CPU/PointwiseKernel.swift"))
    #expect(importers.filter { !$0.hasPrefix("Sources/ApusCore/") } == [])
  }
}
