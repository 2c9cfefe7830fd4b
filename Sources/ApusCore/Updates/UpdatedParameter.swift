/// A parameter that updates move, with what their rule remembers of it.
package final class UpdatedParameter {
  package let parameter: Parameter
  /// The parameter's type when this was made, which its state has too.
  package let type: TensorType
  private var parts: [Tensor?]
  /// Whether there is a state to update.
  let hasState: Bool

  /// The most parts that a rule's state has.
  package static let mostParts = 3

  /// A parameter and the parts of its state in the rule's order; nil where the rule leaves a place
  /// empty.
  ///
  /// Traps on a parameter without a shape or of a type other than float32 and float64, and on state
  /// of another type.
  package init(_ parameter: Parameter, state: (TensorType) -> [Tensor?]) {
    guard let type = parameter.type else {
      trap("optimizer: a parameter without a shape; call or build the model first")
    }
    require(
      Self.canHave(type),
      "optimizer: a parameter of type \(type); float32 and float64 can be updated")
    self.parameter = parameter
    self.type = type
    parts = state(type).map { $0?.withoutDerivative }
    hasState = !parts.isEmpty
    require(
      parts.count <= Self.mostParts && parts.allSatisfy { $0.map { $0.type == type } ?? true },
      "optimizer: state \(parts.map { $0?.type }) for a parameter \(type)")
  }

  /// The parts of the state, in the rule's order. Later updates do not change these tensors.
  package var state: [Tensor?] { parts }

  /// Whether parameters of this type can be updated: those of float32 and float64.
  package static func canHave(_ type: TensorType) -> Bool {
    type.dtype == .float32 || type.dtype == .float64
  }

  /// Whether the parameter still has the type that it had.
  package var isCurrent: Bool { parameter.type == type }

  /// Calls `body` with the parts of the state for an update in place.
  func withParts(_ body: (inout UnsafeMutableBufferPointer<Tensor?>) -> Void) {
    parts.withUnsafeMutableBufferPointer(body)
  }
}
