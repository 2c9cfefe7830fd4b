import ApusCore

// Layers with their settings as Keras and PyTorch call them: the likely first guess is told the
// name that it has here.

extension StandardConvolution {
  /// The layer with `filters` filters of `kernel` elements along each axis.
  ///
  /// ```swift
  /// Conv2D(32, 3, activation: .relu)   // the same as Conv2D(32, kernel: 3, activation: .relu)
  /// ```
  ///
  /// Traps where a size is not positive.
  public init(
    _ filters: Int, _ kernel: Int, strides: Int = 1, padding: Padding = .valid,
    paddingMode: PaddingMode = .zeros, dilation: Int = 1, groups: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      filters, kernel: kernel, strides: strides, padding: padding, paddingMode: paddingMode,
      dilation: dilation, groups: groups, activation: activation, useBias: useBias,
      kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
      biasConstraint: biasConstraint, name: name)
  }

  /// `init(_:kernel:)`
  @available(*, unavailable, renamed: "init(_:kernel:strides:padding:activation:)")
  public init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid,
    activation: ActivationFunction = .linear
  ) { fatalError() }

  /// `init(_:kernel:)`
  @available(*, unavailable, renamed: "init(_:kernel:strides:padding:activation:)")
  public init(
    _ filters: Int, kernelSize: (Int, Int), strides: (Int, Int) = (1, 1),
    padding: Padding = .valid, activation: ActivationFunction = .linear
  ) { fatalError() }

  /// `init(_:kernel:)`
  @available(*, unavailable, renamed: "init(_:kernel:strides:padding:activation:)")
  public init(
    filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid,
    activation: ActivationFunction = .linear
  ) { fatalError() }

  /// `init(_:kernel:)`
  @available(
    *, unavailable,
    message:
      "give the filters alone, as in Conv2D(64, kernel: 3): the channels follow from the input"
  )
  public init(_ inputs: Int, _ outputs: Int, kernelSize: Int) { fatalError() }
}

extension TransposedConvolution {
  /// The layer with `filters` filters of `kernel` elements along each axis; traps where a size is
  /// not positive.
  public init(
    _ filters: Int, _ kernel: Int, strides: Int = 1, padding: Padding = .valid,
    activation: ActivationFunction = .linear, useBias: Bool = true, name: String? = nil
  ) {
    self.init(
      filters, kernel: kernel, strides: strides, padding: padding, activation: activation,
      useBias: useBias, name: name)
  }

  /// `init(_:kernel:)`
  @available(*, unavailable, renamed: "init(_:kernel:strides:padding:activation:)")
  public init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid,
    activation: ActivationFunction = .linear
  ) { fatalError() }
}

extension SeparableConvolution {
  /// The layer with `filters` filters of `kernel` elements along each axis; traps where a size is
  /// not positive.
  public init(
    _ filters: Int, _ kernel: Int, strides: Int = 1, padding: Padding = .valid,
    activation: ActivationFunction = .linear, useBias: Bool = true, name: String? = nil
  ) {
    self.init(
      filters, kernel: kernel, strides: strides, padding: padding, activation: activation,
      useBias: useBias, name: name)
  }

  /// `init(_:kernel:)`
  @available(*, unavailable, renamed: "init(_:kernel:strides:padding:activation:)")
  public init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid,
    activation: ActivationFunction = .linear
  ) { fatalError() }
}

extension SlidingPooling {
  /// `init(_:)`
  @available(*, unavailable, message: "write the window without a label: MaxPooling2D(2)")
  public init(poolSize: Int, strides: Int? = nil) { fatalError() }

  /// `init(_:)`
  @available(*, unavailable, message: "write the window without a label: MaxPooling2D((2, 3))")
  public init(poolSize: (Int, Int), strides: (Int, Int)? = nil) { fatalError() }

  /// `init(_:)`
  @available(*, unavailable, message: "write the window without a label: MaxPooling2D(2)")
  public init(kernelSize: Int, strides: Int? = nil) { fatalError() }
}

