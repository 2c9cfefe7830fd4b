import Apus
import ArgumentParser
import Foundation

extension ModelFile.Format: ExpressibleByArgument {}

/// `apus export`
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a trained model for other programs.",
    discussion: """
      onnx: the network as operators of ONNX's set 17, for any size of batch; the input keeps its \
      form, channels last.
      safetensors: the weights by name, and the architecture in the metadata; `apus import` reads \
      it back.
      npz: the weights by name, for NumPy.
      keras: the whole model, into FILE.keras, or the weights for a model of the same layers, into \
      FILE.weights.h5.

      Examples:
        apus export onnx runs/digits digits.onnx
        apus export keras runs/digits digits.keras
        apus export npz runs/digits weights.npz
      """)

  @Argument(
    help: ArgumentHelp(
      "The form: \(ModelFile.Format.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "form"))
  var format: ModelFile.Format

  @Argument(
    help: ArgumentHelp("A run's folder or a model.safetensors file.", valueName: "run"))
  var path: String

  @Argument(help: "The file to write; one that is there is replaced.")
  var file: String

  func run() throws {
    // What the export is made of must not be lost, whatever the file is called.
    let folders = [path, parentFolder(of: path)].filter { RunFolder($0).exists }
    guard plainFile(path) != plainFile(file), !folders.contains(where: { RunFolder($0).owns(file) })
    else { throw UsageError("\(file) is a file of the run itself; choose another to write") }
    if let network = try ArrayNetwork.described(at: path) {
      return try network.export(as: format, to: file)
    }
    let (description, model) = try ModelFile.load(path)
    try description.export(model, as: format, to: file)
  }

  /// The one path of a file, without links.
  private func plainFile(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }
}
