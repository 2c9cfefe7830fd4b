import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusInterop

/// A model that Keras saved: `Tests/Golden/keras_files.json`, made by the script beside it.
struct KerasCase: Decodable, CustomTestStringConvertible, Sendable {
  struct Packed: Decodable, Sendable {
    let count: Int
    let data: Data
  }

  let name: String
  let input: GoldenTensor
  let output: GoldenTensor
  private let files: [String: Packed]

  var testDescription: String { name }

  static func cases() throws -> [KerasCase] { try goldenCases("keras_files") }

  static func named(_ name: String) throws -> KerasCase {
    try #require(try cases().first { $0.name == name })
  }

  /// The bytes of the file with this ending.
  func file(_ ending: String) throws -> Data {
    let packed = try #require(files[ending])
    return Data(
      try #require(packed.data.withUnsafeBytes { Deflate.decompress($0, count: packed.count) }))
  }

  /// What is in the file with this ending.
  func read(_ ending: String) throws -> KerasFile {
    try withTemporaryFile(try file(ending)) { try KerasFile($0) }
  }

  /// Expects that `model` gives what Keras's did, to 10⁻⁵.
  func expect(_ model: any Layer, _ comment: Comment) {
    let x = Tensor(input.data, shape: Shape(input.shape)).cast(to: .float32)
    let y = Mode.inference { model(x) }
    #expect(y.shape.array == output.shape, comment)
    let most = output.data.map(abs).max() ?? 0
    let error = zip(y.doubles, output.data).map { abs($0 - $1) }.max() ?? .infinity
    #expect(error <= 1e-5 * max(1, most), comment)
  }
}
