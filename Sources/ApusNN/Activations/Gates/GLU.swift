import ApusCore

extension ActivationFunction {
  /// a / (1 + e⁻ᵇ) for the halves a, b of the last axis, whose extent must be even. Source: Dauphin et al. 2017.
  public static let glu = ActivationFunction(
    library: "glu", "a / (1 + e⁻ᵇ) for the halves a, b of the last axis"
  ) { x in
    let half = x.shape[x.rank - 1] / 2
    require(
      x.shape[x.rank - 1] == 2 * half, "glu: the last axis of \(x.shape) has no two halves")
    return x.sliced(axis: -1, from: 0, to: half)
      * ApusCore.sigmoid(x.sliced(axis: -1, from: half, to: 2 * half))
  }
}
