import ApusData
import ApusFiles
import Foundation

/// Where training stands: enough to go on as if it had never stopped.
struct TrainingPosition: Codable, Equatable {
  /// Epochs that are finished.
  var epoch = 0
  /// Steps done of the next epoch.
  var step = 0
  /// Steps done in all.
  var totalSteps = 0
  /// Passes through the source that are finished.
  var pass = 0
  /// Batches drawn in the pass that goes on.
  var drawn = 0
  /// The pass in which the epoch began.
  var passOfEpoch = 0
  /// The seed of the order of examples; nil keeps the data set's order.
  var seed: UInt64?
  /// Examples a step; 0 where they vary.
  var batchSize = 0
  /// The batch sizes of stages, 0 for those of their sources; empty where no stage has its own.
  var stageBatchSizes: [Int] = []
  /// Steps done before the stage began; nil in checkpoints of earlier versions.
  var stepsBeforeStage: Int? = 0
  /// Examples in the data set; 0 where they are not known.
  var examples = 0
  /// The team's threads, on which the last bits depend.
  var threads = 0
  /// Batches an update.
  var accumulationSteps = 1
  /// The callback that stopped training; nil where none has.
  var stoppedBy: String?
  /// What this epoch has given so far.
  var tally = Tally.State()
  /// Seconds spent on this epoch before an interruption.
  var seconds = 0.0

  /// Moves on to the beginning of the next epoch.
  mutating func nextEpoch() {
    epoch += 1
    step = 0
    tally = Tally.State()
    seconds = 0
  }

  /// Numbers that must be possible counts.
  var counts: [Int] {
    [epoch, step, totalSteps, pass, drawn, passOfEpoch, stepsBeforeStage ?? 0]
  }

  /// The epoch, counted from 0, that was trained last: what a checkpoint at its end belongs to.
  var epochOfLastStep: Int { step == 0 ? max(0, epoch - 1) : epoch }
}

extension TrainingPosition {
  private enum CodingKeys: String, CodingKey {
    case epoch, step, totalSteps, pass, drawn, passOfEpoch, seed, batchSize, examples, threads
    case accumulationSteps, stoppedBy, tally, seconds, stageBatchSizes, stepsBeforeStage
    // Of earlier versions.
    case loss, metrics
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    epoch = try values.decode(Int.self, forKey: .epoch)
    step = try values.decode(Int.self, forKey: .step)
    totalSteps = try values.decode(Int.self, forKey: .totalSteps)
    pass = try values.decodeIfPresent(Int.self, forKey: .pass) ?? epoch
    drawn = try values.decodeIfPresent(Int.self, forKey: .drawn) ?? step
    passOfEpoch = try values.decodeIfPresent(Int.self, forKey: .passOfEpoch) ?? pass
    seed = try values.decodeIfPresent(UInt64.self, forKey: .seed)
    batchSize = try values.decode(Int.self, forKey: .batchSize)
    stageBatchSizes = try values.decodeIfPresent([Int].self, forKey: .stageBatchSizes) ?? []
    stepsBeforeStage = try values.decodeIfPresent(Int.self, forKey: .stepsBeforeStage)
    examples = try values.decode(Int.self, forKey: .examples)
    threads = try values.decode(Int.self, forKey: .threads)
    accumulationSteps = try values.decodeIfPresent(Int.self, forKey: .accumulationSteps) ?? 1
    stoppedBy = try values.decodeIfPresent(String.self, forKey: .stoppedBy)
    seconds = try values.decode(Double.self, forKey: .seconds)
    if let tally = try values.decodeIfPresent(Tally.State.self, forKey: .tally) {
      self.tally = tally
    } else {
      // Earlier versions knew one loss and the metrics of one output.
      let loss = try values.decode(RunningMean.self, forKey: .loss)
      if loss.weight > 0 { tally = Tally.State(names: ["loss"], means: [loss]) }
      tally.measures = try values.decode([[Double]].self, forKey: .metrics)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(epoch, forKey: .epoch)
    try values.encode(step, forKey: .step)
    try values.encode(totalSteps, forKey: .totalSteps)
    try values.encode(pass, forKey: .pass)
    try values.encode(drawn, forKey: .drawn)
    try values.encode(passOfEpoch, forKey: .passOfEpoch)
    try values.encodeIfPresent(seed, forKey: .seed)
    try values.encode(batchSize, forKey: .batchSize)
    if !stageBatchSizes.isEmpty { try values.encode(stageBatchSizes, forKey: .stageBatchSizes) }
    try values.encodeIfPresent(stepsBeforeStage, forKey: .stepsBeforeStage)
    try values.encode(examples, forKey: .examples)
    try values.encode(threads, forKey: .threads)
    try values.encode(accumulationSteps, forKey: .accumulationSteps)
    try values.encodeIfPresent(stoppedBy, forKey: .stoppedBy)
    try values.encode(tally, forKey: .tally)
    try values.encode(seconds, forKey: .seconds)
  }
}

extension TrainingPosition {
  /// Why a run that began with `then` cannot go on with `now`.
  static func refusal(_ file: String, _ what: String, _ then: String, _ now: String)
    -> TrainingError
  {
    TrainingError(
      """
      \(file) was written with \(what) \(then), not \(now): the run could not end in the same \
      weights; go on with what it began with
      """
    )
  }

  /// Throws where training that begins with `expected` could not end in the same weights from here.
  func check(beside expected: TrainingPosition, from file: String) throws {
    let text = { (seed: UInt64?) in seed.map(String.init) ?? "none" }
    let facts: [(what: String, then: String, now: String)] = [
      ("batch size", "\(batchSize)", "\(expected.batchSize)"),
      ("batch sizes of stages", "\(stageBatchSizes)", "\(expected.stageBatchSizes)"),
      ("examples", "\(examples)", "\(expected.examples)"),
      ("seed", text(seed), text(expected.seed)),
      ("accumulation steps", "\(accumulationSteps)", "\(expected.accumulationSteps)"),
    ]
    for fact in facts where fact.then != fact.now {
      throw Self.refusal(file, fact.what, fact.then, fact.now)
    }
    guard (0...1024).contains(threads) else {
      throw FileError(
        file, "is damaged: \(threads) threads; delete it to go on from the one before")
    }
  }

  /// Throws where the place is none that training on `source` comes by, the source of the stage
  /// that begins with the epoch `firstEpoch`.
  func checkSteps(
    of source: any Source, from firstEpoch: Int, _ stepsPerEpoch: Int?, in file: String
  ) throws {
    let isInEpoch =
      stepsPerEpoch.map { step < $0 }
      ?? source.batchCount(epoch: pass).map { drawn < max($0, 1) } ?? true
    var isInAll = totalSteps >= step
    if let steps = stepsPerEpoch ?? (drawn == step ? source.batchesPerEpoch : nil),
      let before = stepsBeforeStage ?? (firstEpoch == 0 ? 0 : nil),
      stepsPerEpoch != nil || pass == epoch
    {
      let (done, isTooMany) = (epoch - firstEpoch).multipliedReportingOverflow(by: steps)
      isInAll = !isTooMany && totalSteps - before == done + step
    }
    guard isInEpoch, isInAll else {
      throw FileError(
        file, "is damaged: it stands at an impossible step; delete it to go on from the one before")
    }
  }
}
