import ApusCore

/// A layer whose output has its input's extents, but at other places: what an output sees is not
/// known by its place.
public protocol PlaceMixingLayer: Layer {
  /// Whether outputs for an example of this shape depend on other places than their own.
  func mixesPlaces(_ inputShape: Shape) -> Bool
}

/// Whether one of `axes`, the batch's being 0, lies between batch and channels.
private func arePlaces(_ axes: [Int], _ inputShape: Shape) -> Bool {
  axes.contains { (1..<inputShape.rank).contains($0 < 0 ? $0 + inputShape.rank + 1 : $0) }
}

extension Softmax: PlaceMixingLayer {
  /// Whether it is along another axis than the channels'.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { arePlaces([axis], inputShape) }
}

extension Permute: PlaceMixingLayer {
  /// Whether any axis moves.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { order != order.sorted() }
}

extension LayerNormalization: PlaceMixingLayer {
  /// Whether it is along another axis than the channels'.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { arePlaces(axes, inputShape) }
}

extension RMSNormalization: PlaceMixingLayer {
  /// Whether it is along another axis than the channels'.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { arePlaces(axes, inputShape) }
}

extension UnitNormalization: PlaceMixingLayer {
  /// Whether it is along another axis than the channels'.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { arePlaces(axes, inputShape) }
}

extension GroupNormalization: PlaceMixingLayer {
  /// True where there is another axis than the channels': its statistics are those of all
  /// positions.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { inputShape.rank > 1 }
}

extension InstanceNormalization: PlaceMixingLayer {
  /// True where there is another axis than the channels': its statistics are those of all
  /// positions.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { inputShape.rank > 1 }
}

/// Alone and in the blocks of Transformers.
extension MultiHeadAttention: PlaceMixingLayer {
  /// True: every time sees others.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { true }
}
