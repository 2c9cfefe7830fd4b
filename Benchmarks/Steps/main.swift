// Training steps of the network of `cifar-cnn` on noise: a program that links the library and is
// started as it is.
//
//   swift run --package-path Benchmarks -c release Steps [STEPS] [BATCH]
//
// Prints the seconds that the steps took after five to warm up, and the last loss.
import Apus
import Foundation

let numbers = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
let steps = numbers.first ?? 100, batch = numbers.dropFirst().first ?? 32
guard steps > 0, batch > 0 else {
  FileHandle.standardError.write(Data("usage: Steps [STEPS] [BATCH]\n".utf8))
  exit(64)
}

let network = Sequential {
  Conv2D(32, kernel: 3, padding: .same, activation: .relu)
  Conv2D(32, kernel: 3, activation: .relu)
  MaxPooling2D()
  Dropout(0.25)
  Conv2D(64, kernel: 3, padding: .same, activation: .relu)
  Conv2D(64, kernel: 3, activation: .relu)
  MaxPooling2D()
  Dropout(0.25)
  Flatten()
  Dense(512, activation: .relu)
  Dropout(0.5)
  Dense(10)
}
let trainer = Trainer(
  network, optimizer: RMSprop(), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
  generator: RandomGenerator(seed: 0))
let noise = RandomGenerator(seed: 1)
let images = Tensor.randomUniform([batch, 32, 32, 3], generator: noise)
let labels = Tensor.randomIntegers([batch], below: 10, dtype: .int32, generator: noise)

for _ in 0..<5 { trainer.step(images, labels) }
var loss = 0.0
let elapsed = ContinuousClock().measure {
  for _ in 0..<steps { loss = trainer.step(images, labels).loss.item }
}
print(elapsed.seconds, loss)
