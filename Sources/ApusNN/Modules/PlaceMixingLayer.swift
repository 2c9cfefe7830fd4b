import ApusCore

/// A layer whose output has its input's extents, but at other places: what an output sees is not
/// known by its place.
public protocol PlaceMixingLayer: Layer {
  /// Whether outputs for an example of this shape depend on other places than their own.
  func mixesPlaces(_ inputShape: Shape) -> Bool
}

/// Whether one of `axes`, the batch's being 0, lies between batch and channels.
func arePlaces(_ axes: [Int], _ inputShape: Shape) -> Bool {
  axes.contains { (1..<inputShape.rank).contains($0 < 0 ? $0 + inputShape.rank + 1 : $0) }
}

/// Alone and in the blocks of Transformers.
