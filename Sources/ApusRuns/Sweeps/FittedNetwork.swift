import ApusCore
import ApusNN
import ApusTraining

/// A network of `hidden` layers and one output, fitted to values by Adam on all examples at once;
/// nil where `goesOn` said no.
///
/// Biases begin spread out, not at 0: the bends of a network with one input would all be at 0.
///
/// - Parameters:
///   - features: [examples, inputs].
///   - targets: [examples, 1].
///   - steps: updates.
func fittedNetwork(
  hidden: [Int], activation: ActivationFunction, _ features: Tensor, _ targets: Tensor, steps: Int,
  learningRate: Double, generator: RandomGenerator, goesOn: () -> Bool = { true }
) -> Sequential? {
  let layers: [any Layer] = hidden.map {
    Dense(
      $0, activation: activation, kernelInitializer: .heNormal,
      biasInitializer: .uniform(from: -0.5, to: 0.5))
  }
  let model = Sequential(layers + [Dense(1)])
  let trainer = Trainer(
    model, optimizer: Adam(learningRate: learningRate), loss: .meanSquaredError,
    generator: generator)
  RandomGenerator.with(generator) { _ = model.build(features.shape.removing(0)) }
  // First values are made when they are first read: now, so that no steps give the same ones as
  // many.
  RandomGenerator.with(generator) { _ = model.weights }
  for step in 0..<steps {
    trainer.step(features, targets)
    if step % 100 == 99, !goesOn() { return nil }
  }
  return model
}

/// The setting of how long networks are trained.
func stepsSetting(_ steps: Int) -> Setting {
  Setting(
    "steps", .integer(0...1_000_000), default: "\(steps)", "updates by Adam for each network")
}

/// The setting of how fast networks learn.
func rateSetting(_ rate: Double) -> Setting {
  Setting(
    "learningRate", .number(0...10, openBelow: true), default: "\(rate)",
    "the size of Adam's steps, for networks")
}
