/// The rules by which ``UpdateList`` moves weights, with the numbers that each takes in one step.
///
/// In the formulas w is an element of a weight, g of its gradient, η the rate of its parameter, and
/// m, v, u are elements of its state in the order of the state's parts. Weight decay comes beside
/// all of them: w loses ηλw as well.
///
/// A new rule is a case here, its loop in the kernels, and the line in `CPU/UpdateKernels.swift`
/// that calls the loop.
package enum UpdateRule: Sendable, Equatable {
  /// w ← w − ηg; with a state m ← µm − ηg, w ← w + m; Nesterov's form: w ← w + µm − ηg.
  case sgd(momentum: Double, nesterov: Bool)
  /// w ← w − ηg/‖g‖, the norm over all parameters of the step; no move where it is 0.
  case normalizedGD
  /// m ← βm + (1−β)g, w ← w − ηm; Nesterov's form: w ← w − η(βm + (1−β)g).
  case averagedMomentum(beta: Double, nesterov: Bool)
  /// w ← w − ηg/(|g| + ε); the sign of g where ε is 0.
  case signSGD(epsilon: Double)
  /// v ← v + g², w ← w − ηg/√(v + ε).
  case adagrad(epsilon: Double)
  /// v ← ρv + (1−ρ)g², d = g √(u + ε)/√(v + ε), u ← ρu + (1−ρ)d², w ← w − ηd.
  case adadelta(rho: Double, epsilon: Double)
  /// v ← ρv + (1−ρ)g², w ← w − ηg/√(v + ε). With a second part: m ← µm + ηg/√…, w ← w − m. Centred,
  /// with a third: a ← ρa + (1−ρ)g, and v − a² in place of v.
  case rmsprop(rho: Double, momentum: Double, epsilon: Double, centered: Bool)
  /// m ← m + (1−β₁)(g − m), v ← v + (1−β₂)(g² − v), w ← w − cηm/(√v + ε). AMSGrad divides by the
  /// greatest v so far, which is the third part.
  case adam(beta1: Double, beta2: Double, epsilon: Double, amsgrad: Bool, correction: Double)
  /// m ← m + (1−β₁)(g − m), u ← max(β₂u, |g|), w ← w − cηm/(u + ε).
  case adamax(beta1: Double, beta2: Double, epsilon: Double, correction: Double)
  /// m and v as in Adam, w ← w − cη(am + bg)/(√v + ε) with the weights a of the mean and b of the
  /// gradient.
  case nadam(
    beta1: Double, beta2: Double, epsilon: Double, meanWeight: Double, gradientWeight: Double,
    correction: Double)
  /// w ← w − η sign(β₁m + (1−β₁)g), then m ← β₂m + (1−β₂)g.
  case lion(beta1: Double, beta2: Double)
  /// w ← w − ηg, w and g kept as state before; `undo` goes from the kept ones again.
  case errorRatioGD(undo: Bool)
}
