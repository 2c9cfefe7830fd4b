import ApusCore

/// An optimizer that evaluates the loss several times for one update: by a line search, or in
/// several steps on one batch.
///
/// A training step's `minimize` gives it the loss. The function must be the same each time, so
/// training puts the generator back before each evaluation: dropout and noise draw the same.
public protocol ReevaluatingOptimizer: Optimizer {
  /// Moves `parameters` along a function of them.
  ///
  /// - Parameters:
  ///   - gradients: one for each parameter, of its shape and element type, at its present value.
  ///   - value: the loss there.
  ///   - loss: the loss at whatever values the parameters have when it is called.
  /// - Throws: what `loss` throws; then the parameters have their values of before.
  func update(
    _ parameters: [Parameter], _ gradients: [Tensor], loss value: Tensor,
    reevaluating loss: () throws -> Tensor) throws
}
