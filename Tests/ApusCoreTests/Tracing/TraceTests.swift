import Testing

@testable import ApusCore

@Suite struct TraceTests {
  @Test func stepsInOrderWithSources() {
    let constant = Tensor([1, 2, 3] as [Float])
    let traced = trace([TensorType([2, 3]), TensorType([3, 2])]) { inputs in
      let turned = inputs[1].transposed()
      return [(inputs[0] + turned) * constant, turned]
    }
    #expect(traced.inputs == [TensorType([2, 3]), TensorType([3, 2])])
    #expect(traced.steps.first?.name == "transpose")
    #expect(traced.steps.first?.primitive.attributes == ["axes": .integers([1, 0])])
    #expect(traced.steps.first?.outputs == [TensorType([2, 3])])
    guard case .input(1)? = traced.steps.first?.inputs.first else {
      Issue.record("the first step reads the second input")
      return
    }
    guard let add = traced.steps.first(where: { $0.name == "add" }),
      case .input(0) = add.inputs[0], case .step(0, output: 0) = add.inputs[1]
    else {
      Issue.record("the sum reads the first input and the transpose")
      return
    }
    guard case .step(let last, output: 0) = traced.outputs[0],
      case .step(0, output: 0) = traced.outputs[1]
    else {
      Issue.record("the results are steps")
      return
    }
    #expect(last == traced.steps.count - 1)
    let readsConstant = traced.steps.contains { step in
      step.inputs.contains { source in
        if case .constant(let tensor) = source { tensor.device == .cpu } else { false }
      }
    }
    #expect(readsConstant)
  }

  @Test func nothingIsComputed() {
    let before = MemoryStatistics.current.systemAllocations
    let traced = trace([TensorType([1 << 18, 1 << 18])]) { [$0[0].transposed()[0]] }
    #expect(traced.steps.map(\.name) == ["transpose", "slice", "reshape"])
    // 256 GiB were never asked for.
    #expect(MemoryStatistics.current.reservedBytes < 1 << 38)
    #expect(MemoryStatistics.current.systemAllocations - before < 1_000_000)
  }

  @Test func newTensorsAreOnTheMetaDevice() {
    let traced = trace([TensorType([1 << 18, 1 << 18])]) { inputs in
      #expect(Device.current == .meta)
      return [inputs[0] + Tensor.ones(inputs[0].shape)]
    }
    #expect(traced.steps.map(\.name) == ["add"])
    #expect(Device.current == .cpu)
  }

  @Test func inputsAndConstantsMayBeResults() {
    let traced = trace([TensorType([2])]) { [$0[0], Tensor([1.0] as [Double])] }
    #expect(traced.steps.isEmpty)
    guard case .input(0) = traced.outputs[0], case .constant = traced.outputs[1] else {
      Issue.record("an input and a constant")
      return
    }
  }

  @Test func recordingEndsWithTheCall() {
    var leaked: Tensor?
    _ = trace([TensorType([2])]) { inputs in
      leaked = inputs[0]
      return inputs
    }
    #expect(Recorder.current == nil)
    // What leaves a trace is a constant to the next one.
    let traced = trace([TensorType([2])]) { [$0[0] + (leaked ?? $0[0])] }
    guard case .constant? = traced.steps.first?.inputs[1] else {
      Issue.record("a tensor of another trace is a constant")
      return
    }
  }

  @Test func everyShapingAttribute() {
    let traced = trace([TensorType([2, 4])]) { inputs in
      let x = inputs[0]
      return [
        x.sliced(axis: 1, from: 1, to: 4, by: 2), x.padded([(1, 0), (0, 2)], mode: .edge),
        x.tiled(by: [1, 2]), x.flipped(axes: [-1]), x.rolled(by: 1, axis: 1),
        x.gathered(at: Tensor([0 as Int32]), axis: 1),
      ]
    }
    let names = traced.steps.map(\.name)
    #expect(names == ["slice", "pad", "tile", "flip", "roll", "gather"])
    let attributes = traced.steps.map(\.primitive.attributes)
    #expect(
      attributes[0] == [
        "starts": .integers([0, 1]), "sizes": .integers([2, 2]), "steps": .integers([1, 2]),
      ])
    #expect(
      attributes[1] == [
        "before": .integers([1, 0]), "after": .integers([0, 2]), "mode": .text("edge"),
      ])
    #expect(attributes[2] == ["repeats": .integers([1, 2])])
    #expect(attributes[3] == ["axes": .integers([1])])
    #expect(attributes[4] == ["shift": .integer(1), "axis": .integer(1)])
    #expect(attributes[5] == ["axis": .integer(1)])
  }
}
