import ApusCore
import Foundation
import Testing

@testable import ApusNN

/// Operations on symbols beside the same operations on tensors, as they are and read back from
/// their configuration.
@Suite struct TensorOperationTests {
  private static let constant = Tensor([0.5, -2, 3, 1] as [Float])
  private static let matrix = Tensor([0.5, -2, 3, 1, 2, -1, 0, 4] as [Float], shape: [4, 2])

  private struct Case {
    let name: String
    let shapes: [Shape]
    let symbols: ([Symbol]) -> Symbol
    let tensors: ([Tensor]) -> Tensor

    init(
      _ name: String, _ shapes: [Shape], _ symbols: @escaping ([Symbol]) -> Symbol,
      _ tensors: @escaping ([Tensor]) -> Tensor
    ) {
      self.name = name
      self.shapes = shapes
      self.symbols = symbols
      self.tensors = tensors
    }
  }

  private static var functions: [Case] {
    [
      Case("abs", [[4]], { abs($0[0]) }, { abs($0[0]) }),
      Case("rounding", [[4]], { ceil($0[0]) + floor($0[0]) * round($0[0]) - trunc($0[0]) }) {
        ceil($0[0]) + floor($0[0]) * round($0[0]) - trunc($0[0])
      },
      Case("exponentials", [[4]], { exp($0[0]) + exp2($0[0]) - expm1($0[0]) * sign($0[0]) }) {
        exp($0[0]) + exp2($0[0]) - expm1($0[0]) * sign($0[0])
      },
      Case(
        "logarithms", [[4]],
        { x in
          let p = abs(x[0]) + 1
          return log(p) + log2(p) - log10(p) * log1p(p)
        }
      ) { x in
        let p = abs(x[0]) + 1
        return log(p) + log2(p) - log10(p) * log1p(p)
      },
      Case(
        "roots", [[4]],
        { x in
          let p = square(x[0]) + 0.5
          return sqrt(p) + rsqrt(p) * reciprocal(p)
        }
      ) { x in
        let p = square(x[0]) + 0.5
        return sqrt(p) + rsqrt(p) * reciprocal(p)
      },
      Case("angles", [[4]], { sin($0[0]) + cos($0[0]) * tan($0[0]) - atan($0[0]) }) {
        sin($0[0]) + cos($0[0]) * tan($0[0]) - atan($0[0])
      },
      Case(
        "arcs", [[4]],
        { x in
          let p = tanh(x[0])
          return asin(p) + acos(p) * atanh(p * 0.5)
        }
      ) { x in
        let p = tanh(x[0])
        return asin(p) + acos(p) * atanh(p * 0.5)
      },
      Case("hyperbolic", [[4]], { sinh($0[0]) - cosh($0[0]) + asinh($0[0]) + acosh(cosh($0[0])) }) {
        sinh($0[0]) - cosh($0[0]) + asinh($0[0]) + acosh(cosh($0[0]))
      },
      Case("ramps", [[4]], { sigmoid($0[0]) + relu($0[0]) - softplus($0[0], beta: 2) * -$0[0] }) {
        sigmoid($0[0]) + relu($0[0]) - softplus($0[0], beta: 2) * -$0[0]
      },
      Case("error functions", [[4]], { erf($0[0]) * erfc($0[0]) }, { erf($0[0]) * erfc($0[0]) }),
      Case(
        "properties", [[4]], { $0[0].absoluteValue + $0[0].squared },
        { $0[0].absoluteValue + $0[0].squared }),
      Case("clamped", [[4]], { $0[0].clamped(from: -1, to: 0.5) - $0[0].clamped(upTo: 0) }) {
        $0[0].clamped(from: -1, to: 0.5) - $0[0].clamped(upTo: 0)
      },
      Case("cast", [[4]], { $0[0].cast(to: .int32) }, { $0[0].cast(to: .int32) }),
    ]
  }

