import ApusClassic
import ApusNN
import ApusRuns
import ApusTraining
import ApusVision

extension Recipe {
  /// The recipes of the library, family by family.
  public static let library: [Recipe] = vision + classic

  /// The recipes of this program: those that its command was made with, else the library's.
  public static var all: [Recipe] { RecipeRegistry.recipes }

  /// The recipe of that name.
  ///
  /// - Parameter others: what else could have been meant.
  /// - Throws: ``RecipeError`` if no recipe has it, naming the nearest.
  public static func named(_ name: String, or others: [String] = []) throws -> Recipe {
    try known(name, or: others)
  }
}

/// What a program that imports `Apus` knows by name; ``RecipeRegistry`` finds it.
package final class StandardLibrary: RecipeLibrary {
  /// The library's recipes.
  package static var recipes: [Recipe] { Recipe.library }
  /// The library's layers.
  package static var layers: LayerRegistry { .all }
}
