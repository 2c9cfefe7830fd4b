import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// A small convolutional network on digits that the program draws itself: no file, no network,
  /// under a minute.
  public static let quickstart = Recipe(
    name: "quickstart",
    summary: "a small convolutional network on drawn digits (needs no files)",
    rows: ["B1", "M5"],
    datasets: [.strokes],
    inputShape: [28, 28, 1],
    epochs: 3, batchSize: 64, optimizer: "Adam", learningRate: "0.001",
    settings: [dropoutSetting(0.25)],
    expectations: [Expectation(0.97, tolerance: 0.02, seconds: 5)]
  ) { values, _ in
    [
      Conv2D(16, kernel: 3, activation: .relu),
      MaxPooling2D(),
      Conv2D(32, kernel: 3, activation: .relu),
      MaxPooling2D(),
      Flatten(),
      Dropout(values.number("dropout")),
      Dense(64, activation: .relu),
      Dense(10),
    ]
  }
}
