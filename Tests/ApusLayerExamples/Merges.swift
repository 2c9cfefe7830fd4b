import ApusNN

extension LayerExample {
  /// Layers that join several inputs.
  static let merges: [LayerExample] = [
    .joined([4], [4]) { Add() },
    .joined([4], [4]) { Average() },
    .joined([4], [3]) { Concatenate() },
    .joined([4], [4]) { Dot(axes: (1, 1)) },
    .joined([4], [4]) { Maximum() },
    .joined([4], [4]) { Minimum() },
    .joined([4], [4]) { Multiply() },
    .joined([4], [4]) { Subtract() },
  ]
}
