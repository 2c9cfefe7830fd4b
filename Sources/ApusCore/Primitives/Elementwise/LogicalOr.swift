import CApusKernels

/// out = whether at least one is true
package struct LogicalOr: TestPrimitive {
  package static let name = "logical_or"
  package static let kernel = APUS_OR
}

extension Tensor {
  /// Whether at least one is true, element by element, broadcast together: bool. Numbers are true
  /// where they are not 0.
  public static func .| (a: Tensor, b: Tensor) -> Tensor {
    apply(LogicalOr(), [a.cast(to: .bool), b.cast(to: .bool)])
  }
}
