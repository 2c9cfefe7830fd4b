import ApusCore
import ApusData
import ApusNN
import Foundation

@testable import ApusTraining

/// Calls a callback as `fit` would if the validation gave a curve; the model's weight is the number
/// of the epoch.
final class CurveDriver {
  let trainer: Trainer
  private(set) var context: TrainingContext
  private let layer = Dense(1, useBias: false)

  init() {
    let model = Sequential([layer])
    trainer = Trainer(model, optimizer: SGD(learningRate: 0.1), loss: .meanSquaredError)
    model.build([1])
    context = CurveDriver.context(trainer)
  }

  private static func context(_ trainer: Trainer) -> TrainingContext {
    let nothing = TensorDataset(.ones([1, 1]), .ones([1, 1]))
    return TrainingContext(
      trainer,
      FitRequest(
        source: LoaderSource(DataLoader(nothing, batchSize: 1)), epochs: 100,
        generator: trainer.generator, reporter: SilentReporter()),
      position: TrainingPosition())
  }

  /// The model's weight, which training would change.
  var weight: Double {
    get { layer.weight.item }
    set { layer.weight = Tensor([Float(newValue)]).reshaped(to: [1, 1]) }
  }

  /// Runs through the curve until the callback asks to stop; tells how many epochs it was.
  ///
  /// Between any two epochs the callback is replaced by one with the state that a checkpoint would
  /// have kept.
  @discardableResult
  func run(
    _ curve: [Double], named name: String = "val_loss", _ make: () -> any Callback,
    each: (any Callback) -> Void = { _ in }
  ) throws -> (epochs: Int, reason: String?) {
    var callback = make()
    try callback.trainingBegins(context, from: nil)
    for (index, value) in curve.enumerated() {
      context.position.epoch = index
      weight = Double(index + 1)
      try callback.epochBegins(context)
      context.epochValues = [(name, value)]
      try callback.epochEnds(context)
      each(callback)
      if let reason = context.stopReason {
        try callback.modelIsKept(context)
        return (index + 1, reason)
      }
      let state = callback.state
      callback = make()
      try callback.trainingBegins(context, from: state)
    }
    try callback.modelIsKept(context)
    return (curve.count, nil)
  }
}
