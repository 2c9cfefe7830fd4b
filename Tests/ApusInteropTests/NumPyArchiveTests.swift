import ApusCore
import ApusData
import ApusFiles
import Foundation
import Testing

@testable import ApusInterop

@Suite struct NumPyArchiveTests {
  @Test(arguments: try InteropCase.cases("npz"))
  func readsWhatNumPyWrites(_ fixture: InteropCase) throws {
    try withTemporaryFile(fixture.file) { path in
      let archive = try NumPyArchive(path)
      let tensors = try archive.tensors()
      fixture.expect(tensors)
      #expect(archive.names.sorted() == tensors.keys.sorted())
      for name in archive.names { #expect(try archive.type(of: name) == tensors[name]?.type) }
      #expect(throws: FileError.self) { try archive.tensor("other") }
    }
  }

  @Test(arguments: try InteropCase.cases("npz", refused: true))
  func whatIsNoArchiveIsRefused(_ fixture: InteropCase) throws {
    try fixture.expectRefused { _ = try NumPyArchive($0).tensors() }
  }

  @Test(arguments: [false, true])
  func everyElementTypeComesBackEqual(_ compressed: Bool) throws {
    try withTemporaryFile { path in
      try NumPyArchive.write(sampleTensors(), to: path, compressed: compressed)
      expectEqual(try NumPyArchive(path).tensors(), sampleTensors())
      let bytes = FileManager.default.contents(atPath: path)
      try NumPyArchive.write(sampleTensors(), to: path, compressed: compressed)
      #expect(FileManager.default.contents(atPath: path) == bytes)
    }
  }

  @Test func compressionHelps() throws {
    let zeros = ["zeros": Tensor.zeros([10_000])]
    try withTemporaryFile { path in
      try NumPyArchive.write(zeros, to: path, compressed: true)
      #expect(try #require(FileManager.default.contents(atPath: path)).count < 1000)
      expectEqual(try NumPyArchive(path).tensors(), zeros)
    }
  }

  @Test func namesThatNoArchiveHolds() throws {
    try withTemporaryFile { path in
      for name in ["", String(repeating: "n", count: 70_000)] {
        #expect(throws: FileError.self) {
          try NumPyArchive.write([name: Tensor(1.0 as Double)], to: path)
        }
      }
    }
  }

  @Test(arguments: [false, true])
  func damagedFilesThrowAndNeverCrash(_ compressed: Bool) throws {
    // Short entries: damage to their headers matters, not to their elements.
    let tensors = ["a": Tensor([1, 2, 3] as [Float]), "b": Tensor([true, false])]
    try withTemporaryFile { path in
      try NumPyArchive.write(tensors, to: path, compressed: compressed)
      try expectNoHarm(try #require(FileManager.default.contents(atPath: path))) { path in
        try NumPyArchive(path).tensors().values.reduce(0) { $0 + $1.type.byteCount }
      }
    }
  }

  @Test func aWrongByteFailsTheChecksum() throws {
    try withTemporaryFile { path in
      try NumPyArchive.write(["a": Tensor([1, 2, 3] as [Float])], to: path)
      var bytes = try #require(FileManager.default.contents(atPath: path))
      bytes[bytes.count / 2 + 20] ^= 1
      let place = try #require(bytes.range(of: Data([0, 0, 0x40, 0x40])))
      bytes[place.lowerBound] = 1
      try bytes.write(to: URL(fileURLWithPath: path))
      #expect(throws: FileError.self) { try NumPyArchive(path).tensors() }
    }
  }
}
