import ApusCore
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

/// Numbers of torchvision and SciPy: `Tests/Golden/augmentation.json`.
@Suite struct GoldenAugmentationTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let kind: String
    let config: Config
    let inputs: [Numbers]
    let outputs: [Numbers]

    var testDescription: String { name }
  }

  struct Config: Decodable, Sendable {
    let matrix: [Double]?
    let border: String?
    let interpolation: String?
    let fill: Float?
    let size: Size?
    let degrees: Double?
    let x: Double?
    let y: Double?
    let scale: Double?
    let shearX: Double?
    let shearY: Double?
    let from: [Double]?
    let to: [Double]?
    let value: Double?
    let sigma: Double?
    let mean: [Float]?
    let deviation: [Float]?

    var sampling: ImageSampling {
      let border: ImageSampling.Border =
        switch border {
        case "replicate": .replicate
        case "reflect": .reflect
        case "wrap": .wrap
        default: .constant(fill ?? 0)
        }
      return ImageSampling(interpolation == "nearest" ? .nearest : .bilinear, border: border)
    }

    var points: ([SIMD2<Double>], [SIMD2<Double>]) {
      func points(_ numbers: [Double]?) -> [SIMD2<Double>] {
        let numbers = numbers ?? []
        return stride(from: 0, to: numbers.count, by: 2).map { SIMD2(numbers[$0], numbers[$0 + 1]) }
      }
      return (points(from), points(to))
    }
  }

  /// Rows and columns, or one number for both.
  enum Size: Decodable, Sendable {
    case one(Int)
    case two(Int, Int)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let one = try? container.decode(Int.self) {
        self = .one(one)
      } else {
        let two = try container.decode([Int].self)
        self = .two(two[0], two[1])
      }
    }

    var height: Int {
      switch self {
      case .one(let size): size
      case .two(let height, _): height
      }
    }

    var width: Int {
      switch self {
      case .one(let size): size
      case .two(_, let width): width
      }
    }
  }

  struct Numbers: Decodable, Sendable {
    let shape: [Int]
    let data: [Float]

    var images: Tensor { Tensor(data, shape: Shape([1] + shape)) }
  }

  static let cases: [Case] = (try? goldenCases("augmentation")) ?? []

  /// A map that is always the same.
  private struct Fixed: GeometricTransform {
    let map: ImageMap
    var size: Shape?
    let sampling: ImageSampling?

    func outputShape(for input: Shape) -> Shape {
      size.map { [$0[0], $0[1], input[2]] } ?? input
    }

    func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap { map }
  }

  /// A displacement that is always the same, before a map.
  private struct Displaced: ImageTransform {
    let map: ImageMap
    let field: [Float]
    let sampling: ImageSampling

    func apply(to image: WorkingImage, draws: inout ImageDraws) {
      field.withUnsafeBufferPointer {
        image.warp(
          by: map, to: image.shape, sampling: sampling, displacement: $0.baseAddress)
      }
    }
  }

  private func transform(_ golden: Case) -> any ImageTransform {
    let c = golden.config
    let shape = Shape(golden.inputs[0].shape)
    let height = c.size?.height ?? shape[0]
    let width = c.size?.width ?? shape[1]
    let value = c.value ?? 0
    switch golden.kind {
    case "warp":
      return Fixed(
        map: ImageMap(c.matrix ?? []), size: [height, width, shape[2]], sampling: c.sampling)
    case "displaced":
      return Displaced(
        map: ImageMap(c.matrix ?? []), field: golden.inputs[1].data, sampling: c.sampling)
    case "affine":
      func range(_ value: Double?, _ none: Double, by divisor: Int = 1) -> ClosedRange<Double> {
        let value = (value ?? none) / Double(divisor)
        return value...value
      }
      return RandomAffine(
        degrees: range(c.degrees, 0), x: range(c.x, 0, by: shape[1]),
        y: range(c.y, 0, by: shape[0]), scale: range(c.scale, 1), shearX: range(c.shearX, 0),
        shearY: range(c.shearY, 0))
    case "rotation":
      let degrees = c.degrees ?? 0
      return RandomRotation(degrees...degrees)
    case "perspective":
      let (from, to) = c.points
      return Fixed(map: .perspective(from: from, to: to), sampling: c.sampling)
    case "horizontalFlip": return RandomHorizontalFlip(probability: 1)
    case "verticalFlip": return RandomVerticalFlip(probability: 1)
    case "centerCrop": return CenterCrop(height: height, width: width)
    case "resized":
      let ratio = Double(shape[1]) / Double(shape[0])
      return RandomResizedCrop(height: height, width: width, scale: 1...1, ratio: ratio...ratio)
    case "brightness": return RandomBrightness(value...value)
    case "contrast": return RandomContrast(value...value)
    case "saturation": return RandomSaturation(value...value)
    case "hue": return RandomHue(value...value)
    case "grayscale": return RandomGrayscale(probability: 1)
    case "normalize":
      return ChannelNormalization(mean: c.mean ?? [], standardDeviation: c.deviation ?? [])
    default:
      let sigma = c.sigma ?? 0
      return GaussianBlur(kernelSize: height, sigma: sigma...sigma)
    }
  }

  @Test func theFileIsThere() { #expect(Self.cases.count == 93) }

  @Test(arguments: cases) func sameNumbers(_ golden: Case) {
    let result = Augmentation([transform(golden)])(golden.inputs[0].images)
    #expect(Array(result.shape.dropFirst()) == golden.outputs[0].shape)
    let scale = max(1, golden.outputs[0].data.map(\.magnitude).max() ?? 0)
    let error = zip(result.floats, golden.outputs[0].data).map { ($0 - $1).magnitude }.max() ?? 0
    #expect(error <= 1e-5 * scale)
  }
}
