// Runs ONNX files and writes what they give: for onnx-nodes.py and onnx-models.py.
//
//   swift run --package-path Benchmarks -c release ONNXNodes FOLDER < names
//
// For each NAME on standard input it reads FOLDER/NAME.onnx and the inputs in FOLDER/NAME.in.npz,
// writes FOLDER/NAME.out.npz, and prints NAME with a tab and "ok" or the error. Before each it
// prints NAME alone, so that the reader knows which one stopped the process, if one does.
import ApusInterop
import Foundation

guard let folder = CommandLine.arguments.dropFirst().first else {
  print("usage: ONNXNodes FOLDER < names")
  exit(2)
}
/// Prints a line at once, so that it is there even if the next model stops the process.
func say(_ line: String) {
  print(line)
  fflush(nil)
}

while let name = readLine() {
  say(name)
  do {
    let model = try ONNXModel(contentsOf: "\(folder)/\(name).onnx")
    let inputs = try NumPyArchive("\(folder)/\(name).in.npz").tensors()
    let outputs = try ONNXNetwork.outputs(of: model, for: inputs)
    try NumPyArchive.write(
      Dictionary(outputs.map { ($0.name, $0.tensor) }) { first, _ in first },
      to: "\(folder)/\(name).out.npz")
    say("\(name)\tok")
  } catch {
    say("\(name)\t\(error)")
  }
}
