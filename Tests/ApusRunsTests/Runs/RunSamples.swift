import ApusData
import ApusFiles
import Foundation

@testable import ApusRuns
@testable import ApusTraining

/// Writes a run's folder as training would have left it.
@discardableResult
func makeRun(
  _ path: String, recipe: String = "xor", created: String = "2026-11-01T10:00:00Z",
  planned: Int = 2, settings: [String: String] = [:], accuracies: [Double] = [0.5, 0.75],
  measures: [String: MeasureDeclaration] = [:], end: RunState? = .finished
) throws -> RunFolder {
  let folder = RunFolder(path)
  try folder.create()
  let pairs = settings.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
  let text = """
    {"recipe":"\(recipe)","created":"\(created)","epochs":\(planned),"seed":7,"batchSize":4,
     "threads":1,"version":"0.1.0","settings":{\(pairs.joined(separator: ","))}
     \(try declared(measures))}
    """
  try AtomicFile.write(Data(text.utf8), to: folder.configurationFile)
  let records = accuracies.enumerated().map { index, value in
    EpochRecord(
      epoch: index + 1, values: [("loss", 1 - value), ("val_accuracy", value)], seconds: 1)
  }
  try folder.write(History(epochs: records))
  try folder.write(end.map { RunEnd($0) })
  return folder
}

/// The member of a configuration that holds declarations; nothing where there are none, as in runs
/// of earlier versions.
private func declared(_ measures: [String: MeasureDeclaration]) throws -> String {
  if measures.isEmpty { return "" }
  return ",\"measures\":" + String(decoding: try JSONEncoder().encode(measures), as: UTF8.self)
}
