import ApusCore
import ApusData
import ApusFiles
import Foundation
import Testing

@testable import ApusInterop

@Suite struct HDF5Tests {
  @Test func whatIsWrittenComesBack() throws {
    let many = (0..<3000).map { ("name \($0)", HDF5Node.group([])) }
    let root = HDF5Node.group([
      ("floats", .dataset(Tensor([1, 2.5, -3] as [Float]))),
      (
        "inner",
        .group([
          ("ż", .dataset(Tensor([1, 2, 3, 4, 5, 6] as [Double], shape: [3, 2]))),
          ("empty", .dataset(Tensor([Float](), shape: [0, 4]))),
          ("count", .dataset(Tensor(Int32(7)))), ("nothing", .group([])),
        ])
      ), ("many", .group(many)),
    ])
    try withTemporaryFile { path in
      try HDF5Writer.write(root, to: path)
      let file = try MappedFile(path)
      try withExtendedLifetime(file) {
        let read = try HDF5Reader.read(file.bytes, path: path)
        #expect(read.datasets["floats"]?.tensor()?.floats == [1, 2.5, -3])
        let inner = try #require(read.groups["inner"])
        #expect(inner.datasets["ż"]?.tensor()?.doubles == [1, 2, 3, 4, 5, 6])
        #expect(inner.datasets["ż"]?.shape == [3, 2])
        #expect(inner.datasets["empty"]?.tensor()?.shape == [0, 4])
        #expect(inner.datasets["count"]?.tensor()?.type == TensorType([], .int32))
        #expect(inner.groups["nothing"] != nil && read.groups["many"]?.groups.count == 3000)
      }
    }
  }

  @Test func onlyFilesOfTheFormatAreRead() throws {
    for bytes in [Data(), Data("HDF5".utf8), Data([0x89, 0x48, 0x44, 0x46])] {
      try withTemporaryFile(bytes) { path in
        let error = #expect(throws: FileError.self) { try KerasFile(path) }
        #expect(error?.problem.contains("is not an HDF5 file") == true)
      }
    }
  }

  /// Objects linked to twice, and arrays that are not where the file is.
  @Test func circlesAndWrongPlacesAreRefused() throws {
    let node = HDF5Node.group([
      ("a", .group([])), ("b", .dataset(.zeros([100]))), ("c", .dataset(.zeros([100]))),
    ])
    try withTemporaryFile { path in
      try HDF5Writer.write(node, to: path)
      let whole = [UInt8](try #require(FileManager.default.contents(atPath: path)))
      func replace(_ old: UInt64, _ new: UInt64) throws -> Data {
        let pattern = little(old)
        let place = try #require(
          (96..<whole.count - 8).first { Array(whole[$0..<$0 + 8]) == pattern })
        return Data(whole[..<place] + little(new) + whole[(place + 8)...])
      }
      let elements = UInt64(whole.count - 800)
      let last = UInt64(try #require(address(of: "c", in: whole)))
      for (bytes, says) in [
        (try replace(last, 96), "linked to twice"),
        (try replace(elements, UInt64(whole.count - 40)), "beyond"),
        (try replace(400, 1 << 40), "beyond"), (try replace(400, 392), "392 bytes, not 400"),
      ] {
        try withTemporaryFile(bytes) { path in
          let error = #expect(throws: FileError.self) { try KerasFile(path) }
          #expect(error?.problem.contains(says) == true, "\(error?.problem ?? "")")
        }
      }
    }
  }

  /// Where the link called `name` leads.
  private func address(of name: String, in bytes: [UInt8]) -> Int? {
    let link: [UInt8] = [1, 0, 1] + name.utf8
    return (96..<bytes.count - 12).first { Array(bytes[$0..<$0 + 4]) == link }
      .map { place in (0..<8).reduce(0) { $0 | Int(bytes[place + 4 + $1]) << (8 * $1) } }
  }

  @Test(arguments: ["graph", "sequences"], [".keras", ".weights.h5", ".h5"])
  func damagedFilesThrowAndNeverCrash(_ name: String, _ ending: String) throws {
    let whole = try KerasCase.named(name).file(ending)
    try expectNoHarm(whole, rounds: 40) { path in
      let file = try KerasFile(path)
      if file.hasArchitecture { _ = try file.makeModel() }
      return 0
    }
  }
}
