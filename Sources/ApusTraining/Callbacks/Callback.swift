import ApusCore

/// Something that watches training and may act on it: stop it, change the rate, keep weights, write
/// logs.
///
/// ```swift
/// try model.fit(
///   train, epochs: 50, validation: test,
///   callbacks: [.earlyStopping(patience: 3), .checkpoint("best"), .csvLog("log.csv")])
/// ```
///
/// One of your own is a class that has the hooks it needs; the others do nothing by default:
///
/// ```swift
/// final class StopAtNight: Callback {
///   func epochEnds(_ context: TrainingContext) {
///     if Calendar.current.component(.hour, from: Date()) >= 22 { context.stop("it is night") }
///   }
/// }
/// ```
///
/// Order within an epoch: `epochBegins`; for each update `updateBegins`, and for each batch
/// `stepEnds`, both only where ``wantsSteps``; `evaluationBegins`; `validationEnds` where there is
/// a validation set; `epochEnds`. Callbacks are called in the order of their list, but for
/// `modelIsKept`. What one remembers goes into checkpoints through ``state``, so that a run that
/// was killed and resumed ends as if it had not been. Source: Keras 3 `Callback`.
public protocol Callback: AnyObject {
  /// Whether `updateBegins` and `stepEnds` are called; asked once, before training. False by
  /// default: then a step costs what it costs without callbacks.
  var wantsSteps: Bool { get }

  /// Training begins, anew where `state` is nil; else it goes on from a checkpoint, in which this
  /// callback left `state`.
  ///
  /// Whatever is left from an earlier training must be forgotten here.
  func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws

  /// The model is about to be kept, in the run's file or in memory: gives it the weights that it is
  /// to have where training ends here.
  ///
  /// Called before the run's `model.safetensors` is written, after which the weights that are
  /// trained come back, and where `fit` ends, also interrupted; from the last callback of the list
  /// to the first, so that an average of the weights, which is last, does not go over the weights
  /// of an earlier epoch.
  func modelIsKept(_ context: TrainingContext) throws

  /// Training is over: all epochs are done, or a callback stopped it; the model is as it stays. Not
  /// called where it was interrupted.
  func trainingEnds(_ context: TrainingContext) throws

  /// An epoch begins; not called where training goes on in the middle of one.
  func epochBegins(_ context: TrainingContext) throws

  /// The gradients are there, in ``TrainingContext/gradients``, and the optimizer is about to use
  /// them.
  func updateBegins(_ context: TrainingContext)

  /// A batch is done, and where gradients are not accumulated, an update.
  func stepEnds(_ context: TrainingContext) throws

  /// An epoch's batches are done; validation comes next where there is a validation set.
  func evaluationBegins(_ context: TrainingContext) throws

  /// The validation set was evaluated; ``TrainingContext/logs`` have the results.
  func validationEnds(_ context: TrainingContext) throws

  /// An epoch is done and recorded in ``TrainingContext/history``.
  func epochEnds(_ context: TrainingContext) throws

  /// What the callback remembers, for a checkpoint; nothing by default.
  var state: SavedState { get }
}

extension Callback {
  /// False: steps do not matter.
  public var wantsSteps: Bool { false }
  /// Does nothing.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {}
  /// Does nothing.
  public func modelIsKept(_ context: TrainingContext) throws {}
  /// Does nothing.
  public func trainingEnds(_ context: TrainingContext) throws {}
  /// Does nothing.
  public func epochBegins(_ context: TrainingContext) throws {}
  /// Does nothing.
  public func updateBegins(_ context: TrainingContext) {}
  /// Does nothing.
  public func stepEnds(_ context: TrainingContext) throws {}
  /// Does nothing.
  public func evaluationBegins(_ context: TrainingContext) throws {}
  /// Does nothing.
  public func validationEnds(_ context: TrainingContext) throws {}
  /// Does nothing.
  public func epochEnds(_ context: TrainingContext) throws {}
  /// Nothing.
  public var state: SavedState { SavedState() }
}
