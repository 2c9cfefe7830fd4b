/// The primitives of a gradient call in order of execution.
///
/// A flat array, not a chain of references: a program of any length is swept and released in a
/// loop. Nested gradient calls share the outermost call's tape; each has a *level*, 1 for the
/// outermost. A node's level is the lowest level whose variables it depends on, so it is needed by
/// the sweeps of that level and may be freed by the sweep that is at or below it.
final class Tape: Recorder {
  struct Node {
    /// Nil for a variable, for a further output of the node before it, and for a node whose
    /// contents were freed.
    var primitive: (any AnyPrimitive)?
    /// The inputs; those that the gradient does not read have lost their memory.
    var inputs: [Tensor]
    /// The output, without memory where the gradient does not read it.
    var output: Tensor
    var needs: InputSet
    var level: Int
    /// Further outputs, which follow as nodes of their own.
    var furtherOutputs: Int

    /// Lets go of everything but the output's type and the level.
    mutating func free() {
      primitive = nil
      inputs = []
      output.storage = nil
      needs = .none
      furtherOutputs = 0
    }
  }

  private(set) var nodes: ContiguousArray<Node> = {
    var nodes = ContiguousArray<Node>()
    nodes.reserveCapacity(32)
    return nodes
  }()
  /// The number of gradient calls under way on this tape.
  private(set) var depth = 0
  /// Operations are recorded where an input depends on a level below this.
  private var recordedLevels = 1
  /// The number of gradient calls under way that differentiate by parameters.
  var callsAtParameters = 0
  /// The variables of a call that wants gradients by rows; nil outside of one.
  var lookedUp: Range<Int>?
  /// The look-ups in that call.
  var lookUps: [LookUp] = []

  override var isAtParameters: Bool { callsAtParameters > 0 }

  override func record(_ primitive: any AnyPrimitive, _ inputs: [Tensor], _ output: inout Tensor) {
    guard output.dtype.isFloatingPoint else { return }
    let (needs, level) = tracked(inputs)
    guard level < recordedLevels else { return }
    let kept = primitive.kept(for: needs)
    output.node = NodeReference(recorder: serial, index: nodes.count)
    nodes.append(
      Node(
        primitive: primitive, inputs: strip(inputs, keeping: kept.inputs),
        output: kept.outputs ? output : output.typeOnly, needs: needs, level: level,
        furtherOutputs: 0))
  }

  override func record(
    _ primitive: any AnyPrimitive, _ inputs: [Tensor], _ outputs: inout [Tensor]
  ) {
    let (needs, level) = tracked(inputs)
    guard level < recordedLevels else { return }
    let kept = primitive.kept(for: needs)
    let keptInputs = strip(inputs, keeping: kept.inputs)
    for position in outputs.indices {
      // Whole numbers among the outputs take a place in the list but have no derivative.
      if outputs[position].dtype.isFloatingPoint {
        outputs[position].node = NodeReference(recorder: serial, index: nodes.count)
      }
      let output = kept.outputs ? outputs[position] : outputs[position].typeOnly
      nodes.append(
        Node(
          primitive: position == 0 ? primitive : nil, inputs: position == 0 ? keptInputs : [],
          output: output, needs: needs, level: level,
          furtherOutputs: position == 0 ? outputs.count - 1 : 0))
    }
  }

  private func tracked(_ inputs: [Tensor]) -> (InputSet, level: Int) {
    var needs = InputSet.none
    var lowest = Int.max
    for position in inputs.indices {
      let node = inputs[position].node
      if node.recorder == serial {
        let level = nodes[node.index].level
        if level < recordedLevels {
          needs.insert(position)
          lowest = Swift.min(lowest, level)
        }
      }
    }
    return (needs, lowest)
  }

  /// Whether one of `tensors` is a variable of a gradient call that listens, or computed from one.
  func depends(on tensors: [Tensor]) -> Bool { tracked(tensors).level < recordedLevels }

  private func strip(_ inputs: [Tensor], keeping kept: InputSet) -> [Tensor] {
    if kept == .all { return inputs }
    var result = inputs
    for position in result.indices where !kept.contains(position) {
      result[position].storage = nil
    }
    return result
  }

  /// Runs a gradient call: `body` gets its level.
  static func withLevel<R>(_ body: (Tape, Int) throws -> R) rethrows -> R {
    let tape = (Recorder.current as? Tape) ?? Tape()
    let recordedBefore = tape.recordedLevels
    tape.depth += 1
    tape.recordedLevels = tape.depth + 1
    defer {
      tape.depth -= 1
      tape.recordedLevels = recordedBefore
    }
    return try Recorder.with(tape) { try body(tape, tape.depth) }
  }

