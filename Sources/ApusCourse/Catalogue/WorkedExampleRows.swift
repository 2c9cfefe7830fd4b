import ApusClassic

extension CourseRow {
  /// Family W: examples that the slides calculate. A missing one is not computed yet.
  static let workedExamples: [CourseRow] = [
    CourseRow(
      "W1", "1-D convolution, valid and zero-padded", "S0:288", .works, types: ["convolution2D"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W2", "output length of a convolution", "S0:497", .works, types: ["SlidingWindow"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W3", "receptive fields", "S0:933", .works, types: ["ReceptiveField"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W4", "flattening and pooling", "S0:961–1212", .works,
      types: ["Flatten", "MaxPooling2D", "GlobalMaxPooling2D", "GlobalAveragePooling2D"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W5", "convolution and depthwise convolution with ones", "S0:1243", .works,
      types: ["convolution2D", "MaxPooling2D"], tests: ["CourseExampleTests"]),
    CourseRow(
      "W6", "dropout", "S0:1825", .works, types: ["Dropout"], tests: ["CourseExampleTests"]),
    CourseRow(
      "W7", "norms of weights", "S0:2140", .works, types: ["Tensor.sum"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W8", "label smoothing and its logits", "S0:2954", .works,
      types: ["softmax", "categoricalCrossEntropy"], tests: ["CourseExampleTests"]),
    CourseRow(
      "W9", "batch and layer statistics", "S0:3474", .works,
      types: ["batchNormalization", "Tensor.mean", "Tensor.variance"], tests: ["CourseExampleTests"]
    ),
    CourseRow(
      "W10", "KL divergence of Gaussians", "S0:3241", .works,
      types: ["gaussianKLDivergence"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W11", "GAN losses at D = 0.5", "S0:5540", .works, types: ["binaryCrossEntropy"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W12", "Jensen-Shannon divergence", "S0:5486", .works, types: ["jensenShannon"],
      tests: ["CourseExampleTests"]),
    CourseRow("W13", "CTC collapse", "S0:4682"),
    CourseRow("W14", "bag of words", "S0:4760"),
    CourseRow("W15", "byte-pair encoding", "S0:4956"),
    CourseRow("W16", "skip-gram pairs", "S2:2855"),
    CourseRow(
      "W17", "one-hot vector times an embedding table", "S2:2882", .works,
      types: ["matmul", "Tensor.oneHot", "Tensor.gathered"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W18", "king − man + woman", "S2:2812", .works, types: ["Tensor"],
      tests: ["CourseExampleTests"]),
    CourseRow("W19", "subsampling of frequent words", "S2:2933"),
    CourseRow(
      "W20", "forward pass in matrix form", "S2:956", .works, types: ["MultilayerPerceptron"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W21", "AdaGrad rates", "S2:2230", .works, types: ["Adagrad"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W22", "2-D convolution", "S2:3092", .works, types: ["convolution2D"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W23", "a window that does not fit", "S2:3213", .works, types: ["SlidingWindow"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W24", "convolution as a sparse matrix", "S2:3288", .works,
      types: ["convolution2D", "Conv2D", "Dense"], tests: ["CourseExampleTests"]),
    CourseRow(
      "W25", "full convolution of an error map", "S2:3411", .works,
      types: ["convolution2D", "gradient"], tests: ["CourseExampleTests"]),
    CourseRow(
      "W26", "greedy and softmax policies of a Q table", "S0:6441", .works,
      types: ["Tensor.argmax", "softmax"],
      tests: ["CourseExampleTests"]),
    CourseRow("W27", "discounted returns", "S0:6395"),
    CourseRow("W28", "Frozen Lake", "S0:6473"),
    CourseRow("W29", "replay memory as a ring", "S0:6880"),
    CourseRow("W30", "prioritized replay", "S0:7291"),
    CourseRow(
      "W31", "PPO clipping", "S0:7470", .works, types: ["minimum", "Tensor.clamped"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W32", "AND and XOR", "S2:319", .works,
      types: ["Perceptron", "Adaline", "MultilayerPerceptron"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W33", "parameter counts, layer by layer", "S0:84, 1408, 2493, 2763, S1", .works,
      types: ["ModelSummary", "Sequential", "Conv2D", "Dense"], tests: ["CourseExampleTests"]),
    CourseRow(
      "W34", "max pooling", "S3", .works, types: ["maxPooling2D"], tests: ["CourseExampleTests"]),
    CourseRow(
      "W35", "FFT low-pass filter", "S0:219", .works, types: ["fft", "idealLowPass"],
      tests: ["CourseExampleTests", "FrequencyFilterTests"]),
    CourseRow(
      "W36", "metrics of a confusion matrix", "S1", .works, types: ["ConfusionMatrix"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W37", "flattened shapes", "S0:973", .works, types: ["Flatten"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W38", "sizes of maps", "S0:611, 871, 1137", .works, types: ["Conv2D", "MaxPooling2D"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W39", "AlexNet's windows", "S0:2521", .works, types: ["SlidingWindow"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W40", "three equal filters", "S0:1285", .works, types: ["convolution2D"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W41", "two small kernels against a large one", "S0:2841", .works,
      types: ["Conv2D", "ModelSummary"],
      tests: ["CourseExampleTests"]),
    CourseRow("W42", "stems counted", "S0:4770"),
    CourseRow("W43", "words from their neighbours", "S0:4829"),
    CourseRow("W44", "first counts of byte-pair encoding", "S0:4975"),
    CourseRow(
      "W45", "weights of word vectors that a step touches", "S2:2904, 2950", .works,
      types: ["Embedding", "valueAndGradient"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W46", "the pixels of an output", "S2:3145", .works, types: ["convolution2D", "gradient"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W47", "parameters of NETtalk", "S2:2635", .works, types: ["Dense", "ModelSummary"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W48", "a small network's maps", "S2:3526", .works, types: ["Conv2D", "Flatten"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W49", "errors after pooling", "S2:3513", .works,
      types: ["MaxPooling2D", "AveragePooling2D", "gradient"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W50", "derivatives of activations", "S2:1352, 1169", .works,
      types: ["jacobian", "gradient", "ActivationFunction"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W51", "hidden sizes", "S2:1660", .works, types: ["HiddenSize"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W52", "regions of a deep and a shallow net", "S4:15", .works, types: ["RegionBound"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W53", "weights of large networks", "S4:405, S1:298", .works,
      types: ["Dense", "ModelSummary"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W54", "translation in pixels", "S0:1697", .works, types: ["Augment", "RandomTranslation"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W55", "four printed examples", "S1:62", .works, types: ["Perceptron"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W56", "shares of the weights", "S1:353", .works, types: ["ModelSummary"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W57", "one step of Q-learning", "S0:6441", .works, types: ["SGD", "valueAndGradient"],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "W58", "Boltzmann policy", "S0:6624", .works, types: ["softmax", "Tensor.clamped"],
      tests: ["CourseExampleTests"]),
    CourseRow("W59", "Frozen Lake, followed greedily", "S0:6476"),
    CourseRow("W60", "a tree of phrases", "S0:177"),
  ]
}
