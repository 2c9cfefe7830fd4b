import ApusCore
import Foundation
import Testing

@testable import ApusInterop

/// Damaged copies of ONNX files end in an error of one line or in a network, and take no more
/// memory than the file allows.
///
/// `APUS_MUTATIONS` says how many; 10,000 for the count that docs/ONNX.md reports.
@Suite struct ONNXMutationTests {
  private static let count = ProcessInfo.processInfo.environment["APUS_MUTATIONS"].flatMap {
    Int($0)
  }

  /// Changed in the graph rather than in the bytes: what is left is a file that can be read.
  @Test func changedGraphsThrowAndNeverCrash() throws {
    var generator = SmallGenerator(state: 7)
    let cases = ONNXNodeCase.all
    for round in 0..<(Self.count ?? 1000) {
      let example = cases[round % cases.count]
      var model = try withTemporaryFile(example.file) { try ONNXModel(contentsOf: $0) }
      var inputs = example.tensors
      for _ in 0...generator.next(2) { change(&model, &inputs, &generator) }
      do {
        let outputs = try ONNXNetwork.outputs(of: model, for: inputs, largest: 1 << 20)
        #expect(outputs.allSatisfy { $0.tensor.elementCount <= 1 << 22 })
      } catch {
        expectOneLine(error, "\(example.name), round \(round)")
      }
    }
  }

  /// Changed anywhere: sample networks of several layers.
  @Test(arguments: ONNXSample.all)
  func damagedNetworksThrowAndNeverCrash(_ sample: ONNXSample) throws {
    let file = try ONNXModel(exporting: sample.model(), inputShape: sample.inputShape)
    let rounds = max(1, (Self.count ?? 1000) / ONNXSample.all.count)
    try expectNoHarm(Data(file.bytes()), rounds: rounds) { path in
      // Networks of any inputs and outputs are checked for two sizes of what is open.
      _ = try? ONNXProgram(contentsOf: path)
      let network = try ONNXNetwork(contentsOf: path)
      if network.largestValue <= 1 << 16, network.exampleShape.elementCount <= 1 << 12 {
        _ = try? network.output(for: .ones(network.exampleShape.inserting(1, at: 0)))
      }
      return network.namedParameters.reduce(0) { $0 + ($1.parameter.type?.byteCount ?? 0) }
    }
  }

  /// A setting, a number, an input or an element type becomes another.
  private func change(
    _ model: inout ONNXModel, _ inputs: inout [String: Tensor], _ generator: inout SmallGenerator
  ) {
    let extremes = [
      0, 1, -1, 2, 3, -2, 7, 255, 1 << 16, 1 << 31, -1 << 31, 1 << 40, .max, .min, .max - 1,
    ]
    func number() -> Int { extremes[generator.next(extremes.count)] }
    guard !model.nodes.isEmpty else { return }
    let place = generator.next(model.nodes.count)
    let keys = model.nodes[place].attributes.keys.sorted()
    switch generator.next(6) {
    case 0 where !keys.isEmpty:
      let key = keys[generator.next(keys.count)]
      switch model.nodes[place].attributes[key] {
      case .integer: model.nodes[place].attributes[key] = .integer(number())
      case .integers(var values) where !values.isEmpty:
        values[generator.next(values.count)] = number()
        model.nodes[place].attributes[key] = .integers(values)
      case .number:
        let numbers: [Float] = [0, -1, .nan, .infinity, 1e30, -1e30, 1e-30]
        model.nodes[place].attributes[key] = .number(numbers[generator.next(numbers.count)])
      default: model.nodes[place].attributes[key] = .text("ABC")
      }
    case 1 where !keys.isEmpty:
      model.nodes[place].attributes[keys[generator.next(keys.count)]] = nil
    case 2:
      let names = [
        "axis", "axes", "group", "pads", "strides", "dilations", "kernel_shape", "ceil_mode",
        "keepdims", "num_groups", "batch_dims", "blocksize", "output_padding", "size", "to",
      ]
      model.nodes[place].attributes[names[generator.next(names.count)]] =
        generator.next(2) == 0 ? .integer(number()) : .integers([number(), number()])
    case 3 where !model.nodes[place].inputs.isEmpty:
      let input = generator.next(model.nodes[place].inputs.count)
      let others = model.inputs.map(\.name) + [""]
      model.nodes[place].inputs[input] = others[generator.next(others.count)]
    default:
      guard let name = inputs.keys.sorted().randomElement(using: &generator),
        let tensor = inputs[name]
      else { return }
      switch generator.next(4) {
      case 0:
        inputs[name] = tensor.cast(to: DType.allCases[generator.next(DType.allCases.count)])
      case 1: inputs[name] = tensor.reshaped(to: [tensor.elementCount])
      case 2: inputs[name] = tensor.expandingDimension(at: 0)
      default:
        var values = tensor.doubles
        if !values.isEmpty { values[generator.next(values.count)] = Double(number()) }
        inputs[name] =
          tensor.dtype == .int64
          ? Tensor(values.map { Int64(exactly: $0) ?? .max }, shape: tensor.shape)
          : tensor.dtype.isFloatingPoint
            ? Tensor(values, shape: tensor.shape).cast(to: tensor.dtype) : tensor
      }
    }
  }
}

/// Small numbers from a seed, the same in each run.
struct SmallGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }

  mutating func next(_ bound: Int) -> Int { Int(next() >> 33) % bound }
}
