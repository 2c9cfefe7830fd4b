import ApusCore
import ApusData
import ApusNN
import ApusTraining

/// A step of training or a prediction that is timed beside other frameworks, on a batch that is
/// already in memory.
struct Workload: Sendable {
  /// The name that all frameworks share.
  public let name: String
  /// Examples a step.
  public let items: Int
  let makeStep: @Sendable () -> () -> Void

  /// Its timing.
  public struct Timing: Sendable {
    /// The best mean over repetitions, in milliseconds.
    public let millisecondsPerStep: Double
    /// Examples a second at that rate.
    public let itemsPerSecond: Double
  }

  /// The shared workloads, in their order.
  public static let all: [Workload] = [
    training("xor", .xor, batch: 4, classes: 2) { SGD(learningRate: 0.1) },
    training("mnist-mlp", .mnistMLP, batch: 128) { RMSprop() },
    prediction("mnist-mlp-predict", .mnistMLP, batch: 1),
    training("lenet5", .lenet5, batch: 64) { Adam() },
    training("cifar-cnn", .cifarCNN, batch: 32) { RMSprop() },
    characterGPT,
  ]

  /// The best mean time a step over `repeats` batches of steps, each about `budget / repeats`
  /// seconds, after a warm-up.
  public func time(repeats: Int = 5, budget: Double = 1.5) -> Timing {
    let step = makeStep()
    for _ in 0..<5 { step() }
    let clock = ContinuousClock()
    let one = clock.measure(step).seconds
    let count = max(1, Int(budget / Double(repeats) / max(one, 1e-7)))
    var best = Double.infinity
    for _ in 0..<repeats {
      let elapsed = clock.measure { for _ in 0..<count { step() } }
      best = min(best, elapsed.seconds / Double(count))
    }
    return Timing(millisecondsPerStep: best * 1e3, itemsPerSecond: Double(items) / best)
  }

  private static func training(
    _ name: String, _ recipe: Recipe, batch: Int, classes: Int = 10,
    _ optimizer: @escaping @Sendable () -> any Optimizer
  ) -> Workload {
    Workload(name: name, items: batch) {
      let (settings, facts) = usual(recipe)
      let trainer = SupervisedLearner(
        model(of: recipe), optimizer: optimizer(),
        loss: recipe.supervision?.loss(settings, facts) ?? .meanSquaredError,
        generator: RandomGenerator(seed: 0))
      let (features, labels) = example(recipe, batch: batch, classes: classes)
      return { trainer.step(features, labels) }
    }
  }

  /// A step of a character model: four causal blocks over 128 characters of 65.
  private static var characterGPT: Workload {
    let (batch, time, width, characters) = (16, 128, 128, 65)
    return Workload(name: "char-gpt", items: batch) {
      let model = Sequential {
        TokenAndPositionEmbedding(
          vocabularySize: characters, sequenceLength: time, embeddingDim: width)
        for _ in 0..<4 {
          TransformerEncoderBlock(
            heads: 4, hidden: 4 * width, activation: .gelu, normalizeFirst: true, isCausal: true)
        }
        LayerNormalization()
        Dense(characters, useBias: false)
      }
      let trainer = Trainer(
        model, optimizer: AdamW(), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
        generator: RandomGenerator(seed: 0))
      let generator = RandomGenerator(seed: 1)
      func text() -> Tensor {
        .randomIntegers([batch, time], below: characters, dtype: .int32, generator: generator)
      }
      let (features, labels) = (text(), text())
      return { trainer.step(features, labels) }
    }
  }

  private static func prediction(_ name: String, _ recipe: Recipe, batch: Int) -> Workload {
    Workload(name: name, items: batch) {
      let model = model(of: recipe)
      let features = example(recipe, batch: batch, classes: 10).features
      return { _ = model(features) }
    }
  }

  private static func usual(_ recipe: Recipe) -> (SettingValues, DataFacts) {
    guard let settings = try? SettingValues(for: recipe.settings),
      let facts = try? recipe.facts(settings)
    else { trap("\(recipe.name): its model needs the user's data") }
    return (settings, facts)
  }

  private static func model(of recipe: Recipe) -> any Layer {
    guard let model = try? recipe.makeModel(usual(recipe).0) else {
      trap("\(recipe.name): it has no model by default")
    }
    return model
  }

  private static func example(
    _ recipe: Recipe, batch: Int, classes: Int
  ) -> (features: Tensor, labels: Tensor) {
    let generator = RandomGenerator(seed: 1)
    return (
      Tensor.randomUniform(
        usual(recipe).1.inputShape.inserting(batch, at: 0), generator: generator),
      Tensor.randomIntegers([batch], below: classes, dtype: .int32, generator: generator)
    )
  }
}
