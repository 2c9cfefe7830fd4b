import ApusCore
import Testing

/// Updates in place: every rule against its formula, whichever parameters a step moves.
@Suite struct UpdateListTests {
  private static let rate = 0.1
  private static let decay = 0.5

  /// One element by a rule: what it is and what its state becomes.
  private typealias Formula =
    @Sendable (_ w: inout Double, _ g: Double, _ state: inout [Double]) -> Void

  private static let rules: [(rule: UpdateRule, parts: Int, formula: Formula)] = [
    (.sgd(momentum: 0, nesterov: false), 0, { w, g, _ in w -= rate * g }),
    (
      .sgd(momentum: 0.9, nesterov: false), 1,
      { w, g, s in
        s[0] = 0.9 * s[0] - rate * g
        w += s[0]
      }
    ),
    (
      .sgd(momentum: 0.9, nesterov: true), 1,
      { w, g, s in
        s[0] = 0.9 * s[0] - rate * g
        w += 0.9 * s[0] - rate * g
      }
    ),
    (
      .averagedMomentum(beta: 0.8, nesterov: false), 1,
      { w, g, s in
        s[0] = 0.8 * s[0] + 0.2 * g
        w -= rate * s[0]
      }
    ),
    (
      .averagedMomentum(beta: 0.8, nesterov: true), 1,
      { w, g, s in
        s[0] = 0.8 * s[0] + 0.2 * g
        w -= rate * (0.8 * s[0] + 0.2 * g)
      }
    ),
    (.signSGD(epsilon: 0), 0, { w, g, _ in w -= rate * (g > 0 ? 1 : g < 0 ? -1 : 0) }),
    (.signSGD(epsilon: 0.5), 0, { w, g, _ in w -= rate * g / (abs(g) + 0.5) }),
    (
      .adagrad(epsilon: 0.01), 1,
      { w, g, s in
        s[0] += g * g
        w -= rate * g / (s[0] + 0.01).squareRoot()
      }
    ),
    (
      .adadelta(rho: 0.9, epsilon: 0.01), 2,
      { w, g, s in
        s[0] = 0.9 * s[0] + 0.1 * g * g
        let move = g * (s[1] + 0.01).squareRoot() / (s[0] + 0.01).squareRoot()
        s[1] = 0.9 * s[1] + 0.1 * move * move
        w -= rate * move
      }
    ),
    (
      .rmsprop(rho: 0.9, momentum: 0, epsilon: 0.01, centered: false), 1,
      { w, g, s in
        s[0] = 0.9 * s[0] + 0.1 * g * g
        w -= rate * g / (s[0] + 0.01).squareRoot()
      }
    ),
    (
      .rmsprop(rho: 0.9, momentum: 0.7, epsilon: 0.01, centered: true), 3,
      { w, g, s in
        s[0] = 0.9 * s[0] + 0.1 * g * g
        s[2] = 0.9 * s[2] + 0.1 * g
        s[1] = 0.7 * s[1] + rate * g / (s[0] - s[2] * s[2] + 0.01).squareRoot()
        w -= s[1]
      }
    ),
    (
      .adam(beta1: 0.9, beta2: 0.8, epsilon: 0.01, amsgrad: false, correction: 0.5), 2,
      { w, g, s in
        s[0] += 0.1 * (g - s[0])
        s[1] += 0.2 * (g * g - s[1])
        w -= 0.5 * rate * s[0] / (s[1].squareRoot() + 0.01)
      }
    ),
    (
      .adam(beta1: 0.9, beta2: 0.8, epsilon: 0.01, amsgrad: true, correction: 0.5), 3,
      { w, g, s in
        s[0] += 0.1 * (g - s[0])
        s[1] += 0.2 * (g * g - s[1])
        s[2] = max(s[2], s[1])
        w -= 0.5 * rate * s[0] / (s[2].squareRoot() + 0.01)
      }
    ),
    (
      .adamax(beta1: 0.9, beta2: 0.8, epsilon: 0.01, correction: 0.5), 2,
      { w, g, s in
        s[0] += 0.1 * (g - s[0])
        s[1] = max(0.8 * s[1], abs(g))
        w -= 0.5 * rate * s[0] / (s[1] + 0.01)
      }
    ),
    (
      .nadam(
        beta1: 0.9, beta2: 0.8, epsilon: 0.01, meanWeight: 0.6, gradientWeight: 0.3,
        correction: 0.5), 2,
      { w, g, s in
        s[0] += 0.1 * (g - s[0])
        s[1] += 0.2 * (g * g - s[1])
        w -= 0.5 * rate * (0.6 * s[0] + 0.3 * g) / (s[1].squareRoot() + 0.01)
      }
    ),
    (
      .lion(beta1: 0.9, beta2: 0.8), 1,
      { w, g, s in
        let direction = 0.9 * s[0] + 0.1 * g
        w -= rate * (direction > 0 ? 1 : direction < 0 ? -1 : 0)
        s[0] = 0.8 * s[0] + 0.2 * g
      }
    ),
    (
      .errorRatioGD(undo: false), 2,
      { w, g, s in
        s = [w, g]
        w -= rate * g
      }
    ),
  ]

