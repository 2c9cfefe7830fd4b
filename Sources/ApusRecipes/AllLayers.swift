import ApusClassic
import ApusData
import ApusInterop
import ApusNN
import ApusTraining

extension LayerRegistry {
  /// Every layer of the library: those of ApusNN, and those that the modules above it add.
  ///
  /// This is the one list of them: a module cannot know what lies above it, so a new layer outside ApusNN is named here.
  /// Add your own: `LayerRegistry.all.adding(Residual.self)`.
  public static let all = LayerRegistry.standard
    .adding(
      Augment.self,
      summary: "random transforms of images in training: flips, turns, crops, noise, …"
    )
    .adding(ONNXNetwork.self, summary: "a network from an ONNX file")
    .adding(
      ClassScores.self, summary: "scores, whose softmax are probabilities, of what a network gives")
    .adding(
      ExplicitPerceptron.self,
      summary: "a multilayer perceptron whose gradients are the lectures' formulas")
}

/// The model of a file that ``ApusNN/Layer/save(to:inputShape:metadata:)`` wrote, or of a run's `model.safetensors`, of
/// any layers of the library.
///
/// ```swift
/// let model = try loadModel("digits.safetensors")
/// let scores = try model.predict(images)
/// ```
///
/// For layers of your own give a registry; see ``loadModel(_:registry:)``.
///
/// - Throws: ``FileError`` where the file is missing or damaged, or describes a model that cannot be built.
public func loadModel(_ path: String) throws -> Model {
  try loadModel(path, registry: .all)
}
