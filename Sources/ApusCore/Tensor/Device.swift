/// Where a tensor lives and where primitives run.
public enum Device: Sendable, Hashable {
  /// Memory and processors of this machine.
  case cpu
  /// Nowhere: only shapes and element types are computed. A model runs on it to find its shapes, to
  /// be summarised and to be checked, at no cost.
  case meta

  /// The device new tensors are made on in this task; `.cpu` unless set by ``with(_:_:)``.
  public static var current: Device { Execution.current.device }

  /// Runs `body` with new tensors made on `device`.
  public static func with<R>(_ device: Device, _ body: () throws -> R) rethrows -> R {
    try Execution.with({ $0.device = device }, body)
  }
}
