import ApusCore
import ApusData
import ApusFiles
import Foundation
import Testing

@testable import ApusInterop

/// Files for `Tests/Golden/interop.py DIR` to read with NumPy and safetensors, run by hand.
@Suite struct InteropFilesTests {
  private struct Numbers: Encodable {
    let shape: [Int]
    let type: String
    let data: [Double]
  }

  static let folder = ProcessInfo.processInfo.environment["APUS_INTEROP_FILES"]

  @Test(.enabled(if: InteropFilesTests.folder != nil, "APUS_INTEROP_FILES names no folder"))
  func writesFiles() throws {
    let folder = try #require(Self.folder)
    try AtomicFile.makeFolder(folder)
    let tensors = sampleTensors()
    for (name, tensor) in tensors { try NumPyFile(tensor).write(to: "\(folder)/\(name).npy") }
    try NumPyArchive.write(tensors, to: "\(folder)/stored.npz")
    try NumPyArchive.write(tensors, to: "\(folder)/deflated.npz", compressed: true)
    try ZipWriter.write(to: "\(folder)/zip64.npz", limit: 0) { archive in
      for (name, tensor) in tensors {
        let file = try withTemporaryFile { path in
          try NumPyFile(tensor).write(to: path)
          return try #require(FileManager.default.contents(atPath: path))
        }
        try file.withUnsafeBytes {
          try archive.append("\(name).npy", compressed: false, pieces: [$0])
        }
      }
    }
    try Safetensors(
      tensors: tensors, metadata: ["format": "apus", "text": "a \"b\"\n\\ ż"]
    ).write(to: "\(folder)/all.safetensors")
    let expected = tensors.mapValues {
      Numbers(shape: $0.shape.array, type: $0.dtype.description, data: $0.doubles)
    }
    try AtomicFile.write(JSONEncoder().encode(expected), to: "\(folder)/expected.json")
  }
}
