import Apus
import ApusRuns
import ApusTestSupport
import Foundation
import Testing

/// Damaged model files: an error of one line or a model, never a crash. `Benchmarks/Fuzz` reads
/// thousands of them.
@Suite struct ModelFileDamageTests {
  private let folder = TemporaryFolder()

  @Test func damagedFilesThrowAndNeverCrash() throws {
    let model = Sequential {
      Conv2D(2, kernel: 3, activation: .relu)
      BatchNormalization()
      Flatten()
      Dense(3)
    }
    model.build([6, 6, 1])
    let description = #"""
      {"recipe": "mnist-mlp", "settings": {}, "dataset": "mnist", "inputShape": [6, 6, 1],
       "classes": ["a", "b", "c"]}
      """#
    let file = try JSONDecoder().decode(ModelFile.self, from: Data(description.utf8))
    let path = folder["model.safetensors"]
    try Safetensors(tensors: model.weights, metadata: file.metadata(for: model)).write(to: path)
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(try ModelFile.load(path).file == file)
    let generator = RandomGenerator(seed: 11)
    for round in 0..<100 {
      var bytes = whole
      if round % 5 == 0 { bytes.removeLast(generator.integer(below: bytes.count)) }
      let place = generator.integer(below: min(bytes.count, 3000))
      switch generator.integer(below: 4) {
      case 0: bytes[place] ^= 1 << UInt8(generator.integer(below: 8))
      case 1: bytes[place] = UInt8(ascii: "9")
      case 2: bytes.insert(UInt8(generator.integer(below: 256)), at: place)
      default: bytes.remove(at: place)
      }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      do {
        _ = try ModelFile.load(path)
      } catch {
        #expect(!"\(error)".contains("\n") && "\(error)".utf8.count < 900, "round \(round)")
      }
    }
  }
}
