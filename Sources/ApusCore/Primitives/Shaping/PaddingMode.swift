/// What padding puts beyond the ends of an axis a b c d.
public enum PaddingMode: Sendable, Hashable {
  /// This value: v v | a b c d | v v.
  case constant(Double)
  /// The element at the end, also called replicate: a a | a b c d | d d.
  case edge
  /// The mirror image without the element at the end: c b | a b c d | c b.
  case reflect
  /// The axis over again, also called circular or wrap: c d | a b c d | a b.
  case periodic

  /// Zeros: the constant 0.
  public static let zeros = PaddingMode.constant(0)

  /// Where in an axis of `extent` elements the padded axis' element at `position` − `before` comes
  /// from; nil where it is the constant.
  func source(_ position: Int, extent: Int) -> Int? {
    if position >= 0 && position < extent { return position }
    switch self {
    case .constant: return nil
    case .edge: return position < 0 ? 0 : extent - 1
    case .reflect:
      if extent == 1 { return 0 }
      let period = 2 * (extent - 1)
      let within = ((position % period) + period) % period
      return within < extent ? within : period - within
    case .periodic: return ((position % extent) + extent) % extent
    }
  }
}
