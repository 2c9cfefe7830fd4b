import ApusCore
import ApusData
import ApusInterop
import ApusNN
import Synchronization

/// The recipes and layers that this program knows by name: run folders and model files name them.
///
/// `apusMain` and everything that `import Apus` offers by name (``Recipe/named(_:or:)``, `Recipe.all`) enter the
/// library's. A program that reads runs without either says it once, where it begins:
///
/// ```swift
/// RecipeRegistry.set(Recipe.library)
/// ```
public enum RecipeRegistry {
  private struct Known {
    var recipes: [Recipe]
    var layers: LayerRegistry
  }
  private static let known = Mutex<Known?>(nil)

  /// The recipes, in the order in which lists show them; nil where none were set.
  public static var recipes: [Recipe]? { known.withLock { $0?.recipes } }

  /// The layers that model files may name.
  package static var layers: LayerRegistry { known.withLock { $0?.layers } ?? toolLayers }

  /// The layers up to this room: those of ApusNN, `Augment`, `ONNXNetwork` and `ClassScores`.
  package static let toolLayers = LayerRegistry.standard
    .adding(
      Augment.self,
      summary: "random transforms of images in training: flips, turns, crops, noise, …"
    )
    .adding(ONNXNetwork.self, summary: "a network from an ONNX file")
    .adding(
      ClassScores.self, summary: "scores, whose softmax are probabilities, of what a network gives")

  /// Makes these the program's recipes; traps where two have one name.
  ///
  /// - Parameter layers: what model files may name; nil keeps what was set, and at first those of the rooms below the families.
  public static func set(_ recipes: [Recipe], layers: LayerRegistry? = nil) {
    for (place, recipe) in recipes.enumerated() {
      require(
        !recipes[..<place].contains { $0.name == recipe.name },
        "two recipes have the name \(recipe.name)")
    }
    known.withLock { $0 = Known(recipes: recipes, layers: layers ?? $0?.layers ?? toolLayers) }
  }

  /// The recipes that were set, else these, which are then set.
  package static func recipes(else library: [Recipe], layers: LayerRegistry) -> [Recipe] {
    known.withLock { known in
      if let known { return known.recipes }
      known = Known(recipes: library, layers: layers)
      return library
    }
  }
}
