import Apus
import ApusFiles
import ArgumentParser
import Foundation

/// Arrays that a network is given by the names of its inputs.
struct ArrayOptions: ParsableArguments {
  @Option(
    name: .customLong("input"),
    help: ArgumentHelp(
      """
      An array for the input of that name, for networks of any inputs and outputs; may be given \
      several times.
      """,
      valueName: "name=file.npy"))
  var inputs: [String] = []
}

extension PredictCommand {
  /// What comes of `--input`: each output of the network as a file in the folder `--out`.
  func predictArrays() throws {
    guard inputs.isEmpty else {
      throw UsageError(
        "give either arrays by --input NAME=FILE.npy or other inputs, not both: \(inputs[0])")
    }
    guard let out else {
      throw UsageError("--out is missing: the folder that each output is written to, as NAME.npy")
    }
    let network = try ArrayNetwork(contentsOf: path)
    let values = try arrays.values(for: network)
    let outputs: Values
    do {
      outputs = try network(values)
    } catch let error as ConfigurationError {
      throw UsageError("\(path): \(error)")
    } catch let error as ONNXError {
      throw UsageError("\(path): \(error)")
    }
    try AtomicFile.makeFolder(out, option: "--out")
    var rows: [[String]] = []
    for (name, file) in zip(outputs.names, fileNames(of: outputs.names)) {
      guard let tensor = outputs[name] else { continue }
      let place = "\(out)/\(file).npy"
      try NumPyFile(tensor).write(to: place)
      if json.isGiven {
        try printJSON(
          WrittenArray(
            output: name, shape: tensor.shape.array, dtype: tensor.dtype.description, file: place))
      } else {
        rows.append([name.onOneLine, tensor.type.description, place])
      }
    }
    if !json.isGiven { print(table(rows)) }
  }

  private struct WrittenArray: Encodable {
    let output: String
    let shape: [Int]
    let dtype: String
    let file: String
  }

  /// A file's name for each output: its own, but for what cannot stand in one.
  private func fileNames(of names: [String]) -> [String] {
    var taken: Set<String> = []
    return names.map { name in
      var file = String(
        String.UnicodeScalarView(
          name.unicodeScalars.map { scalar in
            scalar == "/" || scalar.properties.generalCategory == .control ? "_" : scalar
          }.prefix(100)))
      if file.isEmpty || file.hasPrefix(".") { file = "_" + file }
      let stem = file
      var count = 1
      while !taken.insert(file.lowercased()).inserted {
        count += 1
        file = "\(stem)_\(count)"
      }
      return file
    }
  }
}

extension ArrayOptions {
  /// The arrays by the names of inputs. A file without a name is for the only input.
  fileprivate func values(for network: ArrayNetwork) throws -> Values {
    var values = Values()
    let names = network.inputs.map(\.name)
    for text in inputs {
      // A name may hold an equals sign itself: the longest that is an input's.
      let known = names.filter { text.hasPrefix($0 + "=") }.max { $0.count < $1.count }
      let equals = text.firstIndex(of: "=")
      let name: String
      let file: String
      if let known {
        name = known
        file = String(text.dropFirst(known.count + 1))
      } else if let equals {
        name = String(text[..<equals])
        file = String(text[text.index(after: equals)...])
      } else if names.count == 1 {
        (name, file) = (names[0], text)
      } else {
        throw UsageError(
          """
          --input \(text): expected NAME=FILE.npy; the inputs are \
          \(network.inputs.map(\.description).joined(separator: "; "))
          """
        )
      }
      guard !file.isEmpty else { throw UsageError("--input \(text): expected NAME=FILE.npy") }
      guard values[name] == nil else { throw UsageError("--input \(name) is given twice") }
      values[name] = try NumPyFile(contentsOf: file).tensor
    }
    return values
  }
}
