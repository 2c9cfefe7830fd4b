import ApusCore

/// Zeros before and after a sequence.
///
/// Input [batch, steps, channels]; output [batch, steps′, channels]. Defaults as in Keras.
/// Source: catalogue A10.
public final class ZeroPadding1D: ZeroPadding {
  /// 1: a sequence.
  public static var axes: Int { 1 }

  public static let summary = "zeros before and after a sequence"
  public let settings: MarginSettings, name: String?

  public init(_ settings: MarginSettings, name: String? = nil) {
    (self.settings, self.name) = (Self.checked(settings), name)
  }

  /// So many steps before and after.
  public convenience init(before: Int, after: Int, name: String? = nil) {
    self.init(margins: [(before, after)], name: name)
  }
}
