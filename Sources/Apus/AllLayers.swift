import ApusClassic
import ApusData
import ApusInterop
import ApusNN
import ApusTraining

extension LayerRegistry {
  /// Every layer of the library: those of ApusNN, of the tools and of the families.
  ///
  /// A room cannot know what lies above it, so a family's new layer is named here. Add your own:
  /// `LayerRegistry.all.adding(Residual.self)`.
  public static let all = RecipeRegistry.toolLayers.adding(ExplicitPerceptron.self)
}

/// The model of a file that `save(to:inputShape:metadata:)` wrote, or of a run's
/// `model.safetensors`, of any layers of the library.
///
/// ```swift
/// let model = try loadModel("digits.safetensors")
/// let scores = try model.predict(images)
/// ```
///
/// Layers of your own are known after `Library.use()`, or by a registry; see
/// `loadModel(_:registry:)`.
///
/// - Throws: `FileError` where the file is missing or damaged, or describes a model that cannot
///   be built.
public func loadModel(_ path: String) throws -> Model {
  try loadModel(path, registry: RecipeRegistry.layers)
}
