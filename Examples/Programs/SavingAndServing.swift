// A model in files: saved and loaded, exported to ONNX and Keras, shared by threads that predict.
import Apus
import Foundation
import Synchronization

let random = RandomGenerator(seed: 4)
let x = Tensor.randomNormal([300, 4], generator: random)
let y = x.argmax(axis: 1).cast(to: .int32)
let model = Sequential {
  Dense(32, activation: .relu)
  Dense(4)
}
model.compile(
  optimizer: Adam(learningRate: 0.01), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
try model.fit(x, y, epochs: 20, reporter: SilentReporter())

// The ending says the form; loading knows a file by its first bytes.
for file in ["model.safetensors", "model.keras", "model.onnx"] {
  try model.save(to: file)
  let again = try loadModel(file)
  let (scores, expected) = (try again.predict(x), try model.predict(x))
  print(file, "differs by", abs(scores - expected).max().item)
}

// A server's threads share a frozen copy.
let shared = try model.frozen()
let right = Mutex(0)
DispatchQueue.concurrentPerform(iterations: 3) { thread in
  let part = thread * 100..<(thread + 1) * 100
  guard let scores = try? shared.predict(x[part]) else { return }
  let hits = (scores.argmax(axis: 1).cast(to: .int32) .== y[part]).cast(to: .float32).sum().item
  right.withLock { $0 += Int(hits) }
}
print("accuracy", Double(right.withLock { $0 }) / 300)
