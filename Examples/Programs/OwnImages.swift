// Images of your own: a folder for each class, any size, augmented while they are read.
import Apus
import Foundation

// Disks and squares, drawn here so that the example needs no photographs: name a folder of yours.
let path = CommandLine.arguments.dropFirst().first ?? "shapes"
if CommandLine.arguments.count == 1 {
  let random = RandomGenerator(seed: 3)
  for number in 0..<120 {
    let isDisk = number % 2 == 0
    let folder = path + (isDisk ? "/disk" : "/square")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let size = 40, radius = random.uniform(from: 8, to: 14)
    let (x, y) = (random.uniform(from: 15, to: 25), random.uniform(from: 15, to: 25))
    let pixels = (0..<size * size).map { place -> UInt8 in
      let (dx, dy) = (abs(Double(place % size) - x), abs(Double(place / size) - y))
      return (isDisk ? dx * dx + dy * dy < radius * radius : max(dx, dy) < radius) ? 220 : 30
    }
    let image = Image(width: size, height: size, channels: 1, pixels: pixels)
    try ImageFile.write(image, to: folder + "/\(number).png")
  }
}

let folder = try ImageFolder(path)
let images = folder.dataset(.train, fitting: ImageFitting(height: 24, width: 24))
let parts = images.holdOut(testFraction: 0.25, seed: 1)
let train = parts.train.augmented(by: Augmentation(seed: 1, [RandomHorizontalFlip()]))
print(folder.classNames, parts.train.count, parts.test.count)

let model = Sequential {
  Conv2D(8, kernel: 3, activation: .relu)
  MaxPooling2D()
  Flatten()
  Dense(16, activation: .relu)
  Dense(folder.classNames.count)
}
model.compile(
  optimizer: Adam(learningRate: 0.005),
  loss: .sparseCategoricalCrossEntropy(fromLogits: true), metrics: [.accuracy])
let history = try model.fit(train, epochs: 15, batchSize: 15, validation: parts.test)
print("accuracy", history["val_accuracy"].max() ?? 0)