  private static var pairs: [Case] {
    [
      Case(
        "two symbols", [[3, 4], [3, 4]], { ($0[0] + $0[1]) * ($0[0] - $0[1]) / ($0[1].squared + 1) }
      ) {
        ($0[0] + $0[1]) * ($0[0] - $0[1]) / ($0[1].squared + 1)
      },
      Case(
        "numbers", [[3, 4]], { x in 1 - x[0] * 2 + 3 / (x[0].squared + 1.5) - (2 * x[0] - 1) / 4 }
      ) { x in
        1 - x[0] * 2 + 3 / (x[0].squared + 1.5) - (2 * x[0] - 1) / 4
      },
      Case("tensors", [[3, 4]], { constant * $0[0] - $0[0] / constant + (constant - $0[0]) }) {
        constant * $0[0] - $0[0] / constant + (constant - $0[0])
      },
      Case("remainders", [[4]], { ($0[0] % 2) + floorDivide($0[0], 0.75) }) {
        ($0[0] % 2) + floorDivide($0[0], 0.75)
      },
      Case("powers", [[4], [4]], { pow($0[0], 2) + pow(2, $0[1]) - pow(abs($0[0]) + 1, $0[1]) }) {
        pow($0[0], 2) + pow(2, $0[1]) - pow(abs($0[0]) + 1, $0[1])
      },
      Case(
        "extremes", [[4], [4]],
        { x in
          maximum(x[0], x[1]) - minimum(x[0], 0.25) + maximum(0.5, x[1]) * minimum(constant, x[0])
        }
      ) { x in
        maximum(x[0], x[1]) - minimum(x[0], 0.25) + maximum(0.5, x[1]) * minimum(constant, x[0])
      },
      Case("atan2", [[4], [4]], { atan2($0[0], $0[1]) }, { atan2($0[0], $0[1]) }),
      Case("broadcast", [[3, 1], [1, 4]], { $0[0] * $0[1] + $0[0] }, { $0[0] * $0[1] + $0[0] }),
      Case(
        "comparisons", [[4], [4]],
        { x in
          ((x[0] .> x[1]) .& (x[0] .<= 1)) .| ((x[1] .< 0) .^ (x[0] .>= constant))
            .| .!(x[0] .!= x[1])
        }
      ) { x in
        ((x[0] .> x[1]) .& (x[0] .<= 1)) .| ((x[1] .< 0) .^ (x[0] .>= constant))
          .| .!(x[0] .!= x[1])
      },
      Case(
        "select", [[4], [4]],
        { x in
          select(x[0] .> 0, x[0], x[1]) + select(x[1] .== 0, 1, x[0])
            + select(x[0] .< x[1], x[1], 2)
            + select(x[0].isFinite, constant, x[1])
        }
      ) { x in
        select(x[0] .> 0, x[0], x[1]) + select(x[1] .== 0, 1, x[0]) + select(x[0] .< x[1], x[1], 2)
          + select(x[0].isFinite, constant, x[1])
      },
      Case("matmul", [[3, 4], [4, 5]], { matmul($0[0], $0[1]) }, { matmul($0[0], $0[1]) }),
      Case("matmul transposed", [[3, 4], [5, 4]], { matmul($0[0], $0[1], transposeB: true) }) {
        matmul($0[0], $0[1], transposeB: true)
      },
      Case("matmul with a tensor", [[3, 4]], { matmul($0[0], matrix) }, { matmul($0[0], matrix) }),
      Case("matmul of a tensor", [[4, 3]], { matmul(matrix, $0[0], transposeA: true) }) {
        matmul(matrix, $0[0], transposeA: true)
      },
      Case(
        "gathered", [[3, 4], [3, 4]],
        { x in
          x[0].gathered(alongAxis: 2, at: x[1].argsort(axis: 2)[.all, .all, 0..<2])
        }
      ) { x in
        x[0].gathered(alongAxis: 2, at: x[1].argsort(axis: 2)[.all, .all, 0..<2])
      },
      Case("concatenated", [[3, 4], [3, 2]], { Symbol.concatenated($0) }) {
        Tensor.concatenated($0, axis: -1)
      },
      Case("stacked", [[3, 4], [3, 4]], { Symbol.stacked($0, axis: 1) }) {
        Tensor.stacked($0, axis: 1)
      },
    ]
  }

