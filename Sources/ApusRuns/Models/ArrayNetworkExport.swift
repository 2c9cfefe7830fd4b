import ApusFiles
import ApusInterop
import ApusNN

extension ArrayNetwork {
  /// Writes the network for other programs.
  ///
  /// An ONNX file comes out as it went in, with its names; a model of Keras becomes either.
  ///
  /// - Throws: ``ONNXError`` or ``FileError`` where something has no form there, or the file cannot
  ///   be written.
  public func export(as format: ModelFile.Format, to path: String) throws {
    switch (format, body) {
    case (.safetensors, .program), (.safetensors, .graph): try save(to: path)
    case (.npz, _): try NumPyArchive.write(weights, to: path)
    case (.onnx, .program(let program)): try program.file.write(to: path)
    case (.onnx, .graph(let graph)):
      try graph.checkClosed(path)
      let model = try graph.examples().0
      try ONNXModel(
        exporting: model, inputs: inputs.map(\.name), outputs: outputs.map(\.name)
      ).write(to: path)
    case (.keras, .graph(let graph)):
      try graph.checkClosed(path)
      let model = try graph.examples().0
      if path.hasSuffix(".weights.h5") {
        try KerasFile.writeWeights(of: model, to: path)
      } else {
        try KerasFile.write(model, to: path)
      }
    case (.keras, .program):
      throw FileError(path, "cannot hold the operators of an ONNX file; export onnx or safetensors")
    case (_, .layer):
      throw FileError(path, "would hold a run's model; export the run itself")
    }
  }
}
