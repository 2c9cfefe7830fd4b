import ApusCore

/// A change of one image that numbers drawn for the example decide: a step of an ``Augmentation``.
///
/// ```swift
/// struct Negative: ImageTransform {
///   func apply(to image: WorkingImage, draws: inout ImageDraws) {
///     for at in image.pixels.indices { image.pixels[at] = 1 - image.pixels[at] }
///   }
/// }
/// ```
public protocol ImageTransform: Sendable {
  /// The shape [height, width, channels] that images of shape `input` come out with. By default
  /// `input`.
  func outputShape(for input: Shape) -> Shape

  /// Why images of shape `input` cannot be taken, in a line; nil, the default, where they can.
  func refusal(of input: Shape) -> String?

  /// What is done in its place where nothing is to be random, as when a network is used: it gives
  /// images of the same shape. By default nil, for nothing.
  var standingStill: (any ImageTransform)? { get }

  /// Changes the image; everything random about it comes from `draws`.
  func apply(to image: WorkingImage, draws: inout ImageDraws)
}

extension ImageTransform {
  /// The shape of the input.
  public func outputShape(for input: Shape) -> Shape { input }
  /// Nil: all images can be taken.
  public func refusal(of input: Shape) -> String? { nil }
  /// Nil: nothing.
  public var standingStill: (any ImageTransform)? { nil }
}

/// A transform that moves pixels by a map of the plane.
///
/// Neighbours in an ``Augmentation`` become one map, so that the image is sampled once: it loses
/// sharpness once, and what lies outside between two steps is not lost.
public protocol GeometricTransform: ImageTransform {
  /// How the image is sampled; nil for one that moves whole pixels and adds none from outside, and
  /// fits to any neighbour.
  var sampling: ImageSampling? { get }

  /// Where each pixel of the output comes from, for an input of `shape` [height, width, channels].
  func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap
}

extension GeometricTransform {
  /// Samples the image through the map.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    let map = map(for: image.shape, draws: &draws)
    image.warp(by: map, to: outputShape(for: image.shape), sampling: sampling ?? ImageSampling())
  }
}