  private static var axes: [Case] {
    [
      Case(
        "sums", [[3, 4]], { $0[0].sum(axis: 1) + $0[0].mean(axes: [-2]) * $0[0].product(axis: 1) }
      ) {
        $0[0].sum(axis: 1) + $0[0].mean(axes: [-2]) * $0[0].product(axis: 1)
      },
      Case(
        "spreads", [[3, 4]],
        { x in
          x[0].variance(axes: [1, 2]) + x[0].standardDeviation(axes: [1, 2])
        }
      ) { x in x[0].variance(axes: [1, 2]) + x[0].standardDeviation(axes: [1, 2]) },
      Case(
        "ends", [[3, 4]],
        { x in
          x[0].max(axis: 2, keepDimensions: true) - x[0].min(axis: 2, keepDimensions: true)
        }
      ) { x in
        x[0].max(axis: 2, keepDimensions: true) - x[0].min(axis: 2, keepDimensions: true)
      },
      Case("places", [[3, 4]], { $0[0].argmax(axis: 1) + $0[0].argmin(axis: -2) }) {
        $0[0].argmax(axis: 1) + $0[0].argmin(axis: -2)
      },
      Case("logSumExp", [[3, 4]], { $0[0].logSumExp(axes: [1]) }, { $0[0].logSumExp(axes: [1]) }),
      Case("any and all", [[3, 4]], { ($0[0] .> 0).any(axis: 1) .^ ($0[0] .> -2).all(axis: 1) }) {
        ($0[0] .> 0).any(axis: 1) .^ ($0[0] .> -2).all(axis: 1)
      },
      Case("softmax", [[3, 4]], { softmax($0[0], axis: 1) + logSoftmax($0[0]) }) {
        softmax($0[0], axis: 1) + logSoftmax($0[0])
      },
      Case(
        "cumulativeSum", [[3, 4]], { $0[0].cumulativeSum(axis: 2, exclusive: true, reverse: true) }
      ) {
        $0[0].cumulativeSum(axis: 2, exclusive: true, reverse: true)
      },
      Case("order", [[3, 4]], { $0[0].sorted(axis: 1) + $0[0].argsort(axis: 2, descending: true) })
      {
        $0[0].sorted(axis: 1) + $0[0].argsort(axis: 2, descending: true)
      },
      Case("topK", [[3, 4]], { $0[0].topK(2).values + $0[0].topK(2).indices }) {
        $0[0].topK(2).values + $0[0].topK(2).indices
      },
      Case("reshape", [[3, 4]], { $0[0].reshaped(to: [-1, 2, 6]) + $0[0].reshaped(to: [2, -1]) }) {
        $0[0].reshaped(to: [-1, 2, 6]) * 2
      },
      Case(
        "axes", [[3, 4]],
        { x in
          x[0].transposed(axes: [0, 2, 1]) + x[0].swappingAxes(-1, 1)
        }
      ) { x in x[0].transposed(axes: [0, 2, 1]) * 2 },
      Case(
        "thin axes", [[3, 4]],
        { x in
          x[0].expandingDimension(at: 1).expandingDimension(at: -1).squeezed(axis: 1)
        }
      ) { x in x[0].expandingDimension(at: -1) },
      Case("moves", [[3, 4]], { $0[0].flipped(axes: [1, 2]) + $0[0].rolled(by: 2, axis: -1) }) {
        $0[0].flipped(axes: [1, 2]) + $0[0].rolled(by: 2, axis: -1)
      },
      Case("copies", [[3, 4]], { $0[0].tiled(by: [1, 2, 1]) + $0[0].repeated(2, axis: 1) }) {
        $0[0].tiled(by: [1, 2, 1]) + $0[0].repeated(2, axis: 1)
      },
      Case("padded", [[3, 4]], { $0[0].padded(axis: 1, before: 1, after: 2, value: 7) }) {
        $0[0].padded(axis: 1, before: 1, after: 2, mode: .constant(7))
      },
      Case(
        "slices", [[3, 4]],
        { x in
          x[0].sliced(axis: 1, from: 1) + x[0].sliced(axis: -2, to: 2) * x[0][.all, .range(by: -2)]
        }
      ) { x in
        x[0].sliced(axis: 1, from: 1) + x[0].sliced(axis: -2, to: 2) * x[0][.all, .range(by: -2)]
      },
      Case("indices", [[3, 4]], { $0[0][..., 1] + $0[0][.all, .all, -1] + $0[0][.all, 0..<3, 2] }) {
        $0[0][..., 1] + $0[0][.all, .all, -1] + $0[0][.all, 0..<3, 2]
      },
      Case("one place of each", [[3, 4]], { $0[0][.all, 1, .newAxis, 1...] }) {
        $0[0][.all, 1, .newAxis, 1...]
      },
      Case(
        "split", [[3, 4]],
        { x in
          let parts = x[0].split(into: 2, axis: -1)
          return parts[0] - parts[1] * x[0].split(sizes: [3, 1], axis: 2)[1]
        }
      ) { x in
        let parts = x[0].split(into: 2, axis: -1)
        return parts[0] - parts[1] * x[0].split(sizes: [3, 1], axis: 2)[1]
      },
      Case("oneHot", [[4]], { $0[0].argsort().oneHot(depth: 5) }) {
        $0[0].argsort().oneHot(depth: 5)
      },
    ]
  }

