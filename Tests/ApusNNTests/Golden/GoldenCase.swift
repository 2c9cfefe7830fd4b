import ApusCore
import ApusTestSupport
import Foundation
import Testing

@testable import ApusNN

/// A case of the files that Keras computed: each fills the fields it needs.
struct GoldenCase: Decodable, CustomTestStringConvertible, Sendable {
  struct LayerRow: Decodable, Sendable {
    let name: String?
    let type: String
    let config: [String: ConfigurationValue]
    let output: [Int]?
    let parameters: Int?
  }

  struct Named: Decodable, Sendable {
    let type: String
    let config: [String: ConfigurationValue]
  }

  let name: String
  let kind: String
  let config: [String: ConfigurationValue]?
  let training: Bool?
  let inputs: [GoldenTensor]?
  let targets: [GoldenTensor]?
  let parameters: [String: GoldenTensor]?
  let outputs: [GoldenTensor]?
  let outputGradients: [GoldenTensor?]?
  let inputGradients: [GoldenTensor?]?
  let parameterGradients: [String: GoldenTensor]?
  let stateAfter: [String: GoldenTensor]?
  let statesAfter: [[String: GoldenTensor]]?
  // Networks
  let input: [Int]?
  let layers: [LayerRow]?
  let total: Int?
  let trainable: Int?
  let nontrainable: Int?
  let optimizer: Named?
  let loss: Named?
  let losses: [Double]?
  let firstGradients: [String: GoldenTensor]?
  let parametersAfter: [String: GoldenTensor]?
  let probe: GoldenTensor?
  let prediction: GoldenTensor?
  // Initializers
  let shape: [Int]?
  let fanIn: Double?
  let fanOut: Double?
  let lower: Double?
  let upper: Double?
  let mean: Double?
  let standardDeviation: Double?
  let quantiles: [[Double]]?

  var testDescription: String { name }

  /// The cases of `Tests/Golden/NAME.json`.
  static func cases(_ name: String) throws -> [GoldenCase] { try goldenCases(name) }

  /// A setting; nil where the case leaves Keras's default.
  func setting(_ name: String) -> ConfigurationValue? { config?[name] }
}

extension ConfigurationValue {
  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var flag: Bool? { if case .flag(let value) = self { value } else { nil } }
  var text: String? { if case .text(let value) = self { value } else { nil } }
  var integers: [Int]? {
    guard case .list(let values) = self else { return nil }
    return values.compactMap(\.integer)
  }
  var pair: (Int, Int)? { integers.map { ($0[0], $0[1]) } }
}

/// Expects |actual − expected| ≤ tolerance · max |expected| everywhere, the latter taken as 10⁻³ at
/// least; NaN is never close.
func expectClose(
  _ actual: Tensor, _ expected: Tensor, _ tolerance: Double = 1e-5, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.shape == expected.shape else {
    Issue.record(
      "\(what): shapes \(actual.shape) and \(expected.shape)", sourceLocation: sourceLocation)
    return
  }
  let found = actual.doubles
  let wanted = expected.doubles
  let scale = wanted.reduce(1e-3) { max($0, abs($1)) }
  let isClose =
    found.count == wanted.count
    && zip(found, wanted).allSatisfy { abs($0 - $1) <= tolerance * scale }
  let worst = zip(found, wanted).map { abs($0 - $1) / scale }.max() ?? 0
  #expect(isClose, "\(what): off by \(worst)", sourceLocation: sourceLocation)
}
