import CApusKernels

/// out = x without its fraction
package struct Truncate: StepPrimitive {
  package static let name = "trunc"
  package static let kernel = APUS_TRUNC
}

/// x without its fraction: rounded toward 0. Its gradient is 0.
public func trunc(_ x: Tensor) -> Tensor { x.dtype.isFloatingPoint ? apply(Truncate(), [x]) : x }
