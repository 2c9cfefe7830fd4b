import ApusCore

/// (x − μ) / max(√v, 10⁻⁷), or back again: each feature with mean 0 and variance 1.
///
/// μ and v are the mean and population variance of the data that the layer was adapted to, one for
/// each place of the axes that are kept. They are parameters that nothing learns, so a model file
/// carries them, and whoever uses the model need not know how its inputs were scaled.
///
/// ```swift
/// let scaling = Normalization()
/// scaling.adapt(features)                    // [examples, features]
/// let model = Sequential { scaling; Dense(16, activation: .relu); Dense(1) }
/// ```
///
/// Input [batch, …] with those axes; output of the same shape. Defaults as in Keras. Source:
/// lecture S2:1577, scalings; catalogue A10.
public final class Normalization: Layer, MaskPassingLayer {
  public static let summary =
    "(x − μ) / max(√v, 10⁻⁷), or back again: each feature with mean 0 and variance 1"
  /// μ, the extents of the kept axes.
  @Parameter(trainable: false) public var mean: Tensor
  /// v, the same.
  @Parameter(trainable: false) public var variance: Tensor
  /// The axes that have a mean and variance for each place, the batch's being 0; counted from the
  /// end where negative. The others are averaged over.
  public let axes: [Int]
  /// Whether normalized values are turned back: μ + x max(√v, 10⁻⁷).
  public let invert: Bool
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?
  /// Mean and variance that a description of the layer states, for each place or one for all; its
  /// weights are no others. Nil where they were found in data.
  public private(set) var stated: (mean: [Double], variance: [Double])?

  /// The layer before it has seen data: until ``adapt(_:)-(Tensor)`` it passes its input on.
  ///
  /// - Parameters:
  ///   - axes: those that are kept; the last unless given, none for one mean and variance of
  ///     everything.
  ///   - mean: μ where it is known already, with `variance`.
  public init(
    axes: [Int] = [-1], mean: Tensor? = nil, variance: Tensor? = nil, invert: Bool = false,
    name: String? = nil
  ) {
    require(
      mean?.shape == variance?.shape,
      "Normalization: mean and variance are given both, in one shape, or neither")
    self.axes = axes
    self.invert = invert
    self.name = name
    if let mean, let variance {
      self.mean = mean
      self.variance = variance
    }
  }

  /// Takes mean and variance of `data`, [examples, …]; what it had is forgotten.
  public func adapt(_ data: Tensor) { adapt(CollectionOfOne(data)) }

  /// Takes mean and variance of all batches together, [examples, …] each; what it had is forgotten.
  ///
  /// One batch at a time is in memory; computed in float64. Traps where there are no examples.
  /// Source: Chan, Golub & LeVeque 1979, for joining the batches' own.
  public func adapt(_ batches: some Sequence<Tensor>) {
    var count = 0.0
    var mean = Tensor(0, dtype: .float64), variance = Tensor(0, dtype: .float64)
    var dtype = DType.float32
    withoutDerivatives {
      for batch in batches {
        let kept = keptAxes(of: batch.shape)
        let others = (0..<batch.rank).filter { !kept.contains($0) }
        let values = batch.cast(to: .float64)
        let size = Double(others.reduce(1) { $0 * batch.shape[$1] })
        if size == 0 { continue }
        let (ownMean, ownVariance) = (values.mean(axes: others), values.variance(axes: others))
        let share = size / (count + size)
        let step = ownMean - mean
        variance =
          variance * (1 - share) + ownVariance * share
          + step.squared * (share * (1 - share))
        mean = mean + step * share
        count += size
        dtype = batch.dtype.forParameters
      }
    }
    require(count > 0, "Normalization: no examples to adapt to")
    stated = nil
    self.mean = mean.cast(to: dtype)
    self.variance = variance.cast(to: dtype)
  }

  /// The kept axes, counted from the front, in order.
  private func keptAxes(of shape: Shape) -> [Int] {
    let kept = axes.map { shape.axis($0, in: "Normalization") }.sorted()
    require(
      !kept.contains(0) && Set(kept).count == kept.count,
      "Normalization: axes \(axes) of \(shape); each once and not the batch's")
    return kept
  }

  /// Declares a parameter of these numbers, or of one for every place.
  private func declare(
    _ parameter: Parameter, _ numbers: [Double], _ extents: Shape, _ dtype: DType
  ) {
    require(
      [1, extents.elementCount].contains(numbers.count),
      "Normalization: mean and variance of \(numbers.count) numbers for features \(extents)")
    parameter.declare(extents, dtype: dtype) { shape, dtype in
      let values = Tensor(numbers, shape: [numbers.count]).cast(to: dtype)
      return numbers.count == 1
        ? values.reshaped(to: []).broadcast(to: shape) : values.reshaped(to: shape)
    }
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let kept = keptAxes(of: input.shape)
    let extents = Shape(kept.map { input.shape[$0] })
    if !$mean.isDeclared, let stated {
      declare($mean, stated.mean, extents, input.dtype.forParameters)
      declare($variance, stated.variance, extents, input.dtype.forParameters)
    } else if !$mean.isDeclared {
      Initializer.zeros.declare($mean, extents, dtype: input.dtype.forParameters)
      Initializer.ones.declare($variance, extents, dtype: input.dtype.forParameters)
    }
    require(
      mean.shape == extents,
      "Normalization: adapted to features \(mean.shape), called with \(extents) of \(input.shape)")
    var broadcast = Shape()
    for axis in 0..<input.rank { broadcast.append(kept.contains(axis) ? input.shape[axis] : 1) }
    func placed(_ statistic: Tensor) -> Tensor {
      statistic.cast(to: input.dtype.forParameters).reshaped(to: broadcast)
    }
    let deviation = sqrt(placed(variance)).clamped(from: 1e-7)
    return invert
      ? placed(mean) + input * deviation
      : (input - placed(mean)) / deviation
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension Normalization: ConfigurableModule {
  /// The settings by the names of the initializer's parameters; mean and variance are among the
  /// weights.
  public var options: [String: ConfigurationValue] {
    var options: [String: ConfigurationValue] = ["axes": .integers(axes), "invert": .flag(invert)]
    if let stated {
      options["mean"] = .list(stated.mean.map { .number($0) })
      options["variance"] = .list(stated.variance.map { .number($0) })
    }
    return options
  }

  /// The layer with these settings; throws where one is outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      axes: try options.integers(
        "axes", count: 0...(Shape.maximumRank - 1),
        in: -Shape.maximumRank...(Shape.maximumRank - 1), default: [-1]),
      invert: try options.flag("invert", default: false), name: name)
    guard options.value("mean") != nil || options.value("variance") != nil else { return }
    let largest = Double(Float.greatestFiniteMagnitude)
    let counts = 1...Options.largestSize
    let mean = try options.numbers("mean", count: counts, in: -largest...largest)
    stated = (mean, try options.numbers("variance", count: counts, in: 0...largest))
  }
}
