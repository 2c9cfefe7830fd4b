/// What the code of a task runs with: the device, the mode, the precision of products, the source
/// of random numbers.
///
/// ``Device``, ``Mode``, ``ProductPrecision`` and ``RandomGenerator`` each set one part of it. Set
/// several at once where a scope is entered often, as a training step does: a scope costs the same
/// whatever it changes.
///
/// ```swift
/// var execution = Execution.current
/// execution.mode = .training
/// execution.precision = .bfloat16
/// let output = execution { model(images) }
/// ```
///
/// It belongs to a task and passes to its child tasks.
public struct Execution: Sendable {
  /// Where new tensors are made.
  public var device: Device = .cpu
  /// Whether models are trained or used; nil leaves it to ``Mode/current``.
  public var mode: Mode?
  /// The precision of products and convolutions.
  public var precision: ProductPrecision = .float32
  /// Where random operations draw from; nil for the generator of the process.
  public var generator: RandomGenerator?
  /// Where layers put the penalties of their outputs; nil where nobody collects them.
  package var penalties: CollectedPenalties?

  /// On the CPU, in float32, nothing else set.
  public init() {}

  @TaskLocal private static var ofTask = Execution()

  /// What this task runs with.
  public static var current: Execution { ofTask }

  /// Runs `body` with all of this.
  public func callAsFunction<R>(_ body: () throws -> R) rethrows -> R {
    try Self.$ofTask.withValue(self, operation: body)
  }

  /// Runs `body` with one part of the current execution changed.
  static func with<R>(
    _ change: (inout Execution) -> Void, _ body: () throws -> R
  ) rethrows -> R {
    var execution = current
    change(&execution)
    return try execution(body)
  }
}

/// The sum of what layers add to a loss during a forward pass. It belongs to one task.
package final class CollectedPenalties: @unchecked Sendable {
  /// The sum; nil before anything was added.
  package private(set) var sum: Tensor?

  /// Nothing yet.
  package init() {}

  /// Adds a scalar.
  package func add(_ penalty: Tensor) { sum = sum.map { $0 + penalty } ?? penalty }
}
