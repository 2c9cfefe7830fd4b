import ApusCore
import Testing

@testable import ApusNN

private struct Pair {
  let first: Dense
  var rest: (norm: BatchNormalization, Dense)
}

private enum Branch {
  case none
  case dense(Dense)
  case both(Dense, scale: Parameter)
  indirect case nested(Branch)
}

private final class Everything: Layer {
  let gaps: [Dense?] = [nil, Dense(2), nil, Dense(3)]
  let pair = Pair(first: Dense(2), rest: (BatchNormalization(), Dense(4)))
  let tuple = (Dense(1), named: Dense(2))
  let byNumber = [10: Dense(1), 9: Dense(2)]
  let byName: [String: [Dense?]] = ["b": [Dense(1)], "a": [nil, Dense(2)]]
  let branches: [Branch] = [
    .none, .dense(Dense(1)), .both(Dense(2), scale: Parameter(wrappedValue: Tensor(Float(1)))),
    .nested(.dense(Dense(3))),
  ]
  let erased: [Any] = [1, "two", Dense(5)]
  let blocks: [[any Layer]] = [[Dense(6)], []]
  let vocabulary = ["a": 1, "b": 2]
  let words = ["x", "y"]
  let label: String? = nil

  func callAsFunction(_ input: Tensor) -> Tensor {
    for layer in submodules.compactMap({ $0 as? any Layer }) { _ = layer(input) }
    return input
  }
}

private final class Box { let dense = Dense(2) }

private final class Boxed: Layer {
  let box = Box()
  func callAsFunction(_ input: Tensor) -> Tensor { box.dense(input) }
}

private final class Closed: Layer {
  private let forward: (Tensor) -> Tensor
  init() {
    let dense = Dense(2)
    forward = { dense($0) }
  }
  func callAsFunction(_ input: Tensor) -> Tensor { forward(input) }
}

private final class Key: Layer, Hashable {
  let dense = Dense(2)
  func callAsFunction(_ input: Tensor) -> Tensor { dense(input) }
  static func == (a: Key, b: Key) -> Bool { a === b }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

private final class WithSet: Layer {
  let keys: Set<Key> = [Key()]
  func callAsFunction(_ input: Tensor) -> Tensor { input }
}

private class Base: Layer {
  private let dense = Dense(2)
  func callAsFunction(_ input: Tensor) -> Tensor { dense(input) }
}

private final class SameName: Base {
  private let dense = Dense(3)
  override func callAsFunction(_ input: Tensor) -> Tensor { dense(super.callAsFunction(input)) }
}

/// Assigns its parameter at its first call instead of declaring it.
private final class Assigning: Layer {
  @Parameter var weight: Tensor
  func callAsFunction(_ input: Tensor) -> Tensor {
    if !$weight.isDeclared { weight = .ones([input.shape[1], 2]) * 3 }
    return matmul(input, weight)
  }
}

@Suite struct ModuleReflectionTests {
  @Test func modulesAreFoundWhereverTheyAreHeld() {
    let model = Everything()
    model.build([3])
    #expect(
      model.namedSubmodules.map(\.name) == [
        "gaps.1", "gaps.3", "pair.first", "pair.rest.norm", "pair.rest.1", "tuple.0", "tuple.named",
        "byNumber.9", "byNumber.10", "byName.a.1", "byName.b.0", "branches.1.dense",
        "branches.2.both.0", "branches.3.nested.dense", "erased.2", "blocks.0.0",
      ])
    #expect(model.namedParameters.contains { $0.name == "branches.2.both.scale" })
    #expect(model.isBuilt)
    // Each Dense takes 3 features; batch normalization has four parameters of 3, the scale is 1.
    let units = [2, 3, 2, 4, 1, 2, 2, 1, 2, 1, 1, 2, 3, 5, 6]
    #expect(model.parameterCount == units.reduce(0) { $0 + 4 * $1 } + 12 + 1)
  }

  @Test func longTablesArePassedOver() {
    final class Table: Layer {
      let numbers = [Float](repeating: 1, count: 1 << 22)
      let words = [String: [Int]](
        uniqueKeysWithValues: (0..<100_000).map { ("\($0)", [$0]) })
      let dense = Dense(2)
      func callAsFunction(_ input: Tensor) -> Tensor { dense(input) }
    }
    let model = Table()
    let start = ContinuousClock.now
    #expect(model.submodules.count == 1)
    // Walking through four million numbers takes seconds.
    #expect(start.duration(to: .now) < .milliseconds(200))
  }

  @Test func whatReflectionCannotSeeStopsTheProgram() async {
    await #expect(processExitsWith: .failure) { Boxed().build([3]) }
    await #expect(processExitsWith: .failure) { Closed().build([3]) }
    await #expect(processExitsWith: .failure) { Sequential([Dense(3), Closed()]).build([3]) }
    await #expect(processExitsWith: .failure) { _ = Closed()(Input([3])) }
    await #expect(processExitsWith: .failure) { _ = WithSet().parameters }
    await #expect(processExitsWith: .failure) { _ = SameName().parameters }
  }

  @Test func parametersMayBeAssignedAtTheFirstCall() {
    let layer = Assigning()
    layer.build([4])
    #expect(layer.weight.floats == [Float](repeating: 3, count: 8))
    let x = Tensor.ones([2, 4])
    let (value, gradients) = valueAndGradient(at: layer.parameters) { layer(x).sum() }
    #expect(value.item == 48)
    #expect(gradients[0].floats == [Float](repeating: 2, count: 8))
    // Inside a model too.
    let model = Sequential([Assigning(), Dense(3)])
    #expect(model.build([5]) == [3])
    #expect(model.parameters.map { $0.wrappedValue.shape } == [[5, 2], [2, 3], [3]])
    #expect(model.parameterCount == 19)
  }

  @Test func shapesLeaveValuesAsTheyAre() {
    let layer = Assigning()
    _ = layer(.ones([1, 4]))
    layer.weight = .ones([4, 2]) * 7
    Device.with(.meta) { layer.weight = .zeros([4, 2]) }
    #expect(layer.weight.floats == [Float](repeating: 7, count: 8))
  }
}
