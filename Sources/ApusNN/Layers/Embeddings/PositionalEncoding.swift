import ApusCore

/// The sinusoidal code of places: at place p, sin(p / base^(2i/width)) in column 2i and the cosine
/// of the same in column 2i + 1.
///
/// The wavelengths run from 2π to 2π · base, and the code of p + k is a rotation of that of p.
///
/// - Parameters:
///   - positions: the number of places.
///   - width: the number of columns.
///   - base: above 1.
/// - Returns: [positions, width].
/// - Source: Vaswani et al. 2017, §3.5; lecture S0.
public func sinusoidalEncoding(
  positions: Int, width: Int, base: Double = 10_000, dtype: DType = .float32
) -> Tensor {
  require(
    positions >= 0 && width > 0 && base > 1,
    "sinusoidalEncoding: \(positions) positions, width \(width), base \(base)")
  let places = Tensor.range(0, Double(positions), dtype: .float64).expandingDimension(at: 1)
  let columns = Tensor.range(0, Double(width), dtype: .float64)
  let pairs = floor(columns * 0.5)
  let frequencies = exp(pairs * log(Tensor([base])) * (-2 / Double(width)))
  // A cosine is a sine a quarter turn ahead.
  let phases = (columns - pairs * 2) * (Double.pi / 2)
  return sin(places * frequencies + phases).cast(to: dtype)
}

/// x + the sinusoidal code of its places; nothing is learned.
///
/// Input [batch, time, width]; output of the same shape. Source: Vaswani et al. 2017; lecture S0.
public final class PositionalEncoding: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``PositionalEncoding``.
  public struct Configuration: Settings {
    /// The longest wavelength is 2π times this.
    public var base = 10_000.0
    public static let limits: Limits = ["base": .number(1.001...1e9)]
    public static var defaults: Self { Self() }
  }

  public static let summary = "x + the sinusoidal code of its places"
  // The code of the longest input so far.
  private var known: Tensor?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps on a base that is not above 1.
  public convenience init(base: Double = 10_000, name: String? = nil) {
    self.init(Configuration(base: base), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 3 && input.dtype.isFloatingPoint,
      "PositionalEncoding: an input \(input.type); it needs floating point, [batch, time, width]")
    let (time, width) = (input.shape[1], input.shape[2])
    if let known, known.shape[0] >= time, known.shape[1] == width, known.dtype == input.dtype {
      return input + known.sliced(axis: 0, to: time)
    }
    let code = withoutDerivatives {
      sinusoidalEncoding(positions: time, width: width, base: settings.base, dtype: input.dtype)
    }
    // Shapes alone are not kept; the sum is taken all the same, so that no trace misses it.
    if code.device != .meta { known = code }
    return input + code
  }
}