  private static var all: [Case] { functions + pairs + axes }

  @Test(arguments: all.map(\.name)) func symbolsComputeWhatTensorsDo(_ name: String) throws {
    let example = try #require(Self.all.first { $0.name == name })
    let inputs = example.shapes.map { Input($0) }
    let model = Model(inputs: inputs, outputs: [example.symbols(inputs)])
    let configuration = try JSONDecoder().decode(
      ModelConfiguration.self, from: JSONEncoder().encode(ModelConfiguration(of: model)))
    let again = try #require(try configuration.makeModel() as? Model)
    for ((_, own), (_, read)) in zip(model.namedParameters, again.namedParameters) {
      #expect(!own.isTrainable && !read.isTrainable)
      read.wrappedValue = own.wrappedValue
    }
    for batch in [1, 2, 5] {
      let x = RandomGenerator.with(seed: UInt64(batch)) {
        example.shapes.map { Tensor.randomNormal($0.inserting(batch, at: 0), standardDeviation: 2) }
      }
      let wanted = example.tensors(x)
      for network in [model, again] {
        let found = network(x)[0]
        #expect(found.type == wanted.type)
        #expect(found.doubles.map(\.bitPattern) == wanted.doubles.map(\.bitPattern))
      }
      #expect(model.outputTypes[0].shape.removing(0) == wanted.shape.removing(0))
    }
    // What is said of shapes beforehand is what comes out.
    var shapes = model.inputShapes
    _ = model.run(model.metaInputs) { step, output in
      let found = output.shape.removing(0)
      if let operation = step.operation.module as? TensorOperation {
        #expect((try? operation.outputShape(for: step.inputs.map { shapes[$0] })) == found)
      }
      shapes.append(found)
    }
  }

  @Test func everyOperationIsTried() {
    var tried: Set<String> = []
    for example in Self.all {
      let inputs = example.shapes.map { Input($0) }
      let model = Model(inputs: inputs, outputs: [example.symbols(inputs)])
      tried.formUnion(model.submodules.compactMap { ($0 as? TensorOperation)?.operation })
    }
    // Properties that only say whether numbers are odd; what merging layers do instead.
    let others: Set = ["isNaN", "isInfinite"]
    #expect(Set(TensorOperation.names).subtracting(tried).subtracting(others).isEmpty)
  }

  @Test func operationsAreNamedAfterWhatTheyDo() {
    let x = Input([4])
    let model = Model(inputs: x, outputs: (x * 2 - 1) * 2)
    #expect(model.children.map(\.name) == ["multiply", "subtract", "multiply_1"])
    #expect(model.summary().rows.map(\.type) == ["Input", "multiply", "subtract", "multiply"])
  }