  private func list(
    _ parameters: [Parameter], parts: Int, scale: UpdateList.Scale = UpdateList.Scale()
  ) -> (list: UpdateList, members: [UpdatedParameter]) {
    let members = parameters.map { parameter in
      UpdatedParameter(parameter) { type in
        (0..<parts).map { _ in Tensor.zeros(type.shape, dtype: type.dtype) }
      }
    }
    return (UpdateList(members.map { ($0, scale) }), members)
  }

  @Test(arguments: 0..<rules.count, [DType.float32, .float64])
  func rulesAreTheirFormulas(_ number: Int, _ dtype: DType) {
    let (rule, parts, formula) = Self.rules[number]
    var weights = [1.0, -2, 0.5, 3, -0.25]
    let parameter = Parameter(wrappedValue: Tensor(weights).cast(to: dtype))
    var states = weights.map { _ in [Double](repeating: 0, count: parts) }
    let (list, members) = list(
      [parameter], parts: parts, scale: UpdateList.Scale(rateFactor: 1, decay: Self.decay))
    for step in 1...3 {
      let gradients = [0.5, -1, 0, 2, 0.125].map { $0 * Double(step) }
      list.update([Tensor(gradients).cast(to: dtype)], by: rule, rate: Self.rate)
      for i in weights.indices {
        let before = weights[i]
        formula(&weights[i], gradients[i], &states[i])
        weights[i] -= Self.rate * Self.decay * before
      }
    }
    let tolerance = dtype == .float64 ? 1e-13 : 1e-5
    #expect(relativeError(parameter.wrappedValue.doubles, weights) < tolerance)
    for part in 0..<parts {
      guard let state = members[0].state[part] else { continue }
      #expect(relativeError(state.doubles, states.map { $0[part] }) < tolerance)
    }
  }

  @Test func anUndoneStepGoesFromTheKeptWeights() {
    let parameter = Parameter(wrappedValue: Tensor([1.0] as [Double]))
    let (list, _) = list([parameter], parts: 2)
    list.update([Tensor([2.0] as [Double])], by: .errorRatioGD(undo: false), rate: 0.5)
    #expect(parameter.wrappedValue.doubles == [0])
    list.update([Tensor([100.0] as [Double])], by: .errorRatioGD(undo: true), rate: 0.25)
    #expect(parameter.wrappedValue.doubles == [0.5])
  }

  /// A step of length 0.5 along four gradients of 1, whose norm is 2: over both element types.
  @Test func normalizedStepsGoOverAllParameters() {
    let double = Parameter(wrappedValue: Tensor([0.0, 0] as [Double]))
    let single = Parameter(wrappedValue: Tensor([0, 0] as [Float]))
    let (list, _) = list([double, single], parts: 0)
    list.update(
      [.ones([2], dtype: .float64), .ones([2])], by: .normalizedGD, rate: 0.5)
    #expect(double.wrappedValue.doubles == [-0.25, -0.25])
    #expect(single.wrappedValue.floats == [-0.25, -0.25])
    list.update([.zeros([2], dtype: .float64), .zeros([2])], by: .normalizedGD, rate: 0.5)
    #expect(double.wrappedValue.doubles == [-0.25, -0.25])
  }

  @Test func scalesAreEachParametersOwn() {
    let parameters = (0..<2).map { _ in Parameter(wrappedValue: Tensor([1.0] as [Double])) }
    let members = parameters.map { UpdatedParameter($0) { _ in [] } }
    let list = UpdateList([
      (members[0], UpdateList.Scale()), (members[1], UpdateList.Scale(rateFactor: 0.5, decay: 2)),
    ])
    let one = Tensor([1.0] as [Double])
    list.update([one, one], by: .sgd(momentum: 0, nesterov: false), rate: 0.25)
    #expect(parameters[0].wrappedValue.doubles == [0.75])
    #expect(parameters[1].wrappedValue.doubles == [1 - 0.125 - 0.25])
  }

  /// Types mixed in any order, a scalar and an empty parameter among them.
  @Test func placesKeepTheirGradients() {
    let values: [Tensor] = [
      Tensor([1.0, 2] as [Double]), Tensor([3] as [Float]), Tensor(4.0 as Double),
      .zeros([0, 2]), Tensor([[5, 6]] as [[Float]]), .zeros([0], dtype: .float64),
    ]
    let parameters = values.map { Parameter(wrappedValue: $0) }
    let (list, _) = list(parameters, parts: 1)
    list.update(values, by: .sgd(momentum: 0.5, nesterov: false), rate: 0.5)
    list.update(values, by: .sgd(momentum: 0.5, nesterov: false), rate: 0.5)
    // m = −0.5v, then −0.75v.
    for (parameter, value) in zip(parameters, values) {
      #expect(parameter.wrappedValue.doubles == value.doubles.map { $0 * -0.25 })
      #expect(parameter.type == value.type)
    }
  }

