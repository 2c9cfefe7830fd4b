import ApusCore

/// A sequence without so many steps at its beginning and end.
///
/// Input [batch, steps, channels]; output [batch, steps′, channels]. Defaults as in Keras.
/// Source: catalogue A10.
public final class Cropping1D: Cropping {
  /// 1: a sequence.
  public static var axes: Int { 1 }

  /// 1.
  public static var defaultMargin: Int { 1 }

  public static let summary = "A sequence without so many steps at its beginning and end"
  public let settings: MarginSettings, name: String?

  public init(_ settings: MarginSettings, name: String? = nil) {
    (self.settings, self.name) = (Self.checked(settings), name)
  }

  /// So many steps before and after.
  public convenience init(before: Int, after: Int, name: String? = nil) {
    self.init(margins: [(before, after)], name: name)
  }
}
