import ApusCore
import CApusImages

/// What a geometric transform takes for places between pixels and beyond an image.
public struct ImageSampling: Sendable, Hashable {
  /// Between pixels.
  public enum Interpolation: Sendable, Hashable {
    /// The nearest pixel; of two as near, the one with the even number.
    case nearest
    /// The four pixels around, each by its nearness.
    case bilinear
  }

  /// Beyond the edges of an image whose row is a b c d.
  public enum Border: Sendable, Hashable {
    /// One value in all channels: k k | a b c d | k k.
    case constant(Float)
    /// a a | a b c d | d d.
    case replicate
    /// b a | a b c d | d c.
    case reflect
    /// c d | a b c d | a b.
    case wrap

    var forKernel: (apus_image_border, Float) {
      switch self {
      case .constant(let value): (APUS_BORDER_CONSTANT, value)
      case .replicate: (APUS_BORDER_REPLICATE, 0)
      case .reflect: (APUS_BORDER_REFLECT, 0)
      case .wrap: (APUS_BORDER_WRAP, 0)
      }
    }
  }

  /// What is taken between pixels.
  public let interpolation: Interpolation
  /// What lies beyond the edges.
  public let border: Border

  /// Bilinear on a ground of zeros, if not told otherwise.
  public init(_ interpolation: Interpolation = .bilinear, border: Border = .constant(0)) {
    self.interpolation = interpolation
    self.border = border
  }
}