extension Dense {
  /// `init(_:activation:)`
  @available(*, unavailable, renamed: "init(_:activation:)")
  public convenience init(units: Int, activation: ActivationFunction = .linear) { fatalError() }

  /// `init(_:)`
  @available(
    *, unavailable,
    message: "give the outputs alone, as in Dense(10): the inputs follow from the input"
  )
  public convenience init(_ inputs: Int, _ outputs: Int) { fatalError() }

  /// `init(_:activation:)`
  @available(*, unavailable, message: "write activations as members: Dense(10, activation: .relu)")
  public convenience init(_ units: Int, activation: String) { fatalError() }
}

extension Dropout {
  /// `init(_:)`
  @available(*, unavailable, renamed: "init(_:)")
  public convenience init(rate: Double) { fatalError() }

  /// `init(_:)`
  @available(*, unavailable, renamed: "init(_:)")
  public convenience init(p: Double) { fatalError() }
}

extension Embedding {
  /// `init(_:_:)`
  @available(*, unavailable, renamed: "init(_:_:)")
  public convenience init(inputDim: Int, outputDim: Int) { fatalError() }
}

extension Activation {
  /// `init(_:)`
  @available(*, unavailable, message: "write the function as a member: Activation(.relu)")
  public convenience init(_ function: String) { fatalError() }
}

extension MultiHeadAttention {
  /// `init(heads:keyDim:)`
  @available(*, unavailable, renamed: "init(heads:keyDim:)")
  public convenience init(numHeads: Int, keyDim: Int) { fatalError() }
}

extension Symbol {
  /// `init(_:dtype:name:)`
  @available(*, unavailable, renamed: "init(_:dtype:name:)")
  public init(shape: Shape, dtype: DType = .float32, name: String? = nil) { fatalError() }
}

// Layers by PyTorch's names.

/// `Dense`
@available(*, unavailable, renamed: "Dense")
public typealias Linear = Dense

/// `Conv1D`
@available(*, unavailable, renamed: "Conv1D")
public typealias Conv1d = Conv1D

/// `Conv2D`
@available(*, unavailable, renamed: "Conv2D")
public typealias Conv2d = Conv2D

/// `Conv3D`
@available(*, unavailable, renamed: "Conv3D")
public typealias Conv3d = Conv3D

/// `Conv2DTranspose`
@available(*, unavailable, renamed: "Conv2DTranspose")
public typealias ConvTranspose2d = Conv2DTranspose

/// `MaxPooling1D`
@available(*, unavailable, renamed: "MaxPooling1D")
public typealias MaxPool1d = MaxPooling1D

/// `MaxPooling2D`
@available(*, unavailable, renamed: "MaxPooling2D")
public typealias MaxPool2d = MaxPooling2D

/// `MaxPooling2D`
@available(*, unavailable, renamed: "MaxPooling2D")
public typealias MaxPool2D = MaxPooling2D

/// `AveragePooling2D`
@available(*, unavailable, renamed: "AveragePooling2D")
public typealias AvgPool2d = AveragePooling2D

/// `AveragePooling2D`
@available(*, unavailable, renamed: "AveragePooling2D")
public typealias AvgPool2D = AveragePooling2D

/// `BatchNormalization`
@available(*, unavailable, renamed: "BatchNormalization")
public typealias BatchNorm = BatchNormalization

/// `BatchNormalization`
@available(*, unavailable, renamed: "BatchNormalization")
public typealias BatchNorm1d = BatchNormalization

/// `BatchNormalization`
@available(*, unavailable, renamed: "BatchNormalization")
public typealias BatchNorm2d = BatchNormalization

/// `LayerNormalization`
@available(*, unavailable, renamed: "LayerNormalization")
public typealias LayerNorm = LayerNormalization

/// `GroupNormalization`
@available(*, unavailable, renamed: "GroupNormalization")
public typealias GroupNorm = GroupNormalization

/// `MultiHeadAttention`
@available(*, unavailable, renamed: "MultiHeadAttention")
public typealias MultiheadAttention = MultiHeadAttention
