import ApusCore
import ApusData
import ApusFiles
import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusInterop

/// A file as a fixture holds it.
struct PackedFile: Decodable, Sendable {
  let count: Int
  let data: Data

  /// The bytes.
  func unpacked() throws -> Data {
    Data(try #require(data.withUnsafeBytes { Deflate.decompress($0, count: count) }))
  }
}

/// A model that Keras saved: `Tests/Golden/keras_files.json`, made by the script beside it.
struct KerasCase: Decodable, CustomTestStringConvertible, Sendable {
  let name: String
  let input: GoldenTensor
  let output: GoldenTensor
  private let files: [String: PackedFile]

  var testDescription: String { name }

  static func cases() throws -> [KerasCase] { try goldenCases("keras_files") }

  static func named(_ name: String) throws -> KerasCase {
    try #require(try cases().first { $0.name == name })
  }

  /// The bytes of the file with this ending.
  func file(_ ending: String) throws -> Data { try #require(files[ending]).unpacked() }

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

/// A model of several inputs and outputs that Keras saved: `Tests/Golden/keras_graphs.json`, made
/// by the script beside it.
struct KerasGraphCase: Decodable, CustomTestStringConvertible, Sendable {
  let name: String
  let inputs: [GoldenTensor]
  let outputs: [GoldenTensor]
  let files: [String: PackedFile]

  var testDescription: String { name }

  static func cases() throws -> [KerasGraphCase] { try goldenCases("keras_graphs") }

  static func named(_ name: String) throws -> KerasGraphCase {
    try #require(try cases().first { $0.name == name })
  }

  /// What is in the file with this ending.
  func read(_ ending: String) throws -> KerasFile {
    try withTemporaryFile(try #require(files[ending]).unpacked()) { try KerasFile($0) }
  }

  /// The inputs.
  var tensors: [Tensor] {
    inputs.map { Tensor($0.data, shape: Shape($0.shape)).cast(to: .float32) }
  }

  /// Expects Keras's outputs, to 10⁻⁵.
  func expect(_ found: [Tensor], _ comment: Comment) {
    #expect(found.map(\.shape.array) == outputs.map(\.shape), comment)
    for (tensor, wanted) in zip(found, outputs) {
      let most = max(1, wanted.data.map(abs).max() ?? 0)
      let error = zip(tensor.doubles, wanted.data).map { abs($0 - $1) }.max() ?? .infinity
      #expect(error <= 1e-5 * most, comment)
    }
  }
}
