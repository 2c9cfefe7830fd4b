import ApusCore

/// The parts of the squared error of a way to learn: what no model could know, what this kind of
/// model cannot express, and what depends on the examples that it happened to learn from.
///
/// With f_d(x) what the model says that learned from data set d, y_r(x) the observations at x, and
/// f̄, ȳ their means,
///
/// mean (f_d − y_r)² = (f̄ − ȳ)² + mean (f_d − f̄)² + mean (y_r − ȳ)²: bias² + variance + noise,
///
/// at each x exactly, and so for the means over all x. Where observations come in pairs t + e and t
/// − e, ȳ is the truth t. Source: Geman, Bienenstock & Doursat 1992; lecture S4:100.
public struct BiasVariance: Sendable {
  /// The figures at one place or their means over all.
  public struct Parts: Sendable, Hashable {
    /// The mean squared error of predictions against observations.
    public var error: Double
    /// (f̄ − ȳ)².
    public var biasSquared: Double
    /// mean (f_d − f̄)².
    public var variance: Double
    /// mean (y_r − ȳ)².
    public var noise: Double
  }

  /// The parts at each place.
  public let places: [Parts]
  /// The means over the places.
  public let mean: Parts

  /// The parts of the error of `predictions` against `observations`.
  ///
  /// - Parameters:
  ///   - predictions: for each data set what the model that learned from it says at each place.
  ///   - observations: what was measured at each place, again and again. Traps where lists are
  ///     empty or of unequal length.
  public init(predictions: [[Double]], observations: [[Double]]) {
    let count = predictions.first?.count ?? 0
    require(
      count > 0 && !observations.isEmpty
        && (predictions + observations).allSatisfy { $0.count == count },
      """
      BiasVariance: \(predictions.count) predictions, \(observations.count) observations; expected \
      one or more of both, each for the same places
      """
    )
    places = (0..<count).map { place in
      let answers = predictions.map { $0[place] }
      let measured = observations.map { $0[place] }
      let (answer, truth) = (answers.average, measured.average)
      let squares = answers.map { prediction in
        measured.map { (prediction - $0) * (prediction - $0) }.average
      }
      return Parts(
        error: squares.average, biasSquared: (answer - truth) * (answer - truth),
        variance: answers.map { ($0 - answer) * ($0 - answer) }.average,
        noise: measured.map { ($0 - truth) * ($0 - truth) }.average)
    }
    mean = Parts(
      error: places.map(\.error).average, biasSquared: places.map(\.biasSquared).average,
      variance: places.map(\.variance).average, noise: places.map(\.noise).average)
  }
}

extension [Double] {
  /// The mean; NaN of nothing.
  fileprivate var average: Double { reduce(0, +) / Double(count) }
}
