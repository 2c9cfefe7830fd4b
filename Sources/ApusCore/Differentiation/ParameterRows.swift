/// A look-up of rows within a gradient call.
struct LookUp {
  /// The place of the parameter among those of the call.
  let parameter: Int
  let indices: Tensor
  /// The node of the rows that were looked up.
  let node: Int
}

extension Parameter {
  /// Rows of the value, picked by whole numbers: out[j…, :] = value[indices[j…], :].
  ///
  /// As ``Tensor/gathered(at:axis:)``, but in a training step the gradient is made for these rows
  /// alone: an embedding of many rows costs no more than those that a batch touches.
  ///
  /// - Parameter indices: int32, int64 or uint8, any shape, each below the number of rows; traps on
  ///   one outside.
  public func rows(at indices: Tensor) -> Tensor {
    guard let tape = Recorder.current as? Tape, tape.depth == 1, node.recorder == tape.serial,
      let variables = tape.lookedUp, variables.contains(node.index)
    else { return wrappedValue.gathered(at: indices) }
    let value = wrappedValue.withoutDerivative
    let rows = tape.variable(withoutDerivatives { value.gathered(at: indices) }, level: 1)
    tape.lookUps.append(
      LookUp(
        parameter: node.index - variables.lowerBound, indices: indices.withoutDerivative,
        node: rows.node.index))
    return rows
  }
}

/// Gradients of parameters, of which some are made of rows.
public struct RowedGradients {
  /// A gradient for each parameter: of its shape, or for those in ``rows`` one row for each row
  /// that was touched.
  public var gradients: [Tensor]
  /// The rows of a parameter that was only looked up in, ascending, by the parameter's place.
  public let rows: [Int: [Int]]

  /// These gradients.
  public init(gradients: [Tensor], rows: [Int: [Int]] = [:]) {
    self.gradients = gradients
    self.rows = rows
  }

  /// All gradients in the shapes of these parameters.
  public func dense(for parameters: [Parameter]) -> [Tensor] {
    if rows.isEmpty { return gradients }
    return withoutDerivatives {
      gradients.enumerated().map { place, gradient in
        guard let touched = rows[place], let type = parameters[place].type else { return gradient }
        return gradient.scatterAdded(
          into: type.shape[0], at: Tensor(touched.map { Int32($0) }), axis: 0)
      }
    }
  }
}

/// The value of `function` and its gradients at `parameters`, by rows where a parameter is only
/// looked up in by ``Parameter/rows(at:)``.
public func valueAndRowedGradients(
  at parameters: [Parameter], of function: () throws -> Tensor
) rethrows -> (value: Tensor, gradients: RowedGradients) {
  try Tape.withLevel { tape, level in
    let variables = tape.variables(parameters, level: level)
    defer { tape.leave(parameters, variables) }
    // Gradients that differentiate again are whole.
    if level == 1 { tape.lookedUp = variables.nodes }
    let value = try function()
    tape.lookedUp = nil
    let lookUps = tape.lookUps
    let gradients = tape.gradients(
      of: value, level: level, variables: variables.nodes, further: lookUps.map(\.node))
    return (
      value.withoutTracking(unlessNestedIn: level),
      lookUps.isEmpty
        ? RowedGradients(
          gradients: parameters.indices.map { gradients[$0] ?? parameters[$0].zeroGradient })
        : rowedGradients(parameters, gradients, lookUps)
    )
  }
}

/// The gradients of a call in which rows were looked up: those of the parameters, then those of the
/// look-ups.
private func rowedGradients(
  _ parameters: [Parameter], _ all: [Tensor?], _ lookUps: [LookUp]
) -> RowedGradients {
  var rows: [Int: [Int]] = [:]
  let gradients = parameters.enumerated().map { place, parameter -> Tensor in
    let parts = zip(lookUps, all[parameters.count...]).compactMap { lookUp, gradient in
      lookUp.parameter == place
        ? gradient.map { (indices: lookUp.indices, gradient: $0) } : nil
    }
    guard !parts.isEmpty, let shape = parameter.type?.shape else {
      return all[place] ?? parameter.zeroGradient
    }
    let (touched, gradient) = summed(parts, width: shape.removing(0))
    guard let whole = all[place] else {
      rows[place] = touched
      return gradient
    }
    // Used in other ways, too, as where an embedding is the output's weight again.
    return withoutDerivatives {
      whole
        + gradient.scatterAdded(into: shape[0], at: Tensor(touched.map { Int32($0) }), axis: 0)
    }
  }
  return RowedGradients(gradients: gradients, rows: rows)
}

/// The sum of the gradients of look-ups by row: the rows that were touched, ascending, and a
/// gradient for each.
func summed(
  _ parts: [(indices: Tensor, gradient: Tensor)], width: Shape
) -> (rows: [Int], gradient: Tensor) {
  withoutDerivatives {
    let indices = parts.flatMap { $0.indices.doubles.map { Int($0) } }
    let gradients = Tensor.concatenated(
      parts.map { $0.gradient.reshaped(to: width.inserting($0.indices.elementCount, at: 0)) },
      axis: 0)
    let rows = Array(Set(indices)).sorted()
    var places: [Int: Int32] = [:]
    for (place, row) in rows.enumerated() { places[row] = Int32(place) }
    let target = Tensor(indices.map { places[$0] ?? 0 })
    return (rows, gradients.scatterAdded(into: rows.count, at: target, axis: 0))
  }
}
