import CApusKernels

/// out = whether at least one is true
struct LogicalOr: TestPrimitive {
  static let name = "logical_or"
  static let kernel = APUS_OR
}

extension Tensor {
  /// Whether at least one is true, element by element, broadcast together: bool. Numbers are true
  /// where they are not 0.
  public static func .| (a: Tensor, b: Tensor) -> Tensor {
    apply(LogicalOr(), [a.cast(to: .bool), b.cast(to: .bool)])
  }
}
