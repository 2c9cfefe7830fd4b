// A table of your own: numbers, categories and dates in a CSV file, and a value to predict.
import Apus
import Foundation

// Flats, made here so that the example needs no file: name another to read yours.
let path = CommandLine.arguments.dropFirst().first ?? "flats.csv"
if CommandLine.arguments.count == 1 {
  let random = RandomGenerator(seed: 2)
  let rows = (0..<400).map { number in
    let size = random.uniform(from: 20, to: 120)
    let isCentre = number % 3 == 0
    let price = size * (isCentre ? 0.015 : 0.01) + random.uniform(from: -0.05, to: 0.05)
    let year = 1950 + number % 70
    let area = isCentre ? "centre" : ["north", "south"][number % 2]
    return "\(size.rounded()),\(area),\(year)-06-01,\(price)"
  }
  try (["size,area,built,price"] + rows).joined(separator: "\n")
    .write(toFile: path, atomically: true, encoding: .utf8)
}

let table = try TextTable(path: path)
let options = TableOptions(target: table.columnNames.last)
let parts = try table.split(testFraction: 0.25, seed: 0, options)
// What the test's rows are does not leak into the means, deviations and categories.
let schema = try TableSchema(learnedFrom: parts.train, options)
let train = try schema.encode(parts.train)
let test = try schema.encode(parts.test)
print(schema.featureNames)

let model = Sequential {
  Dense(16, activation: .relu)
  Dense(1)
}
model.compile(
  optimizer: Adam(learningRate: 0.01), loss: .meanSquaredError)
try model.fit(train, epochs: 40, batchSize: 16, reporter: SilentReporter())
print("error", try model.evaluate(test)["loss"] ?? .nan)
