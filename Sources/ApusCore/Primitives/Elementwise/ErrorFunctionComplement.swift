import CApusKernels

/// out = erfc x = 1 − erf x
package struct ErrorFunctionComplement: InputGradientPrimitive {
  package static let name = "erfc"
  package static let kernel = APUS_ERFC
  // −2/√π
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor {
    dy * exp(-square(x)) * -1.1283791670955126
  }
}

/// 1 − erf x, accurate where it is small. Whole numbers become float32.
public func erfc(_ x: Tensor) -> Tensor { apply(ErrorFunctionComplement(), [x.floatingPoint]) }
