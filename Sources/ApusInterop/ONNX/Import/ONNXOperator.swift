import ApusCore

/// An operator of ONNX: its name and what it makes of its inputs.
///
/// Each family of operators has a list in its file; ``named(_:version:)`` finds one among all.
struct ONNXOperator: Sendable {
  typealias Rule = @Sendable (ONNXCall) throws -> [Tensor]

  let name: String
  /// How many inputs it takes, those that are left out among them.
  let inputCounts: ClosedRange<Int>
  /// The versions of the set of operators in which it means what ``rule`` does.
  let versions: ClosedRange<Int>
  /// Inputs that say a form rather than hold weights: a constant there is never learned.
  let forms: Set<Int>
  /// Inputs that hold statistics, which are kept but not learned.
  let statistics: Set<Int>
  let effect: ValueEffect
  /// What it makes of its inputs.
  let rule: Rule

  init(
    _ name: String, _ inputCounts: ClosedRange<Int>,
    versions: ClosedRange<Int> = ONNXOperator.allVersions, forms: Set<Int> = [],
    statistics: Set<Int> = [], effect: ValueEffect = .changes, _ rule: @escaping Rule
  ) {
    self.name = name
    self.inputCounts = inputCounts
    self.versions = versions
    self.forms = forms
    self.statistics = statistics
    self.effect = effect
    self.rule = rule
  }

  /// The sets of operators that are read.
  static let allVersions = 7...28

  /// All operators.
  static let all: [ONNXOperator] =
    elementwise + logic + activations + products + convolutions + poolings + normalizations
    + reductions + shaping + joining + indexing + scattering + constants + resizing + attention
    + regions + fourier + losses + einsum

  private static let byName = Dictionary(grouping: all, by: \.name)

  /// The operator of that name in a version of the set; nil where it is not supported.
  static func named(_ name: String, version: Int) -> ONNXOperator? {
    byName[name]?.first { $0.versions.contains(version) }
  }

  /// What it makes of the inputs of `call`.
  func callAsFunction(_ call: ONNXCall) throws -> [Tensor] {
    guard inputCounts.contains(call.inputs.count) else {
      let most = inputCounts.upperBound == Int.max ? "or more" : "to \(inputCounts.upperBound)"
      throw call.fail("\(call.inputs.count) inputs; expected \(inputCounts.lowerBound) \(most)")
    }
    return try rule(call)
  }

  /// Throws if the library refuses what the operator would do with the inputs of `call`, or if a
  /// tensor on the way would be larger than the call allows. Nothing is computed.
  func ensurePossible(_ call: ONNXCall) throws {
    let call = call.withoutElements
    var largest: Result<Int, any Error>?
    let line = trapLine {
      largest = Result { try largestResult { _ = try self(call) } }
    }
    if let line { throw call.fail(line) }
    guard let largest else {
      throw call.fail("it reads what depends on the network's input", dependsOnValues: true)
    }
    guard try largest.get() <= call.limit else {
      throw call.fail("a tensor on the way is impossible, or too large for this file")
    }
  }
}
