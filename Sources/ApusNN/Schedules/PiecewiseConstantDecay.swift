import ApusCore

/// η(t) = values[i] for boundaries[i−1] < t ≤ boundaries[i]: a rate that changes at given steps.
///
/// There is one value more than boundaries. Source: Keras 3 `PiecewiseConstantDecay`; lecture S4,
/// piecewise constant scheduling, and S0 (`if epoch < 10: lr = 0.01`).
public struct PiecewiseConstantDecay: LearningRateSchedule {
  /// The last step of each value but the last, ascending.
  public let boundaries: [Int]
  /// The rates.
  public let values: [Double]

  /// Traps where there is not one value more than boundaries, or these do not ascend.
  public init(boundaries: [Int], values: [Double]) {
    require(
      values.count == boundaries.count + 1,
      "PiecewiseConstantDecay: \(boundaries.count) boundaries and \(values.count) values; one more")
    require(
      zip(boundaries, boundaries.dropFirst()).allSatisfy(<),
      "PiecewiseConstantDecay: boundaries \(boundaries); they must ascend")
    self.boundaries = boundaries
    self.values = values
  }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double {
    values[boundaries.firstIndex { step <= $0 } ?? boundaries.count]
  }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: "PiecewiseConstantDecay",
      options: [
        "boundaries": .list(boundaries.map { .integer($0) }),
        "values": .list(values.map { .number($0) }),
      ])
  }
}

extension ScheduleEntry {
  static var piecewiseConstantDecay: Self {
    Self("PiecewiseConstantDecay", "constant between given steps") { (options: inout Options) in
      let boundaries = try options.integers(
        "boundaries", count: 0...1000, in: 0...Int(Int32.max), default: [])
      let values = try options.rates("values", count: boundaries.count + 1)
      guard zip(boundaries, boundaries.dropFirst()).allSatisfy(<) else {
        throw ConfigurationError(
          .invalidOption, "PiecewiseConstantDecay: boundaries must ascend, unlike \(boundaries)")
      }
      return PiecewiseConstantDecay(boundaries: boundaries, values: values)
    }
  }
}

extension Options {
  /// So many rates.
  fileprivate mutating func rates(_ name: String, count: Int) throws -> [Double] {
    let found = value(name)
    guard case .list(let elements)? = found, elements.count == count else {
      throw ConfigurationError(
        .invalidOption, "\(owner): \(name) must be a list of \(count) numbers")
    }
    return try elements.map { element in
      var one = Options([name: element], of: owner)
      return try one.rate(name)
    }
  }
}