  @Test func gradientsFlowThroughThem() {
    let x = Input([4])
    let dense = Dense(4)
    let model = Model(inputs: x, outputs: softmax(dense(x) * 2 + x).sum(axis: 1) * x[..., 0])
    model.build([4])
    let data = Tensor([1, 2, 3, 4, 5, 6, 7, 8] as [Float], shape: [2, 4])
    let (_, found) = valueAndGradient(at: dense.parameters) { model(data).sum() }
    let (_, wanted) = valueAndGradient(at: dense.parameters) {
      (softmax(dense(data) * 2 + data).sum(axis: 1) * data[..., 0]).sum()
    }
    #expect(found.map(\.floats) == wanted.map(\.floats))
  }

  @Test func theBatchAxisStays() async {
    await #expect(processExitsWith: .failure) { _ = Input([3, 4])[0] }
    await #expect(processExitsWith: .failure) { _ = Input([3, 4]).sum(axis: 0) }
    await #expect(processExitsWith: .failure) { _ = Input([3, 4]).transposed(axes: [1, 0, 2]) }
    // A batch of 3 would not trap, and a batch of 1 would be repeated.
    await #expect(processExitsWith: .failure) { _ = Input([4]) * Input([3, 4]) }
    await #expect(processExitsWith: .failure) { _ = Input([4]) + Tensor.ones([3, 4]) }
    await #expect(processExitsWith: .failure) { _ = matmul(Input([3]), Input([3])) }
  }

  @Test func whatFilesSayIsChecked() {
    let wrong: [(String, [String: ConfigurationValue], [Shape])] = [
      ("ad", [:], [[4]]), ("add", [:], [[4]]), ("add", ["scalar": "x"], [[4]]),
      ("add", [:], [[4], [3]]), ("atan2", ["scalar": 1], [[4]]), ("sum", [:], [[4]]),
      ("sum", ["axes": [0]], [[4]]), ("sum", ["axes": [1, 1]], [[4]]),
      ("sum", ["axes": [9]], [[4]]),
      ("sum", ["axes": [2]], [[4]]), ("max", ["axes": [1]], [[0]]),
      ("reshape", ["target": [3]], [[4]]), ("reshape", ["target": [-1, -1]], [[4]]),
      ("transpose", ["axes": [0, 1]], [[4, 3]]), ("transpose", ["axes": [1, 0, 2]], [[4, 3]]),
      ("squeeze", ["axis": 1], [[4]]), ("expand", ["axis": 0], [[4]]),
      ("tile", ["repeats": [2, 1]], [[4]]),
      ("tile", ["repeats": [1, 65_536, 65_536]], [[65_536, 65_536]]),
      ("slice", ["axis": 1, "from": 5], [[4]]), ("slice", ["axis": 1, "step": 0], [[4]]),
      ("take", ["axis": 1, "place": 4], [[4]]), ("stack", ["axis": 1], [[4], [3]]),
      ("gather", ["axis": 1], [[4], [4, 4]]), ("matmul", [:], [[3, 4], [3, 4]]),
      ("matmul", [:], [[3], [3]]), ("select", [:], [[3], [3]]),
      ("clamp", ["lower": 1, "upper": 0], [[3]]),
      ("cast", ["dtype": "float31"], [[3]]), ("exp", ["axis": 1], [[3]]),
    ]
    for (name, settings, shapes) in wrong {
      #expect(throws: ConfigurationError.self, "\(name) \(settings)") {
        let types = shapes.map { TensorType($0.inserting(1, at: 0)) }
        _ = try checkedOutput(of: TensorOperation(name, settings), for: types)
      }
    }
    for name in ["softmax", "logSumExp", "standardDeviation"] {
      let settings: [String: ConfigurationValue] = name == "softmax" ? ["axis": 1] : ["axes": [1]]
      #expect(throws: ConfigurationError.self) {
        _ = try checkedOutput(
          of: TensorOperation(name, settings), for: [TensorType([1, 3], .int32)])
      }
    }
  }
}
