import ApusCore
import ApusData
import ApusNN

extension WorkedExample {
  /// W54: how far an image is moved.
  static let translation = WorkedExample(
    "W54", given: "images of 32×32, moved by 0.125 of their size to either side",
    [
      Part("pixels", [4, -4]) { CourseValue([0.125, -0.125].map(movedBy)) }
    ])

  /// By how many columns a bright pixel in the middle moves.
  private static func movedBy(_ share: Double) -> Double {
    let place: Float = 16 * 32 + 16
    let middle = Tensor.range(0, 1024, dtype: .float32) .== Tensor(place)
    let image = middle.cast(to: .float32).reshaped(to: [1, 32, 32, 1])
    let layer = Augment { RandomTranslation(x: share...share) }
    let moved = Mode.training { layer(image) }.reshaped(to: [32, 32])
    return moved.sum(axis: 0).argmax(axis: 0).item - 16
  }
}
