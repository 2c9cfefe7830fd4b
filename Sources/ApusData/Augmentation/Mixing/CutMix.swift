import ApusCore

/// A rectangle of each image is that of the image before it in the batch, and the label becomes
/// λ y + (1 − λ) y′, λ the share of the image that is left.
///
/// The rectangle has the image's form and, before the edges cut it, a share 1 − λ₀ of its area,
/// with λ₀ drawn from Beta(α, α) for each example; its middle is anywhere.
///
/// - Source: Yun et al. 2019; torchvision `CutMix`, which draws one rectangle a batch, Keras 3
///   `CutMix`.
public struct CutMix: BatchMixing {
  /// α: 1 draws λ₀ evenly.
  public let alpha: Double

  /// Traps on an α outside 0.001…1000.
  public init(alpha: Double = 1) {
    require(0.001...1000 ~= alpha, "CutMix: alpha \(alpha), expected in 0.001...1000")
    self.alpha = alpha
  }

  /// The mixed batch.
  public func mix(_ batch: Batch, draws: [ImageDraws]) -> Batch {
    let (height, width) = (batch.features.shape[1], batch.features.shape[2])
    let channels = batch.features.shape[3]
    let windows = draws.map { source in
      var draws = source
      let side = (1 - draws.beta(alpha)).squareRoot() / 2
      func part(of extent: Int) -> Range<Int> {
        let middle = draws.integer(below: extent)
        let half = Int(side * Double(extent))
        return max(0, middle - half)..<min(extent, middle + half)
      }
      return (rows: part(of: height), columns: part(of: width))
    }
    let features = batch.features.changingRows { row, values, other in
      let window = windows[row]
      for line in window.rows {
        for at in (line * width + window.columns.lowerBound)
          * channels..<(line * width + window.columns.upperBound) * channels
        {
          values[at] = other[at]
        }
      }
    }
    let shares = windows.map {
      1 - Double($0.rows.count * $0.columns.count) / Double(max(1, height * width))
    }
    return batch.replacing(features: features, labels: batch.labels.mixingRows(by: shares))
  }
}
