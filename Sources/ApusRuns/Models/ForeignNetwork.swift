import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTraining
import Foundation

/// A network of one input and one output from another program's file, and what the file says about
/// its meaning.
struct ForeignNetwork {
  /// Which program's: `onnx` or `keras`.
  let program: String
  /// The network as the file has it.
  let whole: any Layer
  /// The network without a softmax at the end; nil where it has none.
  let scores: (any Layer)?
  /// The shape of one example as the network takes it.
  let shape: Shape
  /// What the file calls its input and output.
  let names: (input: String, output: String)
  /// Whether its outputs may be probabilities: nothing but arithmetic stands after a bounded
  /// function.
  let isBounded: Bool
  /// Whether it begins as one that takes bytes.
  let takesBytes: Bool
  /// The loss that it was trained by, if the file says so.
  let loss: String?
  /// What Apus wrote into the file.
  let known: ModelFile?

  /// The network of an `.onnx` file.
  init(onnx path: String, _ options: ImportOptions) throws {
    let network = try ONNXNetwork(
      contentsOf: path, inputShape: options.inputShape, output: options.output)
    let ending = try ONNXNetwork(
      network.program, inputShape: network.exampleShape, endsInScores: true)
    program = "onnx"
    whole = network
    scores = ending.endsInScores ? ending : nil
    shape = network.exampleShape
    names = (network.program.inputs[0].name, network.program.outputs[0].name)
    isBounded = network.program.endsInBoundedFunction()
    takesBytes = network.program.takesBytes
    loss = nil
    known = ForeignNetwork.known(network.metadata)
  }

  /// The network of a `.keras` or whole-model `.h5` file.
  init(keras path: String, _ options: ImportOptions) throws {
    let file = try KerasFile(path)
    if let output = options.output {
      let names = try ArrayNetwork(keras: file).outputs.map(\.name)
      guard names == [output] else {
        throw FileError(
          path,
          """
          has the outputs \(names.map { quoted($0) }.joined(separator: ", ")); to choose one of \
          several works for ONNX files only
          """
        )
      }
    }
    let whole = try file.makeModel(inputShape: options.inputShape)
    if let graph = whole as? Model, graph.inputCount != 1 || graph.outputCount != 1 {
      throw FileError(
        path,
        """
        has the inputs \(graph.inputNames.map { quoted($0) }.joined(separator: ", ")) and the \
        outputs \(graph.outputNames.map { quoted($0) }.joined(separator: ", ")); give it arrays: \
        apus predict --input NAME=FILE.npy
        """
      )
    }
    guard let shape = options.inputShape ?? file.inputShape else {
      throw FileError(
        path,
        """
        leaves its input's shape open; give the shape of one example (--input-shape), or arrays by \
        name (--input)
        """
      )
    }
    program = "keras"
    self.whole = whole
    scores = try file.makeModel(inputShape: options.inputShape, endsInScores: true)
    self.shape = shape
    let graph = try ArrayNetwork(keras: file)
    names = (graph.inputs[0].name, graph.outputs[0].name)
    isBounded = file.endsInBoundedFunction
    takesBytes = file.takesBytes(whole.weights)
    loss = file.loss
    known = ForeignNetwork.known(file.metadata)
  }

  /// What a file's metadata says of the model, if Apus wrote it.
  private static func known(_ metadata: [String: String]) -> ModelFile? {
    metadata[ModelFile.key].flatMap {
      try? JSONDecoder().decode(ModelFile.self, from: Data($0.utf8))
    }
  }

  // MARK: Meaning

  /// What the outputs mean, of which there are `count` for an example: found from what the network
  /// makes of random examples, and how its graph ends.
  ///
  /// - Parameter isOfTwo: whether the user says that there are two classes.
  func meaning(_ count: Int, isOfTwo: Bool) -> OutputMeaning {
    let rows = ForeignNetwork.probes.flatMap { answers(of: whole, scale: $0) ?? [] }
    func isShare(_ value: Double) -> Bool { value >= -1e-6 && value <= 1 + 1e-3 }
    let areShares = rows.count >= 4 && rows.allSatisfy { $0.allSatisfy(isShare) }
    if areShares, count > 1,
      rows.allSatisfy({ Swift.abs($0.reduce(0, +) - 1) < 2e-3 })
    {
      return .probabilities
    }
    if areShares, isBounded { return count == 1 ? .probability : .labels }
    if let loss {
      let words = loss.lowercased().replacing("_", with: "")
      if words.contains("binarycrossentropy") { return count == 1 ? .score : .labels }
      let values = ["mse", "mae", "mape", "msle", "huber", "logcosh", "poisson"]
      if words.hasPrefix("mean") || values.contains(words) { return .values }
    }
    return count == 1 ? (isOfTwo ? .score : .values) : .scores
  }

  /// Whether the softmax of the scores is what the network gives.
  var areScoresItsOwn: Bool {
    guard let scores else { return false }
    return ForeignNetwork.probes.allSatisfy { scale in
      guard let whole = answers(of: whole, scale: scale),
        let shares = answers(of: scores, scale: scale, isSoftened: true)
      else { return true }
      return zip(whole, shares).allSatisfy { one, other in
        zip(one, other).allSatisfy { Swift.abs($0 - $1) < 2e-3 }
      }
    }
  }

  private static let probes = [0.3, 1, 4, 30]

  /// The outputs for a few random examples of that size, those that are numbers; nil where the
  /// network takes none such.
  private func answers(
    of network: any Layer, scale: Double, isSoftened: Bool = false
  ) -> [[Double]]? {
    let generator = RandomGenerator(seed: 17)
    let extents = shape.inserting(4, at: 0)
    let onnx = network as? ONNXNetwork
    let isWhole =
      onnx.map { !$0.program.inputs[0].dtype.isFloatingPoint } ?? (network.inputIndexCount != nil)
    let input =
      isWhole
      ? Tensor.randomIntegers(extents, below: 2, dtype: .int32, generator: generator)
      : Tensor.randomNormal(extents, generator: generator) * scale
    let outputs = withoutDerivatives {
      Mode.inference { () -> Tensor? in
        if let onnx { return try? onnx.output(for: input) }
        guard (try? network.checkInput(input)) != nil else { return nil }
        return network(input)
      }
    }
    guard var outputs, outputs.rank > 0, outputs.shape[0] > 0, outputs.shape.elementCount > 0
    else { return nil }
    let width = outputs.shape.elementCount / outputs.shape[0]
    outputs = outputs.reshaped(to: [outputs.shape[0], width])
    let numbers = (isSoftened ? softmax(outputs, axis: -1) : outputs).doubles
    return stride(from: 0, to: numbers.count, by: max(width, 1)).map {
      Array(numbers[$0..<$0 + width])
    }.filter { $0.allSatisfy(\.isFinite) }
  }
}
