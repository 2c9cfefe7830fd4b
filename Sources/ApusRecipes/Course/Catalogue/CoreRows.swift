extension CourseRow {
  /// Family A: what every network is made of.
  static let core: [CourseRow] = [
    CourseRow(
      "A1", "Activations", "S2:3295, S4:192–215, S1", .works,
      types: [
        "ActivationFunction", "Activation", "PReLU", "RReLU", "Swish", "Maxout", "Softmax",
        "softmax", "logSoftmax",
      ],
      tests: [
        "ActivationFunctionTests", "GoldenActivationTests", "SoftmaxTests",
      ]),
    CourseRow(
      "A2", "Losses", "S2:1238, S4:25, S3 RetinaNet, S0:2954, 4682", .works,
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
      "A3", "Initializers", "S2:2398–2481, S0:2333, S4:185", .works,
      types: ["Initializer"], tests: ["InitializerTests"]),
    CourseRow(
      "A4", "First-order optimizers", "S4:260–330, S2:2004, S0:1979–2243", .works,
      types: [
        "SGD", "AveragedMomentum", "NormalizedGD", "SignSGD", "Adagrad", "Adadelta", "RMSprop",
        "Adam", "Adamax", "Nadam", "AdamW", "SGDW", "Lion", "ErrorRatioGD",
      ],
      tests: ["OptimizerTests", "GoldenOptimizerTests"]),
    CourseRow("A5", "Second-order optimizers", "S3"),
    CourseRow(
      "A6", "Learning-rate schedules", "S4:335, S3, S0:1968",
      .partial(lacks: "the range test; the plateau as a callback"),
      types: ["LearningRateSchedule", "ExponentialDecay", "PlateauDecay"], recipes: ["cifar-cnn"],
      tests: ["ExponentialDecayTests", "GoldenScheduleTests", "ScheduleTests"]),
    CourseRow(
      "A7", "Regularization", "S4:340, S2:1727, S0:1787, S3",
      .partial(lacks: "noise on weights and labels, weight normalization of convolutions"),
      types: [
        "Regularizer", "Penalty", "Constraint", "Constraints", "Dropout", "SpatialDropout2D",
        "DropPath", "DropConnect", "GaussianNoise", "WeightNormalizedDense", "AdamW",
      ], recipes: ["mnist-mlp"],
      tests: [
        "DropoutTests", "DropoutKindsTests", "GoldenRegularizerTests", "RegularizerTests",
        "ConstraintsTests", "PruningTests",
      ]),
    CourseRow(
      "A8", "Normalization", "S0:1864, 3474, S4:219, S2:1607",
      .partial(
        lacks: "data scaling, layer, instance, group and local-response normalization, folding"),
      types: ["BatchNormalization", "batchNormalization"],
      tests: ["BatchNormalizationTests", "GoldenLayerTests"]),
    CourseRow(
      "A9", "Convolution", "S0:219–1329, S2:2984, S3",
      .partial(
        lacks:
          "1-D, 3-D, separable, locally connected and transposed convolution; the other border modes as layers"
      ), types: ["Conv2D", "convolution2D", "Padding2D", "PaddingMode"],
      tests: ["Conv2DTests", "Convolution2DTests", "CourseExampleTests"]),
    CourseRow(
      "A10", "Pooling and shape", "S0:1098, S3",
      .partial(
        lacks: "1-D, 3-D, adaptive and region pooling, up-sampling, padding and cropping layers"),
      types: [
        "MaxPooling2D", "AveragePooling2D", "GlobalMaxPooling2D", "GlobalAveragePooling2D",
        "Flatten", "Reshape", "Concatenate",
      ], tests: ["Pooling2DTests", "GoldenLayerTests", "CourseExampleTests"]),
    CourseRow(
      "A11", "Receptive-field calculator", "S0:933, S2:3208", .works,
      types: ["SlidingWindow", "ReceptiveField", "WindowedLayer"],
      tests: ["ReceptiveFieldTests", "CourseExampleTests"]),
    CourseRow(
      "A12", "Differentiation", "S2 lectures 2–3, S3", .works,
      types: [
        "gradient", "valueAndGradient", "withoutDerivatives", "jacobian", "hessian",
        "hessianVectorProduct", "jacobianVectorProduct", "vectorJacobianProduct", "checkGradients",
      ],
      tests: ["GradientTests", "JacobianTests", "TapeTests", "LayerGradientTests"]),
    CourseRow("A13", "Attention and transformer blocks", "S0:4506, 4585, 5411"),
    CourseRow(
      "A14", "Signal demo", "S0:219, S3", .works,
      types: ["fft", "inverseFFT", "idealLowPass", "gaussianLowPass", "gaussianHighPass"],
      tests: ["FourierTransformTests", "FrequencyFilterTests"]),
  ]
}
