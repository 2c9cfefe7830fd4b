import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// The lecture's convolutional network on CIFAR-10: 1,250,858 parameters.
  ///
  /// At RMSprop's usual rate of 0.001 this network's accuracy peaks early and falls; at any
  /// constant rate the noise of the steps, or too short steps, hold it below the slide's. So the
  /// rate begins at half of that and falls every epoch.
  ///
  /// - Source: lecture S1, catalogue D2; its confusion matrix gives 76.43 %.
  public static let cifarCNN = Recipe(
    name: "cifar-cnn",
    summary: "convolutional network 32-32-64-64-512-10 with dropout on CIFAR-10",
    rows: ["D2", "D15", "A6", "W33", "W56"],
    datasets: [.cifar10],
    inputShape: [32, 32, 3],
    epochs: 25, batchSize: 32, optimizer: "RMSprop", learningRate: "0.0005",
    rateDecay: "0.12",
    settings: [dropoutSetting(0.25)],
    expectations: [Expectation(0.77, tolerance: 0.02, seconds: 900)]
  ) { values, _ in
    let rate = values.number("dropout")
    return [
      Conv2D(32, kernel: 3, padding: .same, activation: .relu),
      Conv2D(32, kernel: 3, activation: .relu),
      MaxPooling2D(),
      Dropout(rate),
      Conv2D(64, kernel: 3, padding: .same, activation: .relu),
      Conv2D(64, kernel: 3, activation: .relu),
      MaxPooling2D(),
      Dropout(rate),
      Flatten(),
      Dense(512, activation: .relu),
      Dropout(min(2 * rate, 0.95)),
      Dense(10),
    ]
  }
}
