import ApusCore

/// Zeros before and after a sequence.
///
/// Input [batch, steps, channels]; output [batch, steps′, channels]. Defaults as in Keras.
/// Source: catalogue A10.
public final class ZeroPadding1D: ZeroPadding {
  /// 1: a sequence.
  public static var axes: Int { 1 }

  /// How many places before and after each axis.
  public let margins: [(before: Int, after: Int)]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// So many places before and after each axis; traps where there is not one pair an axis or a
  /// number is negative.
  public init(margins: [(before: Int, after: Int)], name: String? = nil) {
    self.margins = Self.checked(margins)
    self.name = name
  }

  /// The same number of steps before and after.
  public convenience init(_ margin: Int = 1, name: String? = nil) {
    self.init(margins: [(margin, margin)], name: name)
  }

  /// So many steps before and after.
  public convenience init(before: Int, after: Int, name: String? = nil) {
    self.init(margins: [(before, after)], name: name)
  }
}
