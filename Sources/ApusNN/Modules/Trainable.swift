/// A layer that keeps how it is trained, so that `compile`, `fit`, `evaluate` and `predict` can be
/// called on it.
///
/// ``Sequential`` and ``Model`` are; a class of your own becomes so by one stored property:
///
/// ```swift
/// final class Classifier: Trainable {
///   var training: AnyObject?
///   let output = Dense(10)
///   func callAsFunction(_ input: Tensor) -> Tensor { output(input) }
/// }
/// ```
public protocol Trainable: Layer {
  /// What `compile` made: a trainer. Nil before.
  var training: AnyObject? { get set }
}
