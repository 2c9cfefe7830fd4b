import ApusCore
import Foundation

/// A signal without its frequencies at or above `cutoff`: the spectrum times 1 below it, 0
/// elsewhere.
///
/// - Parameters:
///   - signal: real samples along the last axis, taken as one period.
///   - cutoff: in the unit of `samplingRate`.
///   - samplingRate: samples a unit of time; 1024 for 1024 samples of one second, with a cut-off in
///     Hz. Traps unless positive.
/// - Source: lecture S0:219, catalogue A14.
public func idealLowPass(_ signal: Tensor, cutoff: Double, samplingRate: Double) -> Tensor {
  require(signal.rank > 0, "idealLowPass: a scalar has no frequencies")
  require(samplingRate > 0, "idealLowPass: a sampling rate of \(samplingRate); it must be positive")
  let count = signal.shape[signal.rank - 1]
  return filtered(signal, axes: [-1]) { cycles in
    cycles[0] * samplingRate / Double(count) < cutoff ? 1 : 0
  }
}

/// An image without its fine structure: each frequency times H = e^(−D²/2D₀²), D its distance from
/// frequency 0.
///
/// - Parameters:
///   - image: real values, height and width on the last two axes, taken as one period in both
///     directions.
///   - cutoff: D₀, in cycles an image; at this frequency H = e^(−½). Traps unless positive.
/// - Source: Gonzalez & Woods, Digital Image Processing, ch. 4; lecture S3, catalogue A14.
public func gaussianLowPass(_ image: Tensor, cutoff: Double) -> Tensor {
  filtered(image, axes: [-2, -1], response: gaussian(cutoff, in: "gaussianLowPass"))
}

/// An image without its slow changes: each frequency times 1 − e^(−D²/2D₀²); see
/// ``gaussianLowPass(_:cutoff:)``.
public func gaussianHighPass(_ image: Tensor, cutoff: Double) -> Tensor {
  let low = gaussian(cutoff, in: "gaussianHighPass")
  return filtered(image, axes: [-2, -1]) { 1 - low($0) }
}

private func gaussian(
  _ cutoff: Double, in operation: StaticString
) -> (_ cycles: [Double]) -> Double {
  require(cutoff > 0, "\(operation): a cut-off of \(cutoff); it must be positive")
  return { cycles in
    let squared = cycles.reduce(0) { $0 + $1 * $1 }
    return exp(-squared / (2 * cutoff * cutoff))
  }
}

/// The real signal whose spectrum along `axes`, the last ones, is that of `signal` times the
/// response to each frequency, given in cycles a period.
private func filtered(
  _ signal: Tensor, axes: [Int], response: (_ cycles: [Double]) -> Double
) -> Tensor {
  require(signal.rank >= axes.count, "a filter over \(axes.count) axes: \(signal.shape) has fewer")
  let extents = axes.map { signal.shape[signal.rank + $0] }
  var factors: [Double] = []
  for index in 0..<extents.reduce(1, *) {
    var rest = index
    let cycles: [Double] = extents.reversed().map { extent in
      defer { rest /= extent }
      return Double(min(rest % extent, extent - rest % extent))
    }
    factors.append(response(cycles.reversed()))
  }
  let shape = Shape(extents + [1])
  let filter = Tensor(factors, shape: shape).cast(to: signal.dtype)
  return inverseFFT(fft(Tensor(complexWithReal: signal), axes: axes) * filter, axes: axes).realPart
}
