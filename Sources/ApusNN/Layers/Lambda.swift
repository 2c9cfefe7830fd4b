import ApusCore

/// f(x), a function of one's own as a layer.
///
/// ```swift
/// let model = Sequential {
///   Lambda { x in x / 127.5 - 1 }
///   Flatten()
///   Dense(10)
/// }
/// ```
///
/// Modules that the function uses are listed, so that the model trains and counts them. A model
/// with such a layer keeps its weights by `saveWeights(to:)`: no file can carry the function. In a
/// functional graph, operations on symbols can be saved. Source: Keras 3 `Lambda`.
public final class Lambda: Layer {
  /// The modules that the function uses.
  public let modules: [any Module]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?
  private let function: (Tensor) -> Tensor

  /// A layer of this function, which takes batches [batch, …] and gives batches.
  public init(
    name: String? = nil, holding modules: [any Module] = [],
    _ function: @escaping (Tensor) -> Tensor
  ) {
    self.name = name
    self.modules = modules
    self.function = function
  }

  /// The function's value.
  public func callAsFunction(_ input: Tensor) -> Tensor { function(input) }

  /// True: its modules stay the same objects.
  public var hasFixedChildren: Bool { true }
}
