import ApusCore
import ApusData
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusInterop

@Suite struct SafetensorsTests {
  private let place = TemporaryFolder()

  private func sample() -> Safetensors {
    Safetensors(
      tensors: [
        "weight": Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]),
        "scalar": Tensor(0.5 as Double),
        "half": Tensor([BFloat16(1.5), BFloat16(-2)]),
        "steps": Tensor([7, -8] as [Int64]),
        "classes": Tensor([1, 2, 3] as [Int32]),
        "pixels": Tensor([0, 255, 3] as [UInt8]),
        "mask": Tensor([true, false]),
        "empty": Tensor([Float](), shape: [0, 4]),
      ],
      metadata: ["format": "apus", "quote": "a \"b\" \\ ż"])
  }

  @Test func everyElementTypeComesBackEqual() throws {
    let path = place["a.safetensors"]
    let written = sample()
    try written.write(to: path)
    let read = try Safetensors(contentsOf: path)
    #expect(read.metadata == written.metadata)
    #expect(read.tensors.keys.sorted() == written.tensors.keys.sorted())
    for (name, tensor) in written.tensors {
      let other = try #require(read.tensors[name])
      #expect(other.type == tensor.type && other.doubles == tensor.doubles, "\(name)")
    }
  }

  @Test func equalContentsAreEqualBytes() throws {
    let paths = [place["a.safetensors"], place["b.safetensors"]]
    for path in paths { try sample().write(to: path) }
    #expect(
      FileManager.default.contents(atPath: paths[0])
        == FileManager.default.contents(atPath: paths[1]))
  }

  /// Bytes laid out by hand from the format's description.
  @Test func readsAFileOfTheFormat() throws {
    let path = place["a.safetensors"]
    let header = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    var bytes = Data([UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0]) + Data(header.utf8)
    bytes += Data([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(try Safetensors(contentsOf: path).tensors["a"]?.floats == [1, -2])
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,80]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F8","shape":[8],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775807,-1]}}"#,
    #"{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]},"#
      + #""b":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"__metadata__":{"k":"v","k":"w"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"__metadata__":{"k":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2]}}"#,
    #"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}x"#,
    #" {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"[1,2]"#, #"{"a":3}"#, "{", "",
  ])
  func contradictionsAreErrors(_ header: String) throws {
    let path = place["a.safetensors"]
    let bytes =
      Data([UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0]) + Data(header.utf8) + Data(count: 8)
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(throws: FileError.self) { try Safetensors(contentsOf: path) }
  }

  @Test func damagedFilesThrowAndNeverCrash() throws {
    let path = place["a.safetensors"]
    try sample().write(to: path)
    try expectNoHarm(try #require(FileManager.default.contents(atPath: path))) { path in
      try Safetensors(contentsOf: path).tensors.values.reduce(0) { $0 + $1.type.byteCount }
    }
  }

  @Test func aMissingFileIsNamed() {
    #expect(throws: FileError.self) { try Safetensors(contentsOf: "/nowhere/model.safetensors") }
  }

  @Test func theFormatsOwnNameIsNoTensor() {
    #expect(throws: FileError.self) {
      try Safetensors(tensors: ["__metadata__": Tensor(1.0 as Double)]).write(
        to: place["a.safetensors"])
    }
  }
}
