import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// The lectures' two small convolutional networks for digits.
  ///
  /// With one layer: eight 3×3 filters give 26×26×8 values, all of which go to the ten outputs
  /// (lecture S2:3518, where the network is written out in NumPy). With two: 20 and 50 filters of
  /// 5×5, each with 2×2 max pooling, and 500 units (lecture S2:3338).
  ///
  /// - Source: catalogue D14.
  public static let shallowCNN = Recipe(
    name: "shallow-cnn",
    summary: "a convolutional network with one layer of 8 filters, or two of 20 and 50, on digits",
    rows: ["D14"],
    datasets: [.mnist, .strokes],
    inputShape: [28, 28, 1],
    epochs: 5, batchSize: 64, optimizer: "Adam", learningRate: "0.001",
    settings: [
      Setting("convolutions", .choice(["1", "2"]), default: "1", "convolutional layers")
    ],
    expectations: [
      Expectation(0.98, tolerance: 0.01, seconds: 60),
      Expectation(0.99, tolerance: 0.01, seconds: 90, settings: ["convolutions": "2"]),
    ]
  ) { values, _ in
    guard values.text("convolutions") == "2" else {
      return [Conv2D(8, kernel: 3, activation: .relu), Flatten(), Dense(10)]
    }
    return [
      Conv2D(20, kernel: 5, activation: .relu),
      MaxPooling2D(),
      Conv2D(50, kernel: 5, activation: .relu),
      MaxPooling2D(),
      Flatten(),
      Dense(500, activation: .relu),
      Dense(10),
    ]
  }
}
