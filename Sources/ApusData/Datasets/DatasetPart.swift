/// What a part of a set of examples is for.
public enum DatasetPart: String, Sendable, Hashable, Codable, CaseIterable {
  /// To learn from.
  case train
  /// To choose by: when to stop, which settings are best.
  case validation
  /// To judge by.
  case test

  /// The part that a folder's name means, in any case of letters: `train` and `training`; `val`,
  /// `valid`, `validation` and `dev`; `test` and `testing`. Nil for other names.
  public init?(folder name: String) {
    switch name.lowercased() {
    case "train", "training": self = .train
    case "val", "valid", "validation", "dev": self = .validation
    case "test", "testing": self = .test
    default: return nil
    }
  }

  /// The usual name of its folder.
  public var folderName: String { self == .validation ? "val" : rawValue }
}
