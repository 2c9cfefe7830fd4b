import ApusCore
import ApusFiles
import ApusNN
import ApusTraining

/// A graph of layers with its weights, made for the extents that come.
final class OpenGraph {
  let configuration: ModelConfiguration
  let weights: [String: Tensor]
  private let registry: LayerRegistry
  private let path: String
  private var made: [[Shape]: Model] = [:]
  /// Graphs that are kept for extents that came before.
  private static let most = 8

  /// - Parameter path: what errors call the file.
  init(
    _ configuration: ModelConfiguration, _ weights: [String: Tensor], registry: LayerRegistry,
    path: String
  ) throws {
    self.configuration = configuration
    self.weights = weights
    self.registry = registry
    self.path = path
  }

  /// The graph for inputs of these shapes; throws where a layer cannot take them.
  func model(for shapes: [Shape]) throws -> Model {
    let key = configuration.isOpen ? shapes : []
    if let known = made[key] { return known }
    var filled = configuration
    if configuration.isOpen {
      filled.inputs = zip(configuration.inputs ?? [], shapes).map { input, shape in
        ModelConfiguration.Input(name: input.name, shape: shape.array, dtype: input.dtype)
      }
    }
    guard let model = try filled.makeModel(registry: registry) as? Model else {
      throw FileError(path, "describes no graph of layers; import the model again")
    }
    try model.setWeights(weights, from: path)
    if made.count >= Self.most { made = [:] }
    made[key] = model
    return model
  }

  /// The graph for two sizes of what is open, to see what follows them.
  func examples() throws -> (Model, Model) {
    guard configuration.isOpen else {
      let model = try model(for: [])
      return (model, model)
    }
    var problem: (any Error)?
    for (one, two) in [(32, 64), (224, 256), (8, 16), (48, 320), (640, 480), (1, 2)] {
      do {
        return (try model(for: shapes(one)), try model(for: shapes(two)))
      } catch {
        problem = problem ?? error
      }
    }
    throw problem ?? FileError(path, "describes a model that cannot be built")
  }

  /// Throws where extents are open, which a file of another form cannot say.
  func checkClosed(_ out: String) throws {
    guard !configuration.isOpen else {
      throw FileError(
        out,
        """
        cannot hold open extents of a graph of layers; import the model with --input-shape first, \
        or export safetensors
        """
      )
    }
  }

  private func shapes(_ size: Int) -> [Shape] {
    (configuration.inputs ?? []).map { Shape($0.shape.map { $0 == -1 ? size : $0 }) }
  }
}
