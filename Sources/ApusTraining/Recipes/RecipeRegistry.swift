import ApusCore
import Synchronization

/// The recipes that this program's commands know, set once where it begins.
public enum RecipeRegistry {
  private static let known = Mutex<[Recipe]?>(nil)

  /// The recipes, in the order in which lists show them; nil where none were set.
  public static var recipes: [Recipe]? { known.withLock { $0 } }

  /// Makes these the program's recipes; traps where two have one name.
  public static func set(_ recipes: [Recipe]) {
    for (place, recipe) in recipes.enumerated() {
      require(
        !recipes[..<place].contains { $0.name == recipe.name },
        "two recipes have the name \(recipe.name)")
    }
    known.withLock { $0 = recipes }
  }
}
