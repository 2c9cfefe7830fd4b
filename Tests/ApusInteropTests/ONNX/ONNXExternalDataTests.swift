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
    let tensor = try others.tensor(
      ["location": location, "offset": "1", "length": "2"], .uint8, [2], count: 2, of: "weight",
      in: name
    ) { StoredElement.uint8.tensor($0, shape: [2]) }
    #expect(tensor?.doubles == [2, 3])
  }

  /// Weights that are tied lie at one place; those that merely overlap are refused, as a small file
  /// could claim much memory.
  @Test func tiedWeightsAreReadOnce() throws {
    try folder.write([1, 2, 3, 4], to: "w")
    let others = ONNXExternalData(beside: folder["m"])
    func read(_ offset: Int) throws -> [Double]? {
      try others.tensor(
        ["location": "w", "offset": "\(offset)"], .uint8, [3], count: 3, of: "weight", in: "m"
      ) { StoredElement.uint8.tensor($0, shape: [3]) }?.doubles
    }
    for _ in 0..<3 { #expect(try read(0) == [1, 2, 3]) }
    let overlap = #expect(throws: FileError.self) { try read(1) }
    #expect(overlap?.description.contains("overlap") == true)
    let short = #expect(throws: FileError.self) { try read(2) }
    #expect(short?.description.contains("4 bytes end before") == true)
    try FileManager.default.createSymbolicLink(
      atPath: folder["link"], withDestinationPath: "/etc/passwd")
    let link = #expect(throws: FileError.self) {
      try others.tensor(["location": "link"], .uint8, [1], count: 1, of: "weight", in: "m") { _ in
        nil
      }
    }
    #expect(link?.description.contains("a link that leads out of the model's folder") == true)
  }

  /// A name without a folder is in the working folder.
  @Test func aFileOfOneLetterIsInTheWorkingFolder() {
    let others = ONNXExternalData(beside: "m")
    let error = #expect(throws: FileError.self) {
      try others.tensor(
        ["location": "no-such-file"], .uint8, [1], count: 1, of: "weight", in: "m"
      ) { _ in nil }
    }
    #expect(error?.path == FileManager.default.currentDirectoryPath + "/no-such-file")
  }
}
