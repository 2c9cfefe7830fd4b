extension Recipe {
  /// What training by a recipe gives, as a figure that a test can ask for.
  ///
  /// `apus list recipes --settings` shows it, the table in docs/LEARNING.md is made from it, and a
  /// test trains by it.
  public struct Expectation: Sendable, Hashable {
    /// The settings that are not the recipe's defaults.
    public let settings: [String: String]
    /// Epochs; nil for the recipe's.
    public let epochs: Int?
    /// What is measured after the last epoch, as `val_accuracy`.
    public let metric: String
    /// Its value.
    public let value: Double
    /// How far from that it may be.
    public let tolerance: Double
    /// About how long training takes on two cores.
    public let seconds: Double

    /// Expects `metric` to be within `tolerance` of `value` after training.
    public init(
      _ value: Double, of metric: String = "val_accuracy", tolerance: Double, seconds: Double,
      epochs: Int? = nil, settings: [String: String] = [:]
    ) {
      self.settings = settings
      self.epochs = epochs
      self.metric = metric
      self.value = value
      self.tolerance = tolerance
      self.seconds = seconds
    }

    /// Whether a value is near enough.
    public func holds(_ found: Double) -> Bool { abs(found - value) <= tolerance }

    /// The command that trains so.
    public func command(_ recipe: Recipe) -> String {
      let assignments = settings.sorted { $0.key < $1.key }.map { key, value in
        key == "dataset" ? " --dataset \(value)" : " --set \(key)=\(value)"
      }
      let length = epochs.map { " --epochs \($0)" } ?? ""
      return "apus train \(recipe.name)" + assignments.joined() + length
    }
  }
}