  /// `value` as a variable of this level.
  func variable(_ value: Tensor, level: Int) -> Tensor {
    var result = value
    result.node = NodeReference(recorder: serial, index: nodes.count)
    let (needs, outer) = tracked([value])
    // A variable that already depends on an outer level passes its gradient on to there.
    nodes.append(
      Node(
        primitive: outer < level ? Identity() : nil, inputs: outer < level ? [value.typeOnly] : [],
        output: value.typeOnly, needs: needs, level: Swift.min(outer, level), furtherOutputs: 0))
    return result
  }

  /// Gradients of `output` with respect to `variables`, the nodes with which a call at `level`
  /// began.
  ///
  /// What a node kept is freed as soon as the sweep has passed it, unless an outer level needs it.
  ///
  /// - Parameter further: nodes of variables that were made later, whose gradients follow those of
  ///   `variables`.
  func sweep(
    from output: Tensor, cotangent: Tensor, level: Int, variables: Range<Int>, further: [Int] = []
  ) -> [Tensor?] {
    let start = variables.lowerBound
    guard output.node.recorder == serial, output.node.index >= start else {
      return [Tensor?](repeating: nil, count: variables.count + further.count)
    }
    recordedLevels = level
    let end = Swift.max(output.node.index + 1, variables.upperBound)
    var gradients = [Tensor?](repeating: nil, count: end - start)
    gradients[output.node.index - start] = cotangent
    let reaches = level > 1 ? nodesReaching(variables, to: end) : []

    var index = end
    while index > variables.upperBound {
      index -= 1
      let node = nodes[index]
      // A variable keeps nothing. A further output is read, and freed, with the first one, which
      // comes later.
      guard let primitive = node.primitive else { continue }
      let further = index + 1..<index + 1 + node.furtherOutputs
      var outputs = OneOrMore(first: node.output)
      if !further.isEmpty { outputs.rest = further.map { nodes[$0].output } }
      if node.level >= level {
        for place in index..<further.upperBound { nodes[place].free() }
      }
      guard reaches.isEmpty || reaches[index - start] else { continue }
      var outputGradients = OneOrMore(first: gradients[index - start].take())
      if !further.isEmpty {
        outputGradients.rest = further.map { $0 < end ? gradients[$0 - start].take() : nil }
      }
      guard outputGradients.first != nil || outputGradients.rest.contains(where: { $0 != nil })
      else { continue }

      var needs = InputSet.none
      for (position, input) in node.inputs.enumerated() where node.needs.contains(position) {
        if input.node.recorder == serial, input.node.index >= start,
          nodes[input.node.index].level <= level,
          reaches.isEmpty || reaches[input.node.index - start]
        {
          needs.insert(position)
        }
      }
      if needs == .none { continue }
      let inputGradients = primitive.gradient(
        GradientContext(
          inputs: node.inputs, outputs: outputs, gradients: outputGradients, needs: needs))
      for (position, gradient) in inputGradients.enumerated() {
        guard let gradient, position < node.inputs.count else { continue }
        let input = node.inputs[position].node
        guard needs.contains(position), input.recorder == serial, input.index >= start else {
          continue
        }
        let place = input.index - start
        gradients[place] = gradients[place].map { $0 + gradient } ?? gradient
      }
    }
    let early = Array(gradients.prefix(variables.count))
    return further.isEmpty ? early : early + further.map { $0 < end ? gradients[$0 - start] : nil }
  }

  /// Which nodes depend on one of the variables: in a nested call others may stand between them.
  private func nodesReaching(_ variables: Range<Int>, to end: Int) -> [Bool] {
    let start = variables.lowerBound
    var reaches = [Bool](repeating: false, count: end - start)
    for index in variables { reaches[index - start] = true }
    for index in variables.upperBound..<end {
      let node = nodes[index]
      if node.inputs.contains(where: {
        $0.node.recorder == serial && $0.node.index >= start && reaches[$0.node.index - start]
      }) {
        for position in 0...node.furtherOutputs where index + position < end {
          reaches[index + position - start] = true
        }
      }
    }
    return reaches
  }

}

extension Tensor {
  /// The tensor's type and place on the tape without its memory.
  var typeOnly: Tensor {
    var copy = self
    copy.storage = nil
    return copy
  }
}

/// out = x: where a gradient call's variable depends on an outer call's.
package struct Identity: Primitive {
  package static let name = "identity"
  package static var isView: Bool { true }
  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func compute(_ inputs: [Tensor], into output: Tensor) {}
  package func gradient(_ context: GradientContext) -> [Tensor?] { [context.gradient] }
}
