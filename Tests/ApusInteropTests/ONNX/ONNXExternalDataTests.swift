import ApusData
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusInterop

/// Weights in files beside the ONNX file.
@Suite struct ONNXExternalDataTests {
  private let folder = TemporaryFolder()

  @Test(arguments: ["m", "model.onnx"], ["w", "weights.bin"])
  func namesMayHaveOneLetter(_ name: String, _ location: String) throws {
    try folder.write([1, 2, 3, 4], to: location)
    let others = ONNXExternalData(beside: folder[name])
    let bytes = try others.bytes(
      ["location": location, "offset": "1", "length": "2"], count: 2, of: "weight", in: name)
    #expect(Array(bytes) == [2, 3])
  }

  /// A name without a folder is in the working folder.
  @Test func aFileOfOneLetterIsInTheWorkingFolder() {
    let others = ONNXExternalData(beside: "m")
    let error = #expect(throws: FileError.self) {
      try others.bytes(["location": "no-such-file"], count: 1, of: "weight", in: "m")
    }
    #expect(error?.path == FileManager.default.currentDirectoryPath + "/no-such-file")
  }
}
