import ApusCore
import ApusNN

extension LayerExample {
  /// Normalizations and scalings.
  static let normalizations: [LayerExample] = [
    .alone(image) { BatchNormalization() },
    .alone([2, 3]) { BatchNormalization(axis: 1) },
    .alone(image) { GroupNormalization(groups: 2) },
    .alone(image) { InstanceNormalization() },
    .alone(image) { LayerNormalization() },
    .alone([3, 4]) { LayerNormalization(axes: [1, 2], center: false) },
    .alone(image) { LocalResponseNormalization(size: 3) },
    .alone([3, 4]) { LocalResponseNormalization(size: 3, alpha: 0.2) },
    .alone([3, 4]) { LocalResponseNormalization(size: 2, alpha: 0.2, averages: true) },
    .alone([3]) {
      Normalization(mean: Tensor([1, 2, 3] as [Float]), variance: Tensor([1, 4, 9] as [Float]))
    },
    .alone([5]) { Rescaling(2, offset: 1) },
    .alone(steps) { RMSNormalization() },
    .alone(steps) { UnitNormalization() },
  ]
}
