import ApusCore
import ApusData
import ApusNN

extension RunFolder {
  /// The epochs that the run goes on from when it is resumed: those of the newest checkpoint that is whole, 0 where there
  /// is none. `metrics.jsonl` may tell of more, which are trained again.
  ///
  /// - Throws: ``FileError`` where there are checkpoints and none can be read.
  public func epochsKept() throws -> Int {
    try newestCheckpoint(SilentReporter())?.checkpoint.position.epoch ?? 0
  }

  /// The newest checkpoint that is whole; one that is cut short gives way to the one before it.
  func newestCheckpoint(
    _ reporter: any Reporter
  ) throws -> (checkpoint: Checkpoint, file: String)? {
    var problem: FileError?
    for file in try checkpoints().reversed() {
      do {
        let checkpoint = try Checkpoint(contentsOf: file)
        if let problem { reporter.note("\(problem.path) is damaged; going on from \(file)") }
        return (checkpoint, file)
      } catch let error as FileError {
        problem = problem ?? error
      }
    }
    if let problem { throw problem }
    return nil
  }
}

extension Trainer {
  /// Takes over what the checkpoint in `file` holds; `expected` is where this training begins, of so many `steps` an epoch.
  func restore(
    _ checkpoint: Checkpoint, from file: String, expected: TrainingPosition, steps: Int
  ) throws -> TrainingPosition {
    let position = checkpoint.position
    func refuse(_ what: String, _ then: String, _ now: String) -> TrainingError {
      TrainingError(
        "\(file) was written with \(what) \(then), not \(now): the run could not end in the same weights; go on with what it began with"
      )
    }
    if position.batchSize != expected.batchSize {
      throw refuse("batch size", "\(position.batchSize)", "\(expected.batchSize)")
    }
    if position.examples != expected.examples {
      throw refuse("examples", "\(position.examples)", "\(expected.examples)")
    }
    if position.seed != expected.seed {
      let text = { (seed: UInt64?) in seed.map(String.init) ?? "none" }
      throw refuse("seed", text(position.seed), text(expected.seed))
    }
    guard (0...1024).contains(position.threads) else {
      throw FileError(
        file, "is damaged: \(position.threads) threads; delete it to go on from the one before")
    }
    // The last bits depend on the number of threads, so the run keeps the one it began with.
    setThreadCount(max(1, position.threads))
    if position.accumulationSteps ?? 1 != expected.accumulationSteps ?? 1 {
      throw refuse(
        "accumulation steps", "\(position.accumulationSteps ?? 1)",
        "\(expected.accumulationSteps ?? 1)")
    }
    let (done, isTooMany) = position.epoch.multipliedReportingOverflow(by: steps)
    guard position.step < steps, !isTooMany, position.totalSteps == done + position.step else {
      throw FileError(
        file, "is damaged: it stands at an impossible step; delete it to go on from the one before")
    }
    let optimizerName = optimizer.configuration.name
    guard checkpoint.optimizerName == optimizerName else {
      throw refuse("optimizer", checkpoint.optimizerName, optimizerName)
    }
    try model.setWeights(checkpoint.parameters, from: file)
    do {
      try optimizer.restore(checkpoint.optimizer, of: model.namedParameters)
    } catch {
      throw FileError(file, "does not fit the optimizer: \(error)")
    }
    // Callbacks may have changed it.
    if let rate = checkpoint.learningRate { optimizer.learningRate = rate }
    generator.state = checkpoint.generator
    for (index, state) in position.metrics.enumerated() where index < metrics.count {
      metrics[index].state = state
    }
    return position
  }
}
