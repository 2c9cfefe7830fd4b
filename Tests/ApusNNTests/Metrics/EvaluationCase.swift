import ApusCore
import ApusTestSupport
import Foundation
import Testing

@testable import ApusNN

/// A case of `Tests/Golden/evaluation_*.json`: each file fills the fields it needs.
struct EvaluationCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  /// The figures by name; nil where the other library's is not finite.
  let values: [String: Double?]
  let figures: [String: [Double?]]?
  let classes: Int?
  let truth: String?
  let recognized: String?
  let scores: [Double]?
  let scale: Double?
  let thresholds: [Double]?
  let width: Int?
  let targets: [Double]?
  let predictions: [Double]?
  let hypotheses: [String]?
  let references: [[String]]?
  let images: Int?
  let detections: [[Double]]?
  let truths: [[Double]]?
  let data: [Double]?
  let samples: [Double]?
  let confidence: Double?

  var testDescription: String { name }

  static func all(_ file: String) -> [EvaluationCase] {
    (try? goldenCases("evaluation_\(file)")) ?? []
  }

  /// Expects a figure of this case's `values` to 1e-9.
  func expect(_ found: Double, _ figure: String, location: SourceLocation = #_sourceLocation) throws
  {
    let wanted = try #require(values[figure], "\(figure) is missing", sourceLocation: location)
    expectFigure(found, wanted, "\(name): \(figure)", location: location)
  }

  /// Expects the figure of every metric that is in this case's `values` by its name; of one batch,
  /// and of several with the state handed on by a checkpoint after each.
  func expectMetrics(_ prediction: Tensor, _ target: Tensor) throws {
    for kind in MetricKind.all where values.keys.contains(kind.name) {
      try expect(kind(prediction, target), kind.name)
      try expect(try resumed(kind, prediction, target), kind.name)
    }
  }
}

/// Expects two figures to agree to 1e-9; where none is wanted the one found must not be finite.
func expectFigure(
  _ found: Double, _ wanted: Double?, _ what: String,
  location: SourceLocation = #_sourceLocation
) {
  if let wanted {
    #expect(
      abs(found - wanted) <= 1e-9 * max(1, abs(wanted)), "\(what): \(found), not \(wanted)",
      sourceLocation: location)
  } else {
    #expect(!found.isFinite, "\(what): \(found)", sourceLocation: location)
  }
}

func expectFigures(
  _ found: [Double], _ wanted: [Double?]?, _ what: String,
  location: SourceLocation = #_sourceLocation
) {
  #expect(found.count == wanted?.count, "\(what)", sourceLocation: location)
  for (one, other) in zip(found, wanted ?? []) {
    expectFigure(one, other, what, location: location)
  }
}

/// A metric over batches of three, each by a fresh metric that takes over the state as JSON keeps
/// it; traps where that ends in other bits than one metric that goes through.
func resumed(_ kind: MetricKind, _ prediction: Tensor, _ target: Tensor) throws -> Double {
  var through = kind.make()
  var state = through.state
  let count = prediction.shape[0]
  for start in stride(from: 0, to: count, by: 3) {
    let places = Tensor((start..<min(count, start + 3)).map { Int32($0) })
    let batch = (prediction.gathered(at: places), target.gathered(at: places))
    var next = kind.make()
    next.state = state
    next.update(batch.0, batch.1)
    through.update(batch.0, batch.1)
    state = try JSONDecoder().decode([Double].self, from: JSONEncoder().encode(next.state))
  }
  var last = kind.make()
  last.state = state
  #expect(last.value.bitPattern == through.value.bitPattern || last.value.isNaN, "\(kind.name)")
  last.reset()
  #expect(last.state == kind.make().state && last.value.isNaN, "\(kind.name)")
  return through.value
}

/// The numbers that a string of digits stands for.
func digits(_ text: String?) throws -> [Int] {
  try #require(text).map { try #require($0.wholeNumberValue) }
}
