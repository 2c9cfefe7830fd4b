import ApusCore
import ApusData
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusInterop

@Suite struct SafetensorsFileTests {
  @Test(arguments: try InteropCase.cases("safetensors"))
  func readsWhatPythonWrites(_ fixture: InteropCase) throws {
    try withTemporaryFile(fixture.file) { path in
      let whole = try Safetensors(contentsOf: path)
      fixture.expect(whole.tensors)
      #expect(whole.metadata == fixture.metadata)
    }
  }

  @Test func singleTensorsAreReadOnDemand() throws {
    try withTemporaryFile { path in
      try Safetensors(tensors: sampleTensors()).write(to: path)
      let file = try SafetensorsFile(path)
      for (name, tensor) in sampleTensors() {
        #expect(file.type(of: name) == tensor.type)
        #expect(try file.tensor(name).doubles == tensor.doubles)
        #expect(try file.withBytes(of: name) { Array($0) } == tensor.withBytes { Array($0) })
      }
      #expect(file.names.count == sampleTensors().count && file.type(of: "other") == nil)
      #expect(throws: FileError.self) { try file.tensor("other") }
    }
  }

  /// A file of 64 GB with nothing in it but a header: only mapped can it be opened.
  @Test func aFileBeyondMemoryIsOpened() throws {
    try withTemporaryFile { path in
      let size = 1 << 36
      let header =
        Data(
          #"{"big":{"dtype":"F32","shape":[17179869183],"data_offsets":[0,68719476732]},"#.utf8)
        + Data(
          #""last":{"dtype":"F32","shape":[1],"data_offsets":[68719476732,68719476736]}}"#.utf8)
      let bytes = Data([UInt8(header.count), 0, 0, 0, 0, 0, 0, 0]) + header
      try bytes.write(to: URL(fileURLWithPath: path))
      try #require(truncate(path, bytes.count + size) == 0)
      let file = try SafetensorsFile(path)
      #expect(file.names == ["big", "last"])
      #expect(try file.tensor("last").floats == [0])
    }
  }

  @Test func headersBeyondTheLimitAreRefused() throws {
    try withTemporaryFile { path in
      var length = UInt64(100_000_001).littleEndian
      try Data(bytes: &length, count: 8).write(to: URL(fileURLWithPath: path))
      try #require(truncate(path, 200_000_000) == 0)
      #expect(throws: FileError.self) { try SafetensorsFile(path) }
    }
  }

  @Test func aFolderIsNoFile() {
    let folder = TemporaryFolder()
    #expect(throws: FileError.self) { try SafetensorsFile(folder.path) }
    withExtendedLifetime(folder) {}
  }
}
