import CApusKernels

/// out = whether both are true
package struct LogicalAnd: TestPrimitive {
  package static let name = "logical_and"
  package static let kernel = APUS_AND
}

extension Tensor {
  /// Whether both are true, element by element, broadcast together: bool. Numbers are true where
  /// they are not 0.
  public static func .& (a: Tensor, b: Tensor) -> Tensor {
    apply(LogicalAnd(), [a.cast(to: .bool), b.cast(to: .bool)])
  }
}
