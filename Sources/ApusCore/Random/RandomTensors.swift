import CApusKernels

extension Tensor {
  /// Numbers evenly distributed over [low, high).
  ///
  /// - Parameters:
  ///   - shape: the shape of the tensor.
  ///   - low: the lower bound, included.
  ///   - high: the upper bound, not included (bfloat16 may round up to it); traps where it is not
  ///     above `low`.
  ///   - dtype: floating point.
  ///   - generator: one stream of it is taken.
  public static func randomUniform(
    _ shape: Shape, from low: Double = 0, to high: Double = 1, dtype: DType = .float32,
    generator: RandomGenerator = .current
  ) -> Tensor {
    require(low < high, "randomUniform: the range from \(low) to \(high) is empty")
    return random(shape, dtype, generator, "randomUniform") { state, tensor in
      let count = Int64(tensor.elementCount)
      if tensor.dtype == .float64 {
        apus_random_uniform_f64(
          state.seed, state.stream, low, high, count, tensor.pointer(to: Double.self))
      } else {
        apus_random_uniform_f32(
          state.seed, state.stream, low, high, count, tensor.pointer(to: Float.self))
      }
    }
  }

  /// Normally distributed numbers, by Box and Muller's transform (1958).
  ///
  /// - Parameters:
  ///   - shape: the shape of the tensor.
  ///   - mean: the distribution's mean.
  ///   - standardDeviation: the root of its variance; traps below 0.
  ///   - dtype: floating point.
  ///   - generator: one stream of it is taken.
  public static func randomNormal(
    _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, dtype: DType = .float32,
    generator: RandomGenerator = .current
  ) -> Tensor {
    normal(shape, mean, standardDeviation, bound: 0, dtype, generator, "randomNormal")
  }

  /// Normally distributed numbers of which those beyond two standard deviations from the mean are
  /// drawn again.
  ///
  /// Their variance is 0.774 times `standardDeviation` squared.
  ///
  /// - Parameters:
  ///   - shape: the shape of the tensor.
  ///   - mean: the distribution's mean.
  ///   - standardDeviation: that of the distribution before it is cut off; traps below 0.
  ///   - dtype: floating point.
  ///   - generator: one stream of it is taken.
  public static func randomTruncatedNormal(
    _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, dtype: DType = .float32,
    generator: RandomGenerator = .current
  ) -> Tensor {
    normal(shape, mean, standardDeviation, bound: 2, dtype, generator, "randomTruncatedNormal")
  }

  /// True (or 1) with the given probability, else false (or 0).
  ///
  /// - Parameters:
  ///   - shape: the shape of the tensor.
  ///   - probability: in 0...1, taken to the nearest multiple of 2⁻³²; traps outside.
  ///   - dtype: any.
  ///   - generator: one stream of it is taken.
  public static func randomBernoulli(
    _ shape: Shape, probability: Double = 0.5, dtype: DType = .bool,
    generator: RandomGenerator = .current
  ) -> Tensor {
    require(
      probability >= 0 && probability <= 1,
      "randomBernoulli: a probability of \(probability), not in 0...1")
    return random(shape, drawing: .bool, dtype, generator) { state, tensor in
      tensor.pointer.withMemoryRebound(to: UInt8.self, capacity: tensor.elementCount) {
        apus_random_bernoulli(
          state.seed, state.stream, probability, Int64(tensor.elementCount), $0)
      }
    }
  }

  /// Whole numbers in low..<high, each equally likely.
  ///
  /// - Parameters:
  ///   - shape: the shape of the tensor.
  ///   - low: the least.
  ///   - high: one more than the greatest; traps where it is not above `low`.
  ///   - dtype: must hold all of them exactly.
  ///   - generator: one stream of it is taken.
  public static func randomIntegers(
    _ shape: Shape, from low: Int = 0, below high: Int, dtype: DType = .int64,
    generator: RandomGenerator = .current
  ) -> Tensor {
    require(low < high, "randomIntegers: no whole number lies in \(low)..<\(high)")
    require(
      dtype.holds(low) && dtype.holds(high - 1),
      "randomIntegers: \(dtype) does not hold all whole numbers in \(low)..<\(high)")
    return random(shape, drawing: .int64, dtype, generator) { state, tensor in
      apus_random_integers(
        state.seed, state.stream, Int64(low), UInt64(bitPattern: Int64(high &- low)),
        Int64(tensor.elementCount), tensor.pointer(to: Int64.self))
    }
  }

  private static func normal(
    _ shape: Shape, _ mean: Double, _ deviation: Double, bound: Double, _ dtype: DType,
    _ generator: RandomGenerator, _ name: StaticString
  ) -> Tensor {
    require(deviation >= 0, "\(name): a standard deviation of \(deviation), below 0")
    return random(shape, dtype, generator, name) { state, tensor in
      let count = Int64(tensor.elementCount)
      if tensor.dtype == .float64 {
        apus_random_normal_f64(
          state.seed, state.stream, mean, deviation, bound, count, tensor.pointer(to: Double.self))
      } else {
        apus_random_normal_f32(
          state.seed, state.stream, mean, deviation, bound, count, tensor.pointer(to: Float.self))
      }
    }
  }

  private static func random(
    _ shape: Shape, _ dtype: DType, _ generator: RandomGenerator, _ name: StaticString,
    fill: (RandomGenerator.State, Tensor) -> Void
  ) -> Tensor {
    require(dtype.isFloatingPoint, "\(name): \(dtype) is not floating point")
    return random(
      shape, drawing: dtype == .bfloat16 ? .float32 : dtype, dtype, generator, fill: fill)
  }

  /// A tensor that `fill` draws as `drawn` and that is then cast to `dtype`. On the meta device
  /// nothing is drawn.
  private static func random(
    _ shape: Shape, drawing drawn: DType, _ dtype: DType, _ generator: RandomGenerator,
    fill: (RandomGenerator.State, Tensor) -> Void
  ) -> Tensor {
    if Device.current == .meta { return Tensor.meta(shape, dtype: dtype) }
    let result = Tensor(uninitialized: TensorType(shape, drawn))
    fill(generator.nextStream(), result)
    return drawn == dtype ? result : result.cast(to: dtype)
  }
}

extension DType {
  /// Whether `value` is a value of this type, with nothing rounded.
  fileprivate func holds(_ value: Int) -> Bool {
    switch self {
    case .float32: value.magnitude <= 1 << 24
    case .float64: value.magnitude <= 1 << 53
    case .bfloat16: value.magnitude <= 1 << 8
    case .int32: Int32(exactly: value) != nil
    case .int64: true
    case .uint8: UInt8(exactly: value) != nil
    case .bool: value == 0 || value == 1
    }
  }
}
