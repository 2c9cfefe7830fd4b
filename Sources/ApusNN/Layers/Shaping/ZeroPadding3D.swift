import ApusCore

/// Zeros before and after each axis of a volume.
///
/// Input [batch, depth, height, width, channels]; output [batch, depth′, height′, width′,
/// channels]. Defaults as in Keras. Source: catalogue A10.
public final class ZeroPadding3D: ZeroPadding {
  /// 3: a volume.
  public static var axes: Int { 3 }

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

  /// The same margin on every side.
  public convenience init(_ margin: Int = 1, name: String? = nil) {
    self.init(margins: Array(repeating: (margin, margin), count: Self.axes), name: name)
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
