extension Tensor {
  /// Whether the element is false, or 0: bool.
  public static prefix func .! (x: Tensor) -> Tensor { x.cast(to: .bool) .^ Tensor(true) }
}
