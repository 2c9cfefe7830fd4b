import ApusCore

/// Zeros before and after each axis of a volume.
///
/// Input [batch, depth, height, width, channels]; output [batch, depth′, height′, width′,
/// channels]. Defaults as in Keras. Source: catalogue A10.
public final class ZeroPadding3D: ZeroPadding {
  /// 3: a volume.
  public static var axes: Int { 3 }

  public static let summary = "zeros before and after each axis of a volume"
  public let settings: MarginSettings, name: String?

  public init(_ settings: MarginSettings, name: String? = nil) {
    (self.settings, self.name) = (Self.checked(settings), name)
  }

  /// The same number of planes, rows and of columns before and after.
  public convenience init(_ margins: (Int, Int, Int), name: String? = nil) {
    self.init(
      margins: [(margins.0, margins.0), (margins.1, margins.1), (margins.2, margins.2)],
      name: name)
  }

  /// So many planes, rows and columns before and after.
  public convenience init(
    planes: (Int, Int), rows: (Int, Int), columns: (Int, Int), name: String? = nil
  ) {
    self.init(margins: [planes, rows, columns], name: name)
  }
}
