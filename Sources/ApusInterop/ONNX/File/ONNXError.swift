/// Why a model has no form in the Open Neural Network Exchange, or cannot be run: one line.
public struct ONNXError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What is wrong, and what to do.
  public let description: String
  /// Whether types alone do not tell: what an operator makes depends on the numbers that reach it.
  let dependsOnValues: Bool

  init(_ description: String, dependsOnValues: Bool = false) {
    self.description = description
    self.dependsOnValues = dependsOnValues
  }
}
