import ApusCore

/// Each example becomes λ x + (1 − λ) x′ and its label λ y + (1 − λ) y′, where (x′, y′) is the
/// example before it in the batch and λ is drawn from Beta(α, α) for each.
///
/// - Source: Zhang et al. 2017; torchvision `MixUp`, which draws one λ a batch, Keras 3 `MixUp`.
public struct MixUp: BatchMixing {
  /// α: near 0 leaves most examples nearly pure, 1 draws λ evenly.
  public let alpha: Double

  /// Traps on an α outside 0.001…1000.
  public init(alpha: Double = 0.2) {
    require(0.001...1000 ~= alpha, "MixUp: alpha \(alpha), expected in 0.001...1000")
    self.alpha = alpha
  }

  /// The mixed batch.
  public func mix(_ batch: Batch, draws: [ImageDraws]) -> Batch {
    let shares = draws.map { source in
      var draws = source
      return draws.beta(alpha)
    }
    return batch.replacing(
      features: batch.features.mixingRows(by: shares), labels: batch.labels.mixingRows(by: shares))
  }
}
