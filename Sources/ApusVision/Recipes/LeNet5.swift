import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// LeNet-5 as the course prints it, with rectified units, on CIFAR-10: 62,006 parameters.
  ///
  /// - Source: LeCun et al. 1998; lecture S0:1408, catalogue D3.
  public static let lenet5 = Recipe(
    name: "lenet5",
    summary: "LeNet-5 on CIFAR-10",
    rows: ["D3", "W33"],
    datasets: [.cifar10],
    inputShape: [32, 32, 3],
    epochs: 10, batchSize: 64, optimizer: "Adam", learningRate: "0.001",
    expectations: [Expectation(0.60, tolerance: 0.03, seconds: 120)]
  ) { _, _ in
    [
      Conv2D(6, kernel: 5, activation: .relu),
      AveragePooling2D(2),
      Conv2D(16, kernel: 5, activation: .relu),
      AveragePooling2D(2),
      Conv2D(120, kernel: 5, activation: .relu),
      Flatten(),
      Dense(84, activation: .relu),
      Dense(10),
    ]
  }
}
