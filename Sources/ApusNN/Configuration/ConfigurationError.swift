/// What is wrong with a configuration that came from outside the program: one line that says where
/// and what.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of mistake.
  public enum Kind: Sendable, Hashable {
    /// A type of layer, loss, optimizer or another thing that is not known.
    case unknownName
    /// A setting that its owner does not have.
    case unknownOption
    /// A setting that is missing, of the wrong type, or outside its range.
    case invalidOption
    /// A layer that cannot take the shapes that reach it.
    case impossibleShape
    /// Inputs that hold numbers for which the model has nothing.
    case impossibleInput
    /// A graph whose parts do not fit together.
    case malformedGraph
    /// A layer that cannot describe itself.
    case notDescribable
  }

  /// The kind of mistake.
  public let kind: Kind
  /// Where it is and what was expected.
  public let description: String
  /// The setting that is wrong, by its name, so that readers of files can name its line; nil where
  /// it is another thing.
  public let option: String?

  /// An error of this kind, with one line that says where it is and what was expected; `option` is
  /// the setting that is wrong.
  public init(_ kind: Kind, _ description: String, option: String? = nil) {
    self.kind = kind
    self.description = description
    self.option = option
  }
}