  @Test func rowsMoveAlone() {
    let table = Parameter(wrappedValue: .ones([4, 2]))
    let other = Parameter(wrappedValue: .ones([3], dtype: .float64))
    let last = Parameter(wrappedValue: .ones([2]))
    let (list, members) = list([table, other, last], parts: 1)
    let rule = UpdateRule.sgd(momentum: 0.5, nesterov: false)
    let gradients = RowedGradients(
      gradients: [
        Tensor([[1, 2], [3, 4]] as [[Float]]), .ones([3], dtype: .float64), .ones([2]),
      ], rows: [0: [1, 3]])
    list.update(gradients, by: rule, rate: 1)
    #expect(table.wrappedValue.floats == [1, 1, 0, -1, 1, 1, -2, -3])
    #expect(members[0].state[0]?.floats == [0, 0, -1, -2, 0, 0, -3, -4])
    #expect(other.wrappedValue.doubles == [0, 0, 0] && last.wrappedValue.floats == [0, 0])
    // The same list then moves all rows.
    list.update([.zeros([4, 2]), .zeros([3], dtype: .float64), .zeros([2])], by: rule, rate: 1)
    #expect(table.wrappedValue.floats == [1, 1, -0.5, -2, 1, 1, -3.5, -5])
    #expect(other.wrappedValue.doubles == [-0.5, -0.5, -0.5])
  }

  @Test func copiesOfWeightsAndStateKeepTheirValues() {
    let given = Tensor([1, 2] as [Float])
    let parameter = Parameter(wrappedValue: given)
    let start = Tensor([0, 0] as [Float])
    let member = UpdatedParameter(parameter) { _ in [start, nil, start] }
    let list = UpdateList([(member, UpdateList.Scale())])
    let rule = UpdateRule.rmsprop(rho: 0.5, momentum: 0, epsilon: 1, centered: true)
    list.update([Tensor([2, 2] as [Float])], by: rule, rate: 1)
    let state = member.state
    #expect(given.floats == [1, 2] && start.floats == [0, 0])
    #expect(state[0]?.floats == [2, 2] && state[1] == nil && state[2]?.floats == [1, 1])
    list.update([Tensor([2, 2] as [Float])], by: rule, rate: 1)
    #expect(state[0]?.floats == [2, 2] && member.state[0]?.floats == [3, 3])
  }

  @Test func aListHoldsItsParametersInOrder() {
    let a = Parameter(wrappedValue: .zeros([2])), b = Parameter(wrappedValue: .zeros([2]))
    let (list, members) = list([a, b], parts: 0)
    #expect(list.holds([a, b]))
    #expect(!list.holds([b, a]) && !list.holds([a]) && !list.holds([a, b, b]))
    b.wrappedValue = .ones([2])
    #expect(list.holds([a, b]))
    b.wrappedValue = .ones([2], dtype: .float64)
    #expect(!list.holds([a, b]) && !members[1].isCurrent && members[0].isCurrent)
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = UpdatedParameter(Parameter()) { _ in [] }
    }
    await #expect(processExitsWith: .failure) {
      _ = UpdatedParameter(Parameter(wrappedValue: .zeros([2], dtype: .int32))) { _ in [] }
    }
    await #expect(processExitsWith: .failure) {
      _ = UpdatedParameter(Parameter(wrappedValue: .zeros([2]))) { _ in [.zeros([3])] }
    }
    await #expect(processExitsWith: .failure) { UpdateListTests.updateTable([]) }
    await #expect(processExitsWith: .failure) { UpdateListTests.updateTable([.zeros([2, 3])]) }
    await #expect(processExitsWith: .failure) {
      UpdateListTests.updateTable([.zeros([3, 2], dtype: .float64)])
    }
    await #expect(processExitsWith: .failure) {
      UpdateListTests.updateTable([.zeros([2, 2])], rows: [0, 3])
    }
    await #expect(processExitsWith: .failure) {
      UpdateListTests.updateTable([.zeros([1, 2])], rows: [-1])
    }
    await #expect(processExitsWith: .failure) {
      UpdateListTests.updateTable([.zeros([1, 2])], rows: [0, 1])
    }
    await #expect(processExitsWith: .success) {
      UpdateListTests.updateTable([.zeros([2, 2])], rows: [0, 2])
    }
  }

  /// Moves a table of three rows by gradients, of which the first may be of rows.
  fileprivate static func updateTable(_ gradients: [Tensor], rows: [Int]? = nil) {
    let table = UpdatedParameter(Parameter(wrappedValue: .zeros([3, 2]))) { _ in [] }
    let list = UpdateList([(table, UpdateList.Scale())])
    let rowed = RowedGradients(gradients: gradients, rows: rows.map { [0: $0] } ?? [:])
    list.update(rowed, by: .sgd(momentum: 0, nesterov: false), rate: 1)
  }
}
