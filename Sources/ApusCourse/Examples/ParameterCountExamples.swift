import ApusCore
import ApusNN
import ApusTraining
import ApusVision

extension WorkedExample {
  /// W33: every row of the summaries that the lectures print.
  static let parameterCounts = WorkedExample(
    "W33", given: "the networks of S0:84, S0:1408, S0:2493, S0:2763 and S1, built without memory",
    remark: "VGG C and E are printed as 134 and 144 million; the exact numbers are the paper's",
    [
      Part("MLP 784-784-16-10", [0, 615_440, 12_560, 170, 628_170]) { parameters(of: smallMLP) },
      Part(
        "MLP 512-512-512", [401_920, 0, 262_656, 0, 262_656, 0, 5_130, 932_362]
      ) { parameters(of: defaultSummary(of: .mnistMLP)) },
      Part("MLP 512-512-512, outputs", ["512", "512", "512", "512", "512", "512", "10"]) {
        outputs(of: defaultSummary(of: .mnistMLP))
      },
      Part("LeNet-5", [456, 0, 2_416, 0, 48_120, 0, 10_164, 850, 62_006]) {
        parameters(of: defaultSummary(of: .lenet5))
      },
      Part(
        "LeNet-5, outputs",
        ["28×28×6", "14×14×6", "10×10×16", "5×5×16", "1×1×120", "120", "84", "10"]
      ) { outputs(of: defaultSummary(of: .lenet5)) },
      Part(
        "CIFAR-10 network",
        [896, 9_248, 0, 0, 18_496, 36_928, 0, 0, 0, 1_180_160, 0, 5_130, 1_250_858]
      ) { parameters(of: defaultSummary(of: .cifarCNN)) },
      Part(
        "CIFAR-10 network, outputs",
        [
          "32×32×32", "30×30×32", "15×15×32", "15×15×32", "15×15×64", "13×13×64", "6×6×64",
          "6×6×64", "2304", "512", "512", "10",
        ]
      ) { outputs(of: defaultSummary(of: .cifarCNN)) },
      Part(
        "AlexNet",
        [
          34_944, 384, 0, 614_656, 1_024, 0, 885_120, 1_536, 1_327_488, 1_536, 884_992, 1_024, 0,
          0, 37_752_832, 0, 16_781_312, 0, 4_097_000, 62_383_848,
        ]
      ) { parameters(of: alexNet) },
      Part("AlexNet, trainable and not", [62_381_096, 2_752]) {
        CourseValue([Double(alexNet.trainable), Double(alexNet.nontrainable)])
      },
      Part(
        "AlexNet, outputs",
        [
          "55×55×96", "55×55×96", "27×27×96", "27×27×256", "27×27×256", "13×13×256", "13×13×384",
          "13×13×384", "13×13×384", "13×13×384", "13×13×256", "13×13×256", "6×6×256", "9216",
          "4096", "4096", "4096", "4096", "1000",
        ]
      ) { outputs(of: alexNet) },
      Part(
        "VGG-16 (D)",
        [
          1_792, 36_928, 0, 73_856, 147_584, 0, 295_168, 590_080, 590_080, 0, 1_180_160,
          2_359_808, 2_359_808, 0, 2_359_808, 2_359_808, 2_359_808, 0, 0, 102_764_544, 16_781_312,
          4_097_000, 138_357_544,
        ]
      ) { parameters(of: vgg(kernels: [3, 3, 3])) },
      Part(
        "VGG-16 (D), outputs",
        [
          "224×224×64", "224×224×64", "112×112×64", "112×112×128", "112×112×128", "56×56×128",
          "56×56×256", "56×56×256", "56×56×256", "28×28×256", "28×28×512", "28×28×512",
          "28×28×512", "14×14×512", "14×14×512", "14×14×512", "14×14×512", "7×7×512", "25088",
          "4096", "4096", "1000",
        ]
      ) { outputs(of: vgg(kernels: [3, 3, 3])) },
      Part("VGG-16 (C), total", 133_638_952) { .number(Double(vgg(kernels: [3, 3, 1]).total)) },
      Part("VGG-19 (E), total", 143_667_240) { .number(Double(vgg(kernels: [3, 3, 3, 3]).total)) },
    ])

  /// The parameters of each row, and their total.
  private static func parameters(of summary: ModelSummary) -> CourseValue {
    CourseValue((summary.rows.map(\.parameters) + [summary.total]).map(Double.init))
  }

  /// The output of each row, as in 28×28×6.
  private static func outputs(of summary: ModelSummary) -> CourseValue {
    .list(
      summary.rows.map { row in
        .text((row.output ?? []).map(String.init).joined(separator: "×"))
      })
  }

  /// The layers of a recipe's model with the settings' defaults.
  static func defaultSummary(of recipe: Recipe) -> ModelSummary {
    guard let values = try? SettingValues(for: recipe.settings),
      let model = try? recipe.makeModel(values), let shape = try? recipe.inputShape(values)
    else { trap("recipe \(recipe.name): its defaults are not in range") }
    return model.summary(shape)
  }

  private static var smallMLP: ModelSummary {
    Sequential {
      Flatten()
      Dense(784, activation: .relu)
      Dense(16, activation: .relu)
      Dense(10, activation: .softmax)
    }.summary([28, 28])
  }

  /// As the lecture builds it, with batch normalization for the local response normalization of
  /// Krizhevsky et al. 2012.
  private static var alexNet: ModelSummary {
    Sequential {
      Conv2D(96, kernel: 11, strides: 4, activation: .relu)
      BatchNormalization()
      MaxPooling2D(3, strides: 2)
      Conv2D(256, kernel: 5, padding: .same, activation: .relu)
      BatchNormalization()
      MaxPooling2D(3, strides: 2)
      for filters in [384, 384, 256] {
        Conv2D(filters, kernel: 3, padding: .same, activation: .relu)
        BatchNormalization()
      }
      MaxPooling2D(3, strides: 2)
      Flatten()
      Dense(4096, activation: .relu)
      Dropout(0.5)
      Dense(4096, activation: .relu)
      Dropout(0.5)
      Dense(1000, activation: .softmax)
    }.summary([227, 227, 3])
  }

  /// Simonyan & Zisserman 2014: two blocks of two convolutions, three with these kernels, and three
  /// dense layers.
  private static func vgg(kernels: [Int]) -> ModelSummary {
    let blocks = [(64, [3, 3]), (128, [3, 3]), (256, kernels), (512, kernels), (512, kernels)]
    return Sequential {
      for (filters, kernels) in blocks {
        for kernel in kernels {
          Conv2D(filters, kernel: kernel, padding: .same, activation: .relu)
        }
        MaxPooling2D(2)
      }
      Flatten()
      Dense(4096, activation: .relu)
      Dense(4096, activation: .relu)
      Dense(1000, activation: .softmax)
    }.summary([224, 224, 3])
  }
}
