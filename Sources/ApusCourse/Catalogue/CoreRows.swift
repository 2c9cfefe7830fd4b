extension CourseRow {
  /// Family A: what every network is made of.
  static let core: [CourseRow] = [
    CourseRow(
      "A1", "Activations", "S2:3295, S4:198–215, S1, S3:17", .works,
      types: [
        "ActivationFunction", "Activation", "PReLU", "RReLU", "Swish", "Maxout", "Softmax",
        "prelu", "swish", "softmax", "logSoftmax",
      ],
      tests: [
        "ActivationFunctionTests", "GoldenActivationTests", "LearnedActivationTests",
        "SoftmaxTests",
      ]),
    CourseRow(
      "A2", "Losses", "S2:1238, S4:25, S3 RetinaNet, S0:2954, 4682",
      .partial(lacks: "entropy, and a builder that makes a loss of a chosen distribution"),
      types: [
        "Loss", "Reduction", "sumOfSquaredErrors", "meanSquaredError", "huber", "gaussianNLL",
        "binaryCrossEntropy", "categoricalCrossEntropy", "sparseCategoricalCrossEntropy",
        "binaryFocalCrossEntropy", "hinge", "klDivergence", "jensenShannon", "wasserstein", "ctc",
        "negativeSampling", "negativeELBO",
      ],
      tests: [
        "GoldenLossTests", "GoldenObjectiveTests", "LossTests", "SoftmaxCrossEntropyTests",
        "SigmoidCrossEntropyTests",
      ]),
    CourseRow(
      "A3", "Initializers", "S2:2398–2481, S0:2333, S4:185",
      .partial(lacks: "random walk, data-dependent and LSUV initialization"),
      types: ["Initializer"], tests: ["InitializerTests"]),
    CourseRow(
      "A4", "First-order optimizers", "S4:260–330, S2:2004, S0:1979–2243", .works,
      types: [
        "SGD", "AveragedMomentum", "NormalizedGD", "SignSGD", "Adagrad", "Adadelta", "RMSprop",
        "Adam", "Adamax", "Nadam", "AdamW", "SGDW", "Lion", "ErrorRatioGD",
      ],
      tests: ["OptimizerTests", "GoldenOptimizerTests"]),
    CourseRow(
      "A5", "Second-order optimizers", "S3", .works,
      types: [
        "Newton", "GaussNewton", "LevenbergMarquardt", "BFGS", "LBFGS",
        "NonlinearConjugateGradient", "LinearConjugateGradient", "StrongWolfe", "minimize",
        "minimizeSquares",
      ],
      tests: [
        "GoldenMinimizerTests", "MinimizerTests", "LineSearchTests", "LinearAlgebraTests",
      ]),
    CourseRow(
      "A6", "Learning-rate schedules", "S4:335, S3, S0:1968", .works,
      types: [
        "LearningRateSchedule", "ExponentialDecay", "PlateauDecay", "ReduceLROnPlateau",
        "LearningRateScheduler", "LearningRateRangeTest",
      ],
      tests: [
        "ExponentialDecayTests", "GoldenScheduleTests", "ScheduleTests", "RateCurveTests",
        "LearningRateRangeTestTests",
      ]),
    CourseRow(
      "A7", "Regularization", "S4:340, S2:1727, S0:1787, S3", .works,
      types: [
        "Regularizer", "Penalty", "Constraint", "Constraints", "Dropout", "SpatialDropout2D",
        "DropPath", "DropConnect", "GaussianNoise", "WeightNoise", "withLabelNoise",
        "WeightNormalized", "SpectralNormalized", "AdamW",
      ],
      tests: [
        "DropoutTests", "DropoutKindsTests", "GoldenRegularizerTests", "RegularizerTests",
        "ConstraintsTests", "PruningTests", "LayerWrapperTests", "LabelNoiseTests",
      ]),
    CourseRow(
      "A8", "Normalization", "S0:1864, 3474, S4:219, S2:1607",
      .partial(lacks: "a warning of dropout before batch normalization"),
      types: [
        "BatchNormalization", "LayerNormalization", "GroupNormalization", "InstanceNormalization",
        "RMSNormalization", "UnitNormalization", "LocalResponseNormalization", "Normalization",
        "foldBatchNormalization", "StandardScaling",
      ],
      tests: [
        "BatchNormalizationTests", "NormalizationTests", "GroupNormalizationTests",
        "LocalResponseNormalizationTests", "FoldBatchNormalizationTests", "ScalingTests",
        "FeatureScalingTests", "GoldenLayerTests",
      ]),
    CourseRow(
      "A9", "Convolution", "S0:219–1329, S2:2984, S3", .works,
      types: [
        "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose",
        "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D",
        "LocallyConnected1D", "LocallyConnected2D", "convolution2D", "trueConvolution2D",
        "toeplitzMatrix", "Padding2D", "PaddingMode",
      ],
      tests: [
        "Conv2DTests", "Convolution2DTests", "ConvolutionLayerTests", "ConvolutionKindsTests",
        "TrueConvolutionTests", "GoldenConvolutionLayerTests", "CourseExampleTests",
      ]),
    CourseRow(
      "A10", "Pooling and shape", "S0:1098, S3", .works,
      types: [
        "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "AveragePooling1D", "AveragePooling2D",
        "AveragePooling3D", "GlobalMaxPooling2D", "GlobalAveragePooling2D",
        "AdaptiveMaxPooling2D", "AdaptiveAveragePooling2D", "RoIPooling", "RoIAlign",
        "PositionSensitiveRoIPooling", "PositionSensitiveRoIAlign", "UpSampling2D", "Resizing",
        "ZeroPadding2D", "Cropping2D", "Flatten", "Reshape", "Concatenate", "resize",
      ],
      tests: [
        "Pooling2DTests", "PoolingFormsTests", "GoldenPoolingFormTests", "ResizeTests", "RoITests",
        "GoldenLayerTests", "CourseExampleTests",
      ]),
    CourseRow(
      "A11", "Receptive-field calculator", "S0:933, S2:3208", .works,
      types: ["SlidingWindow", "ReceptiveField", "ReceptiveFieldMap", "WindowedLayer"],
      tests: ["ReceptiveFieldTests", "ReceptiveFieldMapTests", "CourseExampleTests"]),
    CourseRow(
      "A12", "Differentiation", "S2 lectures 2–3, S3", .works,
      types: [
        "gradient", "valueAndGradient", "withoutDerivatives", "jacobian", "hessian",
        "hessianVectorProduct", "jacobianVectorProduct", "vectorJacobianProduct", "checkGradients",
        "customGradient",
      ],
      tests: [
        "GradientTests", "JacobianTests", "TapeTests", "LayerGradientTests", "CustomGradientTests",
      ]),
    CourseRow(
      "A13", "Attention and transformer blocks", "S0:4506, 4585, 5411", .works,
      types: [
        "scaledDotProductAttention", "additiveAttention", "MultiHeadAttention", "Attention",
        "AdditiveAttention", "PositionalEncoding", "PositionEmbedding", "Embedding",
        "rotaryEmbedding", "TransformerEncoderBlock", "TransformerDecoderBlock",
      ],
      tests: [
        "AttentionTests", "AttentionLayerTests", "GoldenAttentionTests", "TransformerRuleTests",
        "IndexCheckTests",
      ]),
    CourseRow(
      "A14", "Signal demo", "S0:219, S3", .works,
      types: ["fft", "inverseFFT", "idealLowPass", "gaussianLowPass", "gaussianHighPass"],
      tests: ["FourierTransformTests", "FrequencyFilterTests"]),
    CourseRow("A15", "Implicit regularization", "S4:359"),
    CourseRow("A16", "Image filters", "S0:759, S2:3117, S3:73"),
  ]
}
