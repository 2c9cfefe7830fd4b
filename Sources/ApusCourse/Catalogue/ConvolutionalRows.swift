extension CourseRow {
  /// Family D: convolutional networks.
  static let convolutional: [CourseRow] = [
    CourseRow(
      "D1", "MLP 784-784-16-10 and 784-512-512-512-10", "S0:84, S1:613", .works,
      types: ["Dense", "Dropout", "RMSprop"],
      tests: ["RecipeTests", "CourseExampleTests", "CommandTests"]),
    CourseRow(
      "D2", "CIFAR-10 convnet", "S1", .works,
      types: ["Conv2D", "MaxPooling2D", "Dropout", "Dense"],
      tests: ["RecipeTests", "CourseExampleTests"]),
    CourseRow(
      "D3", "LeNet-5", "S0:1408", .works, types: ["Conv2D", "AveragePooling2D", "Dense"],
      tests: ["RecipeTests", "CourseExampleTests"]),
    CourseRow(
      "D4", "AlexNet", "S0:2493",
      .partial(lacks: "a recipe; the form of two towers"),
      types: [
        "Conv2D", "BatchNormalization", "LocalResponseNormalization", "MaxPooling2D", "Dense",
      ],
      tests: ["CourseExampleTests"]),
    CourseRow(
      "D5", "Network in Network", "S0:2669",
      .partial(lacks: "the network; there are 1×1 convolutions"), types: ["Conv2D"],
      tests: ["Conv2DTests"]),
    CourseRow(
      "D6", "VGG A, C, D, E", "S0:2763",
      .partial(lacks: "a recipe; evaluation over scales and crops"),
      types: ["Conv2D", "MaxPooling2D", "Dense"], tests: ["CourseExampleTests"]),
    CourseRow("D7", "GoogLeNet, Inception v2/v3, v4, Inception-ResNet", "S0:2894, S3"),
    CourseRow("D8", "ResNet 18/34/50/101/152", "S0:3058, S3"),
    CourseRow("D9", "Stochastic depth", "S3"),
    CourseRow("D10", "DenseNet", "S3"),
    CourseRow("D11", "SE-ResNet", "S3"),
    CourseRow("D12", "Xception, MobileNet, EfficientNet, ConvNeXt", "S0:3156, 5411"),
    CourseRow("D13", "Convolutional DBN, recursive CNN", "S0:198"),
    CourseRow(
      "D14", "Shallow CNN in the small", "S2:3338, 3518", .works,
      types: ["Conv2D", "MaxPooling2D"],
      tests: ["Conv2DTests", "RecipeTests"]),
    CourseRow(
      "D15", "Top-k report", "S0:2619", .works, types: ["Tensor.topK", "Trainable.predict"],
      tests: ["SortingTests", "CommandTests"]),
    CourseRow("D16", "ViT", "S0:5411"),
  ]
}
