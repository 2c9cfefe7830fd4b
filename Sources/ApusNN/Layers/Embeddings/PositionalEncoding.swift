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
public final class PositionalEncoding: Layer {
  /// The longest wavelength is 2π times this.
  public let base: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?
  // The code of the longest input so far.
  private var known: Tensor?

  /// Traps on a base that is not above 1.
  public init(base: Double = 10_000, name: String? = nil) {
    require(base > 1, "PositionalEncoding: a base of \(base); it must be above 1")
    self.base = base
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 3 && input.dtype.isFloatingPoint,
      "PositionalEncoding: an input \(input.type); it needs floating point, [batch, time, width]")
    let (time, width) = (input.shape[1], input.shape[2])
    if let known, known.shape[0] >= time, known.shape[1] == width, known.dtype == input.dtype {
      return input + known.sliced(axis: 0, to: time)
    }
    let code = withoutDerivatives {
      sinusoidalEncoding(positions: time, width: width, base: base, dtype: input.dtype)
    }
    // Shapes alone are not kept; the sum is taken all the same, so that no trace misses it.
    if code.device != .meta { known = code }
    return input + code
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension PositionalEncoding: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["base": .number(base)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(base: try options.number("base", in: 1.001...1e9, default: 10_000), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    guard try single(inputs).rank == 2 else { throw impossible(inputs, "is not [time, width]") }
  }
}
