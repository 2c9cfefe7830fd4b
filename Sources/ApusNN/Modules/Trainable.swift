/// A model that keeps how it is trained between `compile`, `fit` and `evaluate`.
public protocol Trainable: Layer {
  /// What `compile` made; nil before.
  var training: AnyObject? { get set }
}
