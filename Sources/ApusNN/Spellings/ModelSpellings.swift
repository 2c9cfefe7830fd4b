import ApusCore

// What models are asked in Keras and PyTorch, and what it is called here.

extension Module {
  /// `freeze()` and `unfreeze()`
  @available(*, unavailable, message: "call freeze() or unfreeze()")
  public var trainable: Bool {
    get { fatalError() }
    set { fatalError() }
  }

  /// `freeze()` and `unfreeze()`
  @available(*, unavailable, message: "call freeze() or unfreeze()")
  public var isTrainable: Bool {
    get { fatalError() }
    set { fatalError() }
  }

  /// `trainableParameters`
  @available(*, unavailable, renamed: "trainableParameters")
  public var trainableWeights: [Parameter] { fatalError() }

  /// `parameterCount`
  @available(*, unavailable, renamed: "parameterCount")
  public func countParams() -> Int { fatalError() }

  /// `weights` and `setWeights(_:from:)`
  @available(*, unavailable, renamed: "weights")
  public func stateDict() -> [String: Tensor] { fatalError() }

  /// Not needed.
  @available(
    *, unavailable,
    message:
      "not needed: a model is in inference mode unless it is trained; Mode.inference { } says so"
  )
  public func eval() { fatalError() }

  /// Not needed.
  @available(
    *, unavailable,
    message: """
      not needed: fit trains, and so does valueAndGradient(at: parameters); Mode.training { } says \
      so
      """
  )
  public func train() { fatalError() }
}

extension Sequential {
  /// `layer(named:)`
  @available(*, unavailable, renamed: "layer(named:)")
  public func getLayer(_ name: String) -> (any Layer)? { fatalError() }

  /// Layers are listed where the model is made.
  @available(
    *, unavailable,
    message: """
      list the layers where the model is made: Sequential { … } takes if and for, Sequential([…]) \
      an array
      """
  )
  public func add(_ layer: any Layer) { fatalError() }
}

extension Model {
  /// `layer(named:)`
  @available(*, unavailable, renamed: "layer(named:)")
  public func getLayer(_ name: String) -> (any Module)? { fatalError() }
}
