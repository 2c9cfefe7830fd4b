/// out[…, k, …] = s Σ x[…, j, …] e^(∓2πi jk/n) along an axis of complex numbers, pairs on a
/// trailing axis of 2.
///
/// The transform is linear and symmetric, so the gradient, which conjugates it, is the transform of
/// the other sign.
package struct FourierTransform: Primitive {
  package static let name = "dft"
  package let axis: Int
  package let isInverse: Bool
  package let scale: Double

  package var attributes: [String: Attribute] {
    ["axis": .integer(axis), "inverse": .flag(isInverse), "scale": .number(scale)]
  }

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [
      apply(
        FourierTransform(axis: axis, isInverse: !isInverse, scale: scale), [context.gradient])
    ]
  }
}

/// The discrete Fourier transform X[k] = Σ x[j] e^(−2πi jk/n) along axes of a complex tensor.
///
/// ```swift
/// let spectrum = fft(Tensor(complexWithReal: signal))
/// let power = (spectrum.realPart.squared + spectrum.imaginaryPart.squared)
/// ```
///
/// Complex tensors have real and imaginary part on a trailing axis of extent 2; `axes` count
/// without it. Any extent will do; products of 2, 3, 4 and 5 are quickest, large primes slow.
/// Computed in double precision and rounded to the tensor's type.
///
/// - Parameters:
///   - x: float32 or float64, shape […, 2]; traps otherwise.
///   - axes: one axis, two for an image, or more; negative ones count from the end.
/// - Source: Cooley & Tukey 1965; lecture S0:219, catalogue A14.
public func fft(_ x: Tensor, axes: [Int] = [-1]) -> Tensor {
  fourierTransform(x, axes, isInverse: false, in: "fft")
}

/// The inverse of ``fft(_:axes:)``: x[j] = (1/n) Σ X[k] e^(2πi jk/n) along axes of a complex
/// tensor.
public func inverseFFT(_ x: Tensor, axes: [Int] = [-1]) -> Tensor {
  fourierTransform(x, axes, isInverse: true, in: "inverseFFT")
}

private func fourierTransform(
  _ x: Tensor, _ axes: [Int], isInverse: Bool, in operation: StaticString
) -> Tensor {
  x.requireComplex(in: operation)
  require(
    x.dtype == .float32 || x.dtype == .float64,
    "\(operation): \(x.dtype); complex numbers are float32 or float64")
  let shape = x.shape.removing(x.rank - 1)
  let axes = axes.map { shape.axis($0, in: operation) }
  require(
    Set(axes).count == axes.count && !axes.isEmpty, "\(operation): axes \(axes); each once")
  return axes.reduce(x) { x, axis in
    let scale = isInverse ? 1 / Double(max(shape[axis], 1)) : 1
    return apply(FourierTransform(axis: axis, isInverse: isInverse, scale: scale), [x])
  }
}

extension Tensor {
  /// Complex numbers of these parts, real ones where the second is left out: shape […, 2].
  public init(complexWithReal real: Tensor, imaginary: Tensor? = nil) {
    self = Tensor.stacked(
      [real, imaginary ?? .zeros(real.shape, dtype: real.dtype)], axis: real.rank)
  }

  /// The real parts of a complex tensor, shape […, 2]; traps where the last axis is not 2.
  public var realPart: Tensor { part(0) }

  /// The imaginary parts of a complex tensor, shape […, 2]; traps where the last axis is not 2.
  public var imaginaryPart: Tensor { part(1) }

  private func part(_ index: Int) -> Tensor {
    requireComplex(in: "complex tensor")
    return sliced(axis: -1, from: index, to: index + 1).squeezed(axis: -1)
  }

  func requireComplex(in operation: StaticString) {
    require(
      rank > 0 && shape[rank - 1] == 2,
      "\(operation): \(shape); the last axis holds real and imaginary part and must be 2")
  }
}
