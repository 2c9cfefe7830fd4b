import ApusCore
import ApusNN
import CApusImages

/// Some pixels, drawn one by one, become white (1 in all channels) or black (0).
public struct SaltAndPepperNoise: ImageTransform {
  /// The share of pixels that change, drawn from this range for each image.
  public let amount: ClosedRange<Double>
  /// The share of white ones among them.
  public let salt: Double

  /// Traps on an amount or a share outside 0...1.
  public init(amount: ClosedRange<Double> = 0.05...0.05, salt: Double = 0.5) {
    checkRange(amount, in: 0...1, "SaltAndPepperNoise: an amount")
    checkProbability(salt, "SaltAndPepperNoise")
    self.amount = amount
    self.salt = salt
  }

  /// Changes the pixels that are drawn.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    let amount = draws.uniform(in: amount)
    let count = image.height * image.width
    let numbers = UnsafeMutableBufferPointer(start: image.room(0, for: count), count: count)
    draws.fill(numbers, uniformFrom: 0, to: 1)
    apus_image_salt(
      image.pixels.baseAddress, Int64(count), Int64(image.channels), numbers.baseAddress,
      Float(amount * (1 - salt)), Float(amount))
  }
}

extension SaltAndPepperNoise: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "an amount of pixels black or white"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["amount": .range(amount), "salt": .number(salt)]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      amount: try options.range("amount", in: 0...1, default: 0.05...0.05),
      salt: try options.probability("salt", default: 0.5))
  }
}
