import ApusTestSupport
import Foundation
import Testing

@testable import ApusCore

/// A case of a file in Tests/Golden; see the README there.
struct GoldenCase {
  let name: String
  let config: [String: Any]
  let inputs: [Tensor]
  let outputs: [Tensor]
  let outputGradients: [Tensor?]
  let inputGradients: [Tensor?]

  /// The cases of these kinds in a file of Tests/Golden; records an issue where a kind has none.
  static func read(_ file: String, kinds: [String]) throws -> [GoldenCase] {
    let whole = try JSONSerialization.jsonObject(with: goldenData(file)) as? [String: Any]
    let cases = whole?["cases"] as? [[String: Any]] ?? []
    return kinds.flatMap { kind in
      let found = cases.filter { $0["kind"] as? String == kind }
      #expect(!found.isEmpty, "no golden cases of \(kind)")
      return found.map(GoldenCase.init)
    }
  }

  private init(_ fields: [String: Any]) {
    func tensors(_ key: String) -> [Tensor?] {
      (fields[key] as? [Any] ?? []).map { ($0 as? [String: Any]).map(GoldenCase.tensor) }
    }
    name = fields["name"] as? String ?? "?"
    config = fields["config"] as? [String: Any] ?? [:]
    // Weight and bias, where a case has them, are further inputs here.
    func parameters(_ key: String) -> [Tensor] {
      let named = fields[key] as? [String: [String: Any]] ?? [:]
      return ["weight", "bias"].compactMap { named[$0].map(GoldenCase.tensor) }
    }
    inputs = tensors("inputs").compactMap(\.self) + parameters("parameters")
    outputs = tensors("outputs").compactMap(\.self)
    outputGradients = tensors("outputGradients")
    inputGradients = tensors("inputGradients") + parameters("parameterGradients")
  }

  /// A case with other inputs and cotangents.
  init(copying other: GoldenCase, inputs: [Tensor], outputGradients: [Tensor?]) {
    name = other.name
    config = other.config
    self.inputs = inputs
    outputs = other.outputs
    self.outputGradients = outputGradients
    inputGradients = other.inputGradients
  }

  private static func tensor(_ fields: [String: Any]) -> Tensor {
    let shape = Shape(fields["shape"] as? [Int] ?? [])
    let values = (fields["data"] as? [NSNumber] ?? []).map(\.doubleValue)
    switch fields["type"] as? String {
    case "float32": return Tensor(values.map { Float($0) }, shape: shape)
    case "bfloat16": return Tensor(values.map { BFloat16(Float($0)) }, shape: shape)
    case "int32": return Tensor(values.map { Int32($0) }, shape: shape)
    case "int64": return Tensor(values.map { Int64($0) }, shape: shape)
    case "uint8": return Tensor(values.map { UInt8($0) }, shape: shape)
    case "bool": return Tensor(values.map { $0 != 0 }, shape: shape)
    default: return Tensor(values, shape: shape)
    }
  }

  func integer(_ key: String) -> Int { config[key] as? Int ?? 0 }
  func integers(_ key: String) -> [Int] { config[key] as? [Int] ?? [] }
  func number(_ key: String) -> Double { (config[key] as? NSNumber)?.doubleValue ?? 0 }
  func flag(_ key: String) -> Bool { config[key] as? Bool ?? false }
  func text(_ key: String) -> String { config[key] as? String ?? "" }

  /// Compares outputs and gradients of `function` with the case's.
  func check(
    tolerance: Double = 1e-12, sourceLocation: SourceLocation = #_sourceLocation,
    _ function: ([Tensor]) -> [Tensor]
  ) {
    compare("output", function(inputs), outputs, tolerance, sourceLocation)
    let wanted = inputGradients.indices.filter { inputGradients[$0] != nil }
    if wanted.isEmpty { return }
    let gradients = gradient(at: wanted.map { inputs[$0] }) { points in
      var all = inputs
      for (position, point) in zip(wanted, points) { all[position] = point }
      var sum: Tensor?
      for (output, cotangent) in zip(function(all), outputGradients) {
        guard let cotangent else { continue }
        let term = (output * cotangent).sum()
        sum = sum.map { $0 + term } ?? term
      }
      return sum ?? Tensor(0.0 as Double)
    }
    compare(
      "gradient", gradients, wanted.compactMap { inputGradients[$0] }, tolerance, sourceLocation)
  }

  private func compare(
    _ what: String, _ computed: [Tensor], _ expected: [Tensor], _ tolerance: Double,
    _ sourceLocation: SourceLocation
  ) {
    #expect(computed.count == expected.count, "\(name)", sourceLocation: sourceLocation)
    for (a, b) in zip(computed, expected) {
      #expect(a.shape == b.shape, "\(name): shape of \(what)", sourceLocation: sourceLocation)
      let error = relativeError(a.doubles, b.doubles)
      #expect(
        error <= tolerance, "\(name): \(what) is off by \(error)", sourceLocation: sourceLocation)
    }
  }
}
