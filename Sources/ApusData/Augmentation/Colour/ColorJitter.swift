import ApusCore
import ApusNN

/// Brightness, contrast, saturation and hue changed by random amounts in random order.
///
/// Images have one channel or three in 0…1, and so have results. Source: torchvision `ColorJitter`.
public struct ColorJitter: ImageTransform {
  /// The range of the factor of ``RandomBrightness``.
  public let brightness: ClosedRange<Double>
  /// The range of the factor of ``RandomContrast``.
  public let contrast: ClosedRange<Double>
  /// The range of the factor of ``RandomSaturation``.
  public let saturation: ClosedRange<Double>
  /// The range of the part of a turn of ``RandomHue``.
  public let hue: ClosedRange<Double>

  /// Traps on factors outside 0...100 or hues outside -0.5...0.5.
  public init(
    brightness: ClosedRange<Double> = 1...1, contrast: ClosedRange<Double> = 1...1,
    saturation: ClosedRange<Double> = 1...1, hue: ClosedRange<Double> = 0...0
  ) {
    checkRange(brightness, in: 0...100, "ColorJitter: brightness")
    checkRange(contrast, in: 0...100, "ColorJitter: contrast")
    checkRange(saturation, in: 0...100, "ColorJitter: saturation")
    checkRange(hue, in: -0.5...0.5, "ColorJitter: hue")
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
    self.hue = hue
  }

  /// Why there are no colours to change; nil for one or three channels.
  public func refusal(of input: Shape) -> String? { refusalOfColours(input, "ColorJitter") }

  /// Changes the image by what is drawn.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    let brightness = draws.uniform(in: brightness)
    let contrast = draws.uniform(in: contrast)
    let saturation = draws.uniform(in: saturation)
    let hue = draws.uniform(in: hue)
    var order: SIMD4<UInt8> = [0, 1, 2, 3]
    for place in stride(from: 3, to: 0, by: -1) {
      let other = draws.integer(below: place + 1)
      (order[place], order[other]) = (order[other], order[place])
    }
    for place in 0..<4 {
      switch order[place] {
      case 0: image.brighten(by: brightness)
      case 1: image.contrast(by: contrast)
      case 2: image.saturate(by: saturation)
      default: image.turnHue(by: hue)
      }
    }
  }
}

extension ColorJitter: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "brightness, contrast, saturation and hue"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "brightness": .range(brightness), "contrast": .range(contrast),
      "saturation": .range(saturation), "hue": .range(hue),
    ]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      brightness: try options.spread("brightness", in: 0...100, around: 1, default: 1...1),
      contrast: try options.spread("contrast", in: 0...100, around: 1, default: 1...1),
      saturation: try options.spread("saturation", in: 0...100, around: 1, default: 1...1),
      hue: try options.spread("hue", in: -0.5...0.5, default: 0...0))
  }
}
