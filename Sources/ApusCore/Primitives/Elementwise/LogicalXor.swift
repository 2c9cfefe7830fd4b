import CApusKernels

/// out = whether exactly one is true
package struct LogicalXor: TestPrimitive {
  package static let name = "logical_xor"
  package static let kernel = APUS_XOR
}

extension Tensor {
  /// Whether exactly one is true, element by element, broadcast together: bool. Numbers are true
  /// where they are not 0.
  public static func .^ (a: Tensor, b: Tensor) -> Tensor {
    apply(LogicalXor(), [a.cast(to: .bool), b.cast(to: .bool)])
  }
}
