import ApusCore
import ApusData
import ApusInterop
import ApusNN
import Foundation
import Synchronization

/// The recipes and layers that this program knows by name: run folders and model files name them.
///
/// They are the library's in a program that imports `Apus`; `apusMain(recipes:)` adds those of
/// one's own, as ``set(_:layers:)`` does.
public enum RecipeRegistry {
  private struct Known {
    var recipes: [Recipe]
    var layers: LayerRegistry
  }
  private static let known = Mutex<Known?>(nil)

  /// What was set, else the library's; nothing in a program that links a part of it alone.
  private static var current: Known {
    known.withLock { known in
      if let known { return known }
      // This room cannot know what lies above it: `Apus` is found by its name.
      let library = NSClassFromString("Apus.StandardLibrary") as? any RecipeLibrary.Type
      let found = Known(
        recipes: library?.recipes ?? [], layers: library?.layers ?? toolLayers)
      known = found
      return found
    }
  }

  /// The recipes, in the order in which lists show them.
  public static var recipes: [Recipe] { current.recipes }

  /// The layers that model files may name: the library's, and those that the program adds.
  package static var layers: LayerRegistry {
    ownLayers.all.reduce(current.layers) { $0.adding($1) }
  }

  /// The layers up to this room: those of ApusNN, `Augment`, `ONNXNetwork` and `ClassScores`.
  package static let toolLayers = LayerRegistry.standard
    .adding(Augment.self).adding(ONNXNetwork.self).adding(ClassScores.self)

  /// Adds the program's own layers to the library's.
  static func use(_ own: [any ConfigurableModule.Type]) {
    ownLayers.set(own)
  }

  private static let ownLayers = Additions<any ConfigurableModule.Type>()

  /// Makes these the program's recipes; traps where two have one name.
  ///
  /// - Parameter layers: what model files may name; nil keeps what there was.
  public static func set(_ recipes: [Recipe], layers: LayerRegistry? = nil) {
    for (place, recipe) in recipes.enumerated() {
      require(
        !recipes[..<place].contains { $0.name == recipe.name },
        "two recipes have the name \(recipe.name)")
    }
    let layers = layers ?? current.layers
    known.withLock { $0 = Known(recipes: recipes, layers: layers) }
  }
}

/// Recipes and layers that a program knows without being told.
package protocol RecipeLibrary: AnyObject {
  /// The recipes.
  static var recipes: [Recipe] { get }
  /// The layers that model files may name.
  static var layers: LayerRegistry { get }
}
