import CApusKernels

extension UpdateRule {
  private typealias Kernel =
    @convention(c) (
      UnsafePointer<apus_segment>?, Int64, UnsafePointer<apus_step>?
    ) -> Void

  /// Moves the weights of these segments, in one pass for each element type.
  func update(
    float32: UnsafeBufferPointer<apus_segment>, float64: UnsafeBufferPointer<apus_segment>,
    rate: Double
  ) {
    var step = apus_step()
    step.rate = rate
    step.correction = 1
    let kernels: (float32: Kernel, float64: Kernel)
    switch self {
    case .sgd(let momentum, let nesterov):
      step.momentum = momentum
      step.nesterov = nesterov ? 1 : 0
      kernels = (apus_sgd_float32, apus_sgd_float64)
    case .normalizedGD:
      let square =
        apus_gradient_square_float32(float32.baseAddress, Int64(float32.count))
        + apus_gradient_square_float64(float64.baseAddress, Int64(float64.count))
      step.correction = square == 0 ? 0 : 1 / square.squareRoot()
      kernels = (apus_sgd_float32, apus_sgd_float64)
    case .averagedMomentum(let beta, let nesterov):
      step.momentum = beta
      step.nesterov = nesterov ? 1 : 0
      kernels = (apus_averaged_momentum_float32, apus_averaged_momentum_float64)
    case .signSGD(let epsilon):
      step.epsilon = epsilon
      kernels = (apus_sign_sgd_float32, apus_sign_sgd_float64)
    case .adagrad(let epsilon):
      step.epsilon = epsilon
      kernels = (apus_adagrad_float32, apus_adagrad_float64)
    case .adadelta(let rho, let epsilon):
      step.rho = rho
      step.epsilon = epsilon
      kernels = (apus_adadelta_float32, apus_adadelta_float64)
    case .rmsprop(let rho, let momentum, let epsilon, let centered):
      step.rho = rho
      step.momentum = momentum
      step.epsilon = epsilon
      step.centered = centered ? 1 : 0
      kernels = (apus_rmsprop_float32, apus_rmsprop_float64)
    case .adam(let beta1, let beta2, let epsilon, let amsgrad, let correction):
      step.beta1 = beta1
      step.beta2 = beta2
      step.epsilon = epsilon
      step.amsgrad = amsgrad ? 1 : 0
      step.correction = correction
      kernels = (apus_adam_float32, apus_adam_float64)
    case .adamax(let beta1, let beta2, let epsilon, let correction):
      step.beta1 = beta1
      step.beta2 = beta2
      step.epsilon = epsilon
      step.correction = correction
      kernels = (apus_adamax_float32, apus_adamax_float64)
    case .nadam(
      let beta1, let beta2, let epsilon, let meanWeight, let gradientWeight, let correction):
      step.beta1 = beta1
      step.beta2 = beta2
      step.epsilon = epsilon
      step.mean_weight = meanWeight
      step.gradient_weight = gradientWeight
      step.correction = correction
      kernels = (apus_nadam_float32, apus_nadam_float64)
    case .lion(let beta1, let beta2):
      step.beta1 = beta1
      step.beta2 = beta2
      kernels = (apus_lion_float32, apus_lion_float64)
    case .errorRatioGD(let undo):
      step.undo = undo ? 1 : 0
      kernels = (apus_error_ratio_float32, apus_error_ratio_float64)
    }
    if !float32.isEmpty { kernels.float32(float32.baseAddress, Int64(float32.count), &step) }
    if !float64.isEmpty { kernels.float64(float64.baseAddress, Int64(float64.count), &step) }
  }
}
