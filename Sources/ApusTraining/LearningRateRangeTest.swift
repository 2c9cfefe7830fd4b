import ApusCore
import ApusData
import ApusFiles
import ApusNN
import ApusPlot
import Foundation

/// How the loss goes while the learning rate grows from step to step: where it turns upwards, the
/// rate is too large.
///
/// The rate of step i of n is low · (high / low)^(i / (n − 1)). Losses are smoothed, ℓ̂ᵢ = (0.9
/// ℓ̂ᵢ₋₁ + 0.1 ℓᵢ) / (1 − 0.9ⁱ) with the usual correction of the beginning; the test ends early
/// where ℓ̂ is no number, and where it exceeds both four times the least and the first by as much
/// as that exceeds the least. The least ℓ̂ is the turning point; a tenth of its rate is the
/// constant rate to train with.
///
/// ```swift
/// let rates = try trainer.learningRateRangeTest(on: train)
/// print(rates.suggestion)
/// try rates.chart.write(to: "rates.svg")
/// ```
///
/// Source: Smith 2017, *Cyclical learning rates for training neural networks*; lecture S4:335,
/// catalogue A6.
public struct LearningRateRangeTest: Sendable {
  /// A step of the test.
  public struct Point: Sendable, Hashable {
    /// The rate of the step.
    public let rate: Double
    /// The smoothed loss behind it.
    public let loss: Double
  }

  /// The steps, by growing rates; at least one of a test that was returned.
  public private(set) var points: [Point] = []
  private var mean = 0.0
  private var weight = 1.0
  private var least = Double.infinity

  /// The rate at which the smoothed loss was least.
  public var turningPoint: Double { (points.min { $0.loss < $1.loss } ?? points[0]).rate }

  /// A tenth of the turning point: the rate to train with.
  public var suggestion: Double { turningPoint / 10 }

  /// The smoothed loss over the rate, and the suggestion.
  public var chart: Chart {
    var chart = Chart(
      title: "learning-rate range test", x: Axis("learning rate", scale: .logarithmic),
      y: Axis("smoothed loss"))
    let places = points.map { (x: $0.rate, y: $0.loss) }
    chart.add(Line(places, label: "loss"))
    let near = places.min { abs($0.x - suggestion) < abs($1.x - suggestion) }
    if let near { chart.add(Points([near], label: "suggestion", size: 5)) }
    return chart
  }

  /// A test without points.
  init() {}

  /// Takes the loss of the step at `rate`; false where the test ends with it.
  mutating func add(_ loss: Double, at rate: Double) -> Bool {
    mean = 0.9 * mean + 0.1 * loss
    weight *= 0.9
    let smoothed = mean / (1 - weight)
    guard smoothed.isFinite else { return false }
    points.append(Point(rate: rate, loss: smoothed))
    least = min(least, smoothed)
    // A loss below 0, or near it, has no four times that would mean anything: the way down counts
    // as well.
    return smoothed <= max(4 * least, 2 * points[0].loss - least) || points.count == 1
  }
}

extension Trainer {
  /// Trains for at most `steps` steps at growing rates, and puts weights, optimizer and generator
  /// back as they were.
  ///
  /// - Parameters:
  ///   - train: the examples, gone through again and again.
  ///   - low: the first rate, above 0.
  ///   - high: the last rate, above the first.
  ///   - steps: 2 or more.
  ///   - batchSize: examples a step.
  ///   - seed: what the order of examples depends on; nil keeps the data set's order.
  /// - Throws: ``TrainingError`` where the range cannot be tested or the first loss is no number;
  ///   ``DataError`` where an example cannot be read.
  public func learningRateRangeTest(
    on train: any Dataset, from low: Double = 1e-6, to high: Double = 10, steps: Int = 200,
    batchSize: Int = 32, seed: UInt64? = 0
  ) throws -> LearningRateRangeTest {
    guard low > 0, high > low, high.isFinite, steps > 1, batchSize > 0, train.count > 0 else {
      throw TrainingError(
        """
        a range test needs examples, a batch size, 2 steps or more and rates 0 < low < high, not \
        \(low) to \(high) in \(steps) steps
        """
      )
    }
    RandomGenerator.with(generator) { _ = model.build(train.featureShape) }
    let before = Checkpoint(
      position: TrainingPosition(), generator: generator.state, networks: networks,
      players: players)
    let (rate, schedule) = (optimizer.learningRate, optimizer.schedule)
    defer {
      optimizer.learningRate = rate
      optimizer.schedule = schedule
      generator.state = before.generator
    }
    optimizer.schedule = nil
    // The weights go back as well where an example cannot be read.
    let outcome = Result {
      try losses(on: train, from: low, to: high, steps: steps, batchSize: batchSize, seed: seed)
    }
    try before.restore(networks, players, from: "memory")
    let test = try outcome.get()
    guard !test.points.isEmpty else {
      throw TrainingError("the first loss of the range test is no number: begin at a lower rate")
    }
    return test
  }

  /// Trains at growing rates.
  private func losses(
    on train: any Dataset, from low: Double, to high: Double, steps: Int, batchSize: Int,
    seed: UInt64?
  ) throws -> LearningRateRangeTest {
    let rates = (0..<steps).map { low * pow(high / low, Double($0) / Double(steps - 1)) }
    let loader = DataLoader(train, batchSize: min(batchSize, train.count), shuffleSeed: seed)
    var test = LearningRateRangeTest()
    var epoch = 0
    var batches = loader.batches(epoch: epoch)
    var rest = rates[...]
    while let rate = rest.first {
      guard let batch = try batches.next() else {
        epoch += 1
        batches = loader.batches(epoch: epoch)
        continue
      }
      rest.removeFirst()
      optimizer.learningRate = rate
      if !test.add(step(batch.features, batch.labels).loss.item, at: rate) { break }
    }
    return test
  }
}
