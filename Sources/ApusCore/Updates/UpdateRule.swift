import CApusKernels

/// The rules by which ``UpdateList`` moves weights, with the numbers that each takes in one step.
///
/// In the formulas w is an element of a weight, g of its gradient, η the rate of its parameter, and
/// m, v, u are elements of its state in the order of the state's parts. Weight decay comes beside
/// all of them: w loses ηλw as well.
///
/// A new rule is a function here, its loop in `CApusKernels/optimizers` and its line in
/// `lists/optimizers.def`.
package struct UpdateRule: Sendable {
  /// Which loop it is.
  let kernel: apus_update_rule
  /// The numbers of one step, all but the learning rate.
  private(set) var numbers = apus_step()

  private init(_ kernel: apus_update_rule, _ set: (inout apus_step) -> Void) {
    self.kernel = kernel
    numbers.correction = 1
    set(&numbers)
  }

  /// w ← w − ηg; with a state m ← µm − ηg, w ← w + m; Nesterov's form: w ← w + µm − ηg.
  package static func sgd(momentum: Double, nesterov: Bool) -> UpdateRule {
    UpdateRule(APUS_SGD) {
      $0.momentum = momentum
      $0.nesterov = nesterov
    }
  }

  /// w ← w − ηg/‖g‖, the norm over all parameters of the step; no move where it is 0.
  package static let normalizedGD = UpdateRule(APUS_SGD) { $0.normalizes = true }

  /// m ← βm + (1−β)g, w ← w − ηm; Nesterov's form: w ← w − η(βm + (1−β)g).
  package static func averagedMomentum(beta: Double, nesterov: Bool) -> UpdateRule {
    UpdateRule(APUS_AVERAGED_MOMENTUM) {
      $0.momentum = beta
      $0.nesterov = nesterov
    }
  }

  /// w ← w − ηg/(|g| + ε); the sign of g where ε is 0.
  package static func signSGD(epsilon: Double) -> UpdateRule {
    UpdateRule(APUS_SIGN_SGD) { $0.epsilon = epsilon }
  }

  /// v ← v + g², w ← w − ηg/√(v + ε).
  package static func adagrad(epsilon: Double) -> UpdateRule {
    UpdateRule(APUS_ADAGRAD) { $0.epsilon = epsilon }
  }

  /// v ← ρv + (1−ρ)g², d = g √(u + ε)/√(v + ε), u ← ρu + (1−ρ)d², w ← w − ηd.
  package static func adadelta(rho: Double, epsilon: Double) -> UpdateRule {
    UpdateRule(APUS_ADADELTA) {
      $0.rho = rho
      $0.epsilon = epsilon
    }
  }

  /// v ← ρv + (1−ρ)g², w ← w − ηg/√(v + ε). With a second part: m ← µm + ηg/√…, w ← w − m. Centred,
  /// with a third: a ← ρa + (1−ρ)g, and v − a² in place of v.
  package static func rmsprop(
    rho: Double, momentum: Double, epsilon: Double, centered: Bool
  ) -> UpdateRule {
    UpdateRule(APUS_RMSPROP) {
      $0.rho = rho
      $0.momentum = momentum
      $0.epsilon = epsilon
      $0.centered = centered
    }
  }

  /// m ← m + (1−β₁)(g − m), v ← v + (1−β₂)(g² − v), w ← w − cηm/(√v + ε). AMSGrad divides by the
  /// greatest v so far, which is the third part.
  package static func adam(
    beta1: Double, beta2: Double, epsilon: Double, amsgrad: Bool, correction: Double
  ) -> UpdateRule {
    UpdateRule(APUS_ADAM) {
      $0.beta1 = beta1
      $0.beta2 = beta2
      $0.epsilon = epsilon
      $0.amsgrad = amsgrad
      $0.correction = correction
    }
  }

  /// m ← m + (1−β₁)(g − m), u ← max(β₂u, |g|), w ← w − cηm/(u + ε).
  package static func adamax(
    beta1: Double, beta2: Double, epsilon: Double, correction: Double
  ) -> UpdateRule {
    UpdateRule(APUS_ADAMAX) {
      $0.beta1 = beta1
      $0.beta2 = beta2
      $0.epsilon = epsilon
      $0.correction = correction
    }
  }

  /// m and v as in Adam, w ← w − cη(am + bg)/(√v + ε) with the weights a of the mean and b of the
  /// gradient.
  package static func nadam(
    beta1: Double, beta2: Double, epsilon: Double, meanWeight: Double, gradientWeight: Double,
    correction: Double
  ) -> UpdateRule {
    UpdateRule(APUS_NADAM) {
      $0.beta1 = beta1
      $0.beta2 = beta2
      $0.epsilon = epsilon
      $0.mean_weight = meanWeight
      $0.gradient_weight = gradientWeight
      $0.correction = correction
    }
  }

  /// w ← w − η sign(β₁m + (1−β₁)g), then m ← β₂m + (1−β₂)g.
  package static func lion(beta1: Double, beta2: Double) -> UpdateRule {
    UpdateRule(APUS_LION) {
      $0.beta1 = beta1
      $0.beta2 = beta2
    }
  }

  /// w ← w − ηg, w and g kept as state before; `undo` goes from the kept ones again.
  package static func errorRatioGD(undo: Bool) -> UpdateRule {
    UpdateRule(APUS_ERROR_RATIO) { $0.undo = undo }
  }
}
