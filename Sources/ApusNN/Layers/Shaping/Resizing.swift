import ApusCore

/// Images of one size, whatever their input's: values interpolated between those of the input; see
/// `resize`.
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, channels]. Defaults as
/// in Keras. Source: catalogue A10.
public final class Resizing: FixedSizeLayer {
  /// 2: an image.
  public static var axes: Int { 2 }

  /// The output's height and width.
  public let sizes: [Int]
  /// How the values between are found.
  public let interpolation: Interpolation
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The height and width that images get; traps below 1.
  public init(
    _ size: (Int, Int), interpolation: Interpolation = .bilinear, name: String? = nil
  ) {
    sizes = Self.checked([size.0, size.1])
    self.interpolation = interpolation
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    resize(input, to: sizes, interpolation: interpolation)
  }
}

extension Resizing {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["sizes": .integers(sizes), "interpolation": .text(interpolation.rawValue)]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    let sizes = try Self.sizes(&options)
    self.init(
      (sizes[0], sizes[1]),
      interpolation: try options.choice("interpolation", default: .bilinear), name: name)
  }
}
