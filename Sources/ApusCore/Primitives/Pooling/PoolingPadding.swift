/// How pooling along one or three axes treats the ends of an axis.
public enum PoolingPadding: String, CaseIterable, Sendable, Hashable {
  /// The window stays inside: ⌊(n − k) / s⌋ + 1 positions.
  case valid
  /// The axis is extended so that there are ⌈n / s⌉ positions, an odd element at its end, as in Keras. What is added
  /// counts neither for maxima nor for means.
  case same

  /// The same for the two axes of an image.
  var ofImages: Padding2D { self == .valid ? .valid : .same }
}
