import ApusCore
import Testing

@testable import ApusData

@Suite struct NamedTensorsTests {
  private let data = NamedTensors(
    inputs: [
      "x": Tensor([[0.5, 1], [1.5, 2], [2.5, 3]], dtype: .float64), "tokens": Tensor([7, 8, 9]),
    ],
    targets: ["form": Tensor([2, 0, 1]), "area": Tensor([1.0, 2, 3])])

  @Test func fieldsSayWhatTensorsHold() {
    #expect(data.count == 3)
    #expect(data.inputs == [Field("x", [2]), Field("tokens", [], .int32)])
    #expect(data.targets == [.classes(["0", "1", "2"], named: "form"), Field("area", [])])
    #expect(data.classNames == ["0", "1", "2"])
  }

  @Test func batchesAreRows() throws {
    let batch = data.batch(at: [2, 0], epoch: 5)
    #expect(batch.count == 2)
    #expect(batch.inputs["x"]?.floats == [2.5, 3, 0.5, 1])
    #expect(batch.inputs["tokens"]?.doubles == [9, 7])
    #expect(batch.inputs["tokens"]?.dtype == .int32)
    #expect(batch.targets["form"]?.doubles == [1, 2])
    #expect(try data.classes() == [2, 0, 1])
  }

  @Test func printingSaysWhatExamplesHold() {
    #expect(
      "\(data)"
        == "NamedTensors: 3 examples, x float32[2], tokens int32[] → form int32[], area float32[]")
    #expect(
      "\(data.batch(at: [1, 2], epoch: 0).inputs)" == "[x: float32[2, 2], tokens: int32[2]]")
    #expect("\(data.subset([0]))".hasPrefix("DatasetSubset: 1 examples, x float32[2]"))
  }

  @Test func problemsAreNamed() {
    #expect(NamedTensors.problem(inputs: [:], targets: [:]) == "there are no inputs")
    #expect(
      NamedTensors.problem(inputs: ["a": .zeros([3, 1])], targets: ["b": .zeros([2])])
        == "tensors of different numbers of examples: a 3, b 2")
    #expect(
      NamedTensors.problem(inputs: ["a": Tensor(Float(1))], targets: [:])
        == "\"a\" has no axes; the examples lie along the first")
    #expect(NamedTensors.problem(inputs: data.batch(at: [0], epoch: 0).inputs, targets: [:]) == nil)
  }

  @Test func differentNumbersOfExamplesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = NamedTensors(inputs: ["a": .zeros([3, 1]), "b": .zeros([2, 1])])
    }
  }
}
