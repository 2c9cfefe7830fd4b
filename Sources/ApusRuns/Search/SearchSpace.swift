import ApusNN
import ApusTraining

/// The hyperparameters of a search, in order.
///
/// ```swift
/// let space = try SearchSpace([
///   .real("learningRate", 1e-4...1e-1, scale: .logarithmic),
///   .choice("hidden", [64, 128, 256]),
/// ])
/// ```
///
/// A point of the unit cube, one coordinate a hyperparameter, stands for one value of each: that is
/// how random and low-discrepancy searches draw.
public struct SearchSpace: Sendable, Hashable {
  /// The hyperparameters; a condition names one that comes before.
  public let hyperparameters: [Hyperparameter]

  /// The most points that ``grid()`` makes.
  public static let largestGrid = 10_000

  /// A space of these hyperparameters.
  ///
  /// - Throws: ``TrainingError`` if the list is empty, or one cannot be: an empty range, a name
  ///   twice, a condition on what does not come before.
  public init(_ hyperparameters: [Hyperparameter]) throws {
    guard !hyperparameters.isEmpty else {
      throw TrainingError("there is no hyperparameter to search over; name at least one")
    }
    for (index, hyperparameter) in hyperparameters.enumerated() {
      if let problem = hyperparameter.problem(after: Array(hyperparameters[..<index])) {
        throw TrainingError(problem)
      }
    }
    self.hyperparameters = hyperparameters
  }

  /// The hyperparameter of that name.
  public subscript(name: String) -> Hyperparameter? {
    hyperparameters.first { $0.name == name }
  }

  /// The values at a point of the unit cube; hyperparameters whose condition is not met are left
  /// out.
  ///
  /// - Parameter point: a coordinate for each hyperparameter, 0 ≤ coordinate < 1.
  public func values(at point: [Double]) -> HyperparameterValues {
    var values: HyperparameterValues = [:]
    for (hyperparameter, share) in zip(hyperparameters, point)
    where hyperparameter.counts(beside: values) {
      values[hyperparameter.name] = hyperparameter.value(at: share)
    }
    return values
  }

  /// Every combination of the hyperparameters' grid values; the last varies fastest.
  ///
  /// - Throws: ``TrainingError`` where there are more than ``largestGrid``.
  public func grid() throws -> [HyperparameterValues] {
    var points: [HyperparameterValues] = [[:]]
    for hyperparameter in hyperparameters {
      let choices = hyperparameter.gridValues
      // Counted before they are made: a file's steps may be many.
      let count = points.reduce(0) { $0 + (hyperparameter.counts(beside: $1) ? choices.count : 1) }
      guard count <= Self.largestGrid else {
        throw TrainingError(
          """
          the grid has more than \(Self.largestGrid) points; give ranges fewer levels or larger \
          steps, or search at random
          """
        )
      }
      points = points.flatMap { point -> [HyperparameterValues] in
        guard hyperparameter.counts(beside: point) else { return [point] }
        return choices.map { choice in
          var longer = point
          longer[hyperparameter.name] = choice
          return longer
        }
      }
    }
    return points
  }

  /// The first `count` points of a sequence whose values differ; fewer where the space holds no
  /// more.
  func distinctValues(
    _ count: Int, _ sequence: PointSequence, seed: UInt64
  ) -> [HyperparameterValues] {
    var found: [HyperparameterValues] = []
    var seen: Set<HyperparameterValues> = []
    var index = 0
    var repeated = 0
    // So many repetitions in a row mean that nothing is left, or next to nothing.
    while found.count < count, repeated < 1000 {
      let point = sequence.point(index, dimensions: hyperparameters.count, seed: seed)
      let values = values(at: point)
      index += 1
      if seen.insert(values).inserted {
        found.append(values)
        repeated = 0
      } else {
        repeated += 1
      }
    }
    return found
  }
}

extension SearchSpace: Codable {
  /// Reads the hyperparameters; throws where they make no space.
  public init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode([Hyperparameter].self))
  }

  /// Writes the hyperparameters.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hyperparameters)
  }
}
