import ApusCore

// Optimizers by the names that implicit members have, and what other libraries call their settings.

extension Optimizer where Self == Adam {
  /// ``Adam`` with its usual settings.
  public static var adam: Adam { Adam() }
}

extension Optimizer where Self == AdamW {
  /// ``AdamW`` with its usual settings.
  public static var adamW: AdamW { AdamW() }
}

extension Optimizer where Self == SGD {
  /// ``SGD`` with its usual settings.
  public static var sgd: SGD { SGD() }
}

extension Optimizer where Self == RMSprop {
  /// ``RMSprop`` with its usual settings.
  public static var rmsprop: RMSprop { RMSprop() }
}

extension Optimizer {
  /// `init(learningRate:)`
  @available(*, unavailable, renamed: "init(learningRate:)")
  public init(_ learningRate: Double) { fatalError() }

  /// `init(learningRate:)`
  @available(*, unavailable, renamed: "init(learningRate:)")
  public init(lr: Double) { fatalError() }

  /// Not needed.
  @available(
    *, unavailable, message: "not needed: valueAndGradient gives new gradients at each call"
  )
  public func zeroGrad() { fatalError() }
}
