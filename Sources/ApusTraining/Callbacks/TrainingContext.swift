import ApusCore
import ApusData
import ApusNN

/// What a callback sees of the training that calls it. There is one for each `fit`; it changes as training goes on.
public final class TrainingContext {
  /// The trainer.
  public let trainer: Trainer
  /// The model.
  public var model: any Layer { trainer.model }
  /// What changes its parameters.
  public var optimizer: any Optimizer { trainer.optimizer }
  /// The epochs that are done.
  public internal(set) var history = History()
  /// How many epochs there are to be.
  public let epochs: Int
  /// The run's folder; nil where there is none.
  public let run: RunFolder?
  /// What is evaluated after every epoch; nil where there is nothing.
  public internal(set) var validation: (any Dataset)?
  /// Text that is stored with the model.
  public let modelMetadata: [String: String]
  /// The loss of the last batch.
  public internal(set) var batchLoss = Double.nan
  /// The features of the last batch; nil before the first.
  public internal(set) var batchFeatures: Tensor?
  /// The parameters that the update is about to change, with their dotted paths; empty outside of updates.
  public internal(set) var parameters: [(name: String, parameter: Parameter)] = []
  /// Their gradients, clipped where there is clipping.
  public internal(set) var gradients: [Tensor] = []
  /// Why training is to stop; nil where it is not.
  public private(set) var stopReason: String?
  /// The name of the callback that is being called.
  var caller = ""
  /// What tells of the progress.
  let reporter: any Reporter
  /// Where training stands.
  var position: TrainingPosition
  /// The values of the epoch that has just ended; nil within an epoch.
  var epochValues: [(name: String, value: Double)]?

  init(
    _ trainer: Trainer, epochs: Int, run: RunFolder?, modelMetadata: [String: String],
    reporter: any Reporter, position: TrainingPosition
  ) {
    self.trainer = trainer
    self.epochs = epochs
    self.run = run
    self.modelMetadata = modelMetadata
    self.reporter = reporter
    self.position = position
  }

  /// The epoch that runs or has just ended, from 1.
  public var epoch: Int { position.epoch + 1 }
  /// How many batches of this epoch are done.
  public var step: Int { position.step }
  /// How many batches are done in all.
  public var totalSteps: Int { position.totalSteps }

  /// Loss and metrics: the means so far within an epoch, those of the whole epoch with the validation's at its end.
  public var logs: [(name: String, value: Double)] {
    epochValues ?? trainer.trainingValues(position)
  }

  /// The value of that name among ``logs``.
  public subscript(name: String) -> Double? { logs.first { $0.name == name }?.value }

  /// Asks to stop as soon as the callbacks of this moment were called; the first reason is kept.
  public func stop(_ reason: String) {
    guard stopReason == nil else { return }
    stopReason = reason
    position.stoppedBy = caller
  }

  /// Tells the user something.
  public func note(_ text: String) { reporter.note(text) }

  /// A file of this run: inside the run's folder where there is one and `path` is relative.
  ///
  /// - Throws: ``TrainingError`` where that is one of the run's own files.
  func file(_ path: String) throws -> String {
    guard let run else { return path }
    let file = path.hasPrefix("/") ? path : run.path + "/" + path
    guard !run.owns(file) else {
      throw TrainingError(
        "\(caller) cannot write \(path): that is the run's own; name another file")
    }
    return file
  }
}
