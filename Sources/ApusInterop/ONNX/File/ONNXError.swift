/// Why a model has no form in the Open Neural Network Exchange: one line.
public struct ONNXError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What is wrong, and what to do.
  public let description: String

  init(_ description: String) { self.description = description }
}
