import ApusCore

/// An image without so many places before and after each axis.
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, channels]. Defaults as
/// in Keras. Source: catalogue A10.
public final class Cropping2D: Cropping {
  /// 2: an image.
  public static var axes: Int { 2 }

  /// 0.
  public static var defaultMargin: Int { 0 }

  public static let summary = "an image without so many places before and after each axis"
  public let settings: MarginSettings, name: String?

  public init(_ settings: MarginSettings, name: String? = nil) {
    (self.settings, self.name) = (Self.checked(settings), name)
  }

  /// The same number of rows and of columns before and after.
  public convenience init(_ margins: (Int, Int), name: String? = nil) {
    self.init(
      margins: [(margins.0, margins.0), (margins.1, margins.1)],
      name: name)
  }

  /// So many rows and columns before and after.
  public convenience init(
    rows: (Int, Int), columns: (Int, Int), name: String? = nil
  ) {
    self.init(margins: [rows, columns], name: name)
  }
}
