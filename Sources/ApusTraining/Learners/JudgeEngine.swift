import ApusCore
import ApusData
import ApusNN

/// What a learner judges itself with after an epoch: held-out batches, the measures, the generator.
public final class JudgeEngine {
  /// The held-out data; nil where training was given none.
  public let source: (any Source)?
  /// The epoch that has just ended, from 1; 0 outside of training.
  public let epoch: Int
  private let learner: any Learner
  private let generator: RandomGenerator

  init(
    _ learner: any Learner, _ source: (any Source)?, epoch: Int, generator: RandomGenerator
  ) {
    self.learner = learner
    self.source = source
    self.epoch = epoch
    self.generator = generator
  }

  /// Evaluates every batch: the mean of each reported value, then the measures.
  ///
  /// - Throws: what the learner and the source throw.
  public func evaluateAll() throws -> [(name: String, value: Double)] {
    guard let source else { return [] }
    var tally = Tally(learner.measures)
    try source.begin(epoch: 0, batch: 0)
    while let batch = try source.next() {
      tally.add(try scoped { try learner.evaluate(batch) }, batch)
    }
    return tally.values
  }

  /// Runs `body` as evaluations run: in inference mode, without derivatives, drawing from
  /// training's generator.
  public func scoped<R>(_ body: () throws -> R) rethrows -> R {
    var execution = Execution.current
    execution.mode = .inference
    execution.generator = generator
    return try withoutDerivatives { try execution(body) }
  }
}
