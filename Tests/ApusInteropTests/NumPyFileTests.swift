import ApusCore
import ApusData
import ApusFiles
import Foundation
import Testing

@testable import ApusInterop

@Suite struct NumPyFileTests {
  @Test(arguments: try InteropCase.cases("npy"))
  func readsWhatNumPyWrites(_ fixture: InteropCase) throws {
    try withTemporaryFile(fixture.file) { path in
      let tensor = try NumPyFile(contentsOf: path).tensor
      fixture.expect(["array": tensor])
      #expect(try NumPyFile.type(at: path) == tensor.type)
      guard fixture.same == true else { return }
      try NumPyFile(tensor).write(to: path)
      #expect(FileManager.default.contents(atPath: path) == fixture.file)
    }
  }

  @Test(arguments: try InteropCase.cases("npy", refused: true))
  func whatIsNoTensorIsRefused(_ fixture: InteropCase) throws {
    try fixture.expectRefused { _ = try NumPyFile(contentsOf: $0) }
  }

  @Test func everyElementTypeComesBackEqual() throws {
    for (name, tensor) in sampleTensors() {
      try withTemporaryFile { path in
        try NumPyFile(tensor).write(to: path)
        expectEqual([name: try NumPyFile(contentsOf: path).tensor], [name: tensor])
      }
    }
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4611686018427387904, 4), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4611686018427387904, 4), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
    "{'descr': '<f4', 'fortran_order': 1, 'shape': (2,), }",
    "{'descr': '<f4', 'fortran_order': False}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}",
    "{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} more",
    "{'descr': '', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f4", "{", "",
  ])
  func contradictionsAreErrors(_ header: String) throws {
    let bytes =
      Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0])
      + Data(header.utf8) + Data(count: 8)
    try withTemporaryFile(bytes) { path in
      #expect(throws: FileError.self) { try NumPyFile(contentsOf: path) }
    }
  }

  /// What Python allows beside what NumPy writes.
  @Test func otherSpellingsAreRead() throws {
    let header = "{\"shape\":(2L,),\"fortran_order\":True ,\n'descr':'=f4'}"
    let bytes =
      Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0])
      + Data(header.utf8) + Data([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
    try withTemporaryFile(bytes) { path in
      let tensor = try NumPyFile(contentsOf: path).tensor
      #expect(tensor.floats == [1, -2])
    }
  }

  @Test func damagedFilesThrowAndNeverCrash() throws {
    for name in ["npy: uint32 <", "npy: Fortran order"] {
      let fixture = try #require(try InteropCase.cases("npy").first { $0.name == name })
      try expectNoHarm(fixture.file) { path in
        try NumPyFile(contentsOf: path).tensor.type.byteCount
      }
    }
  }

  @Test func aMissingFileIsNamed() {
    #expect(throws: FileError.self) { try NumPyFile(contentsOf: "/nowhere/x.npy") }
  }
}
