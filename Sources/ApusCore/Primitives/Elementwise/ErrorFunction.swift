import CApusKernels

/// out = erf x = 2/√π ∫₀ˣ e^−t² dt
package struct ErrorFunction: InputGradientPrimitive {
  package static let name = "erf"
  package static let kernel = APUS_ERF
  // 2/√π
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor {
    dy * exp(-square(x)) * 1.1283791670955126
  }
}

/// The error function erf x = 2/√π ∫₀ˣ e^−t² dt. Whole numbers become float32.
public func erf(_ x: Tensor) -> Tensor { apply(ErrorFunction(), [x.floatingPoint]) }
