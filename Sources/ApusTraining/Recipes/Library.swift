import ApusData
import ApusNN

/// What a program has beside the library's own: everything that commands, files of settings, run
/// folders and model files can name.
///
/// ```swift
/// final class StopAfter: Callback {
///   let epochs: Int
///   init(epochs: Int) { self.epochs = epochs }
///   func epochEnds(_ context: TrainingContext) {
///     if context.epoch >= epochs { context.stop("\(epochs) epochs are enough") }
///   }
/// }
///
/// let library = Library(callbacks: [
///   .init("StopAfter", "stops after so many epochs") {
///     StopAfter(epochs: try $0.integer("epochs", default: 3))
///   }
/// ])
/// ```
///
/// `apusMain(recipes:library:)` makes it known to a command of one's own, ``use()`` to any other
/// program. Then `--callback StopAfter:epochs=5` names it, files of settings do, `apus list` shows
/// it, and a run with it is resumed. Names are found in any letter case.
public struct Library: Sendable {
  /// Layers and blocks that model files may name.
  public var layers: [any ConfigurableModule.Type]
  /// Optimizers; a rule in tensors is a ``ApusNN/TensorOptimizer``.
  public var optimizers: [Registry<any Optimizer>.Entry]
  /// Schedules of the learning rate.
  public var schedules: [Registry<any LearningRateSchedule>.Entry]
  /// Losses.
  public var losses: [Registry<Loss>.Entry]
  /// Metrics.
  public var metrics: [MetricConfiguration]
  /// Callbacks.
  public var callbacks: [Registry<any Callback>.Entry]
  /// Transforms of images; the random ones are augmentations.
  public var transforms: [any ConfigurableTransform.Type]
  /// Data sets.
  public var datasets: [NamedDataset]

  /// A library of these.
  public init(
    layers: [any ConfigurableModule.Type] = [],
    optimizers: [Registry<any Optimizer>.Entry] = [],
    schedules: [Registry<any LearningRateSchedule>.Entry] = [],
    losses: [Registry<Loss>.Entry] = [], metrics: [MetricConfiguration] = [],
    callbacks: [Registry<any Callback>.Entry] = [],
    transforms: [any ConfigurableTransform.Type] = [], datasets: [NamedDataset] = []
  ) {
    self.layers = layers
    self.optimizers = optimizers
    self.schedules = schedules
    self.losses = losses
    self.metrics = metrics
    self.callbacks = callbacks
    self.transforms = transforms
    self.datasets = datasets
  }

  /// Makes all of it known, in place of another library's; call it once, before anything is looked
  /// up.
  public func use() {
    RecipeRegistry.use(layers)
    Registry<any Optimizer>.added.set(optimizers)
    Registry<any LearningRateSchedule>.added.set(schedules)
    Loss.added.set(losses)
    MetricConfiguration.added.set(metrics)
    Registry<any Callback>.added.set(callbacks)
    ImageTransforms.added.set(transforms)
    NamedDataset.added.set(datasets)
  }
}
