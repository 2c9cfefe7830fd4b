// Images a second that a loader reads from class folders, decodes and fits, a line of JSON: the
// Swift side of Benchmarks/image-loading.py.
//
//   swift run --package-path Benchmarks -c release ImageLoading FOLDER [SIDE [BATCH]]
import ApusCore
import ApusData

let arguments = CommandLine.arguments
guard arguments.count > 1 else { fatalError("usage: ImageLoading FOLDER [SIDE [BATCH]]") }
let side = arguments.count > 2 ? Int(arguments[2]) ?? 224 : 224
let batchSize = arguments.count > 3 ? Int(arguments[3]) ?? 64 : 64

let folder = try ImageFolder(arguments[1])
let images = folder.dataset(
  .train, fitting: ImageFitting(height: side, width: side), cacheLimit: 0)
let loader = DataLoader(images, batchSize: batchSize, shuffleSeed: 0)
let clock = ContinuousClock()

/// A whole epoch's images a second, each batch looked at.
func rate(epoch: Int) throws -> Double {
  let start = clock.now
  let batches = loader.batches(epoch: epoch)
  var sum: Float = 0
  while let batch = try batches.next() {
    sum += batch.features.withElements(of: Float.self) { $0[0] }
  }
  precondition(sum >= 0)
  return Double(images.count) / ((clock.now - start) / .seconds(1))
}

_ = try rate(epoch: 0)
let rates = try (1...3).map { try rate(epoch: $0) }
print(
  #"{"images":\#(images.count),"side":\#(side),"images_per_s":\#(Int(rates.max() ?? 0))}"#)
