// Makes the pictures of docs/PLOTS.md again, from networks that it trains, in some minutes:
//
//   swift run --package-path Benchmarks -c release Pictures docs/images
//
// With names behind the folder only those whose file has one of them. Iris is looked for as the
// command does.
import Apus
import Foundation

let arguments = CommandLine.arguments.dropFirst()
let folder = arguments.first ?? "docs/images"
let wanted = Set(arguments.dropFirst())

/// The pictures by the names of their files, in groups that share what is trained for them.
let groups: [(names: [String], draw: () throws -> [any Drawing])] = [
  (
    [
      "learning-curves", "samples", "embedding-tsne", "embedding-pca", "weights",
    ], drawDigits
  ),
  (
    ["confusion", "roc", "precision-recall", "calibration", "mistakes", "confusion-print"],
    drawMistakes
  ),
  (["comparison", "boxes", "trials"], drawComparison),
  (["correlation", "decision-regions", "error-surface", "decision-regions-dark"], drawPlanes),
  (["attention"], { [try drawAttention()] }),
  (["schedules"], { [drawSchedules()] }),
  (["range-test"], { [try drawRangeTest()] }),
  (["network", "network-branches"], drawNetworks),
]

try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
for group in groups where wanted.isEmpty || !wanted.isDisjoint(with: group.names) {
  for (name, drawing) in zip(group.names, try group.draw())
  where wanted.isEmpty || wanted.contains(name) {
    let path = "\(folder)/\(name).png"
    // As many pixels as make a file of less than 100 KB.
    for scale in [1.5, 1.25, 1] {
      let bytes = try drawing.png(scale: scale)
      guard bytes.count < 100_000 || scale == 1 else { continue }
      try AtomicFile.write(Data(bytes), to: path)
      print("\(path): \(bytes.count / 1000) KB")
      break
    }
  }
}
