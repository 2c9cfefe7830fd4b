// Transfer: a network that knows eight digits learns the other two from fifty examples of each.
import Apus

let digits = try NamedDataset.strokes.load()
let known = try digits.train.take(3000).filter(classes: (0..<8).map { "\($0)" })
let few = try digits.train.filter(classes: ["8", "9"]).take(100)
let test = try digits.test.filter(classes: ["8", "9"]).take(200)

let base = Sequential {
  Conv2D(8, kernel: 5, activation: .relu)
  MaxPooling2D()
  Flatten()
  Dense(32, activation: .relu)
}
let first = Sequential {
  base
  Dense(8)
}
let loss = Loss.sparseCategoricalCrossEntropy(fromLogits: true)
first.compile(optimizer: Adam(learningRate: 0.003), loss: loss, metrics: [.accuracy])
try first.fit(known, epochs: 2, batchSize: 64)

// What is known stays as it is; from the eleventh epoch on everything moves, at a smaller rate.
base.freeze()
let second = Sequential {
  base
  Dense(10)
}
second.compile(optimizer: Adam(learningRate: 0.01), loss: loss, metrics: [.accuracy])
let history = try second.fit(
  few, epochs: 15, batchSize: 10, validation: test,
  callbacks: [StagedTraining([.init(from: 11, thaw: ["*"], learningRate: 1e-4)])])
print("accuracy", history["val_accuracy"].last ?? 0)
