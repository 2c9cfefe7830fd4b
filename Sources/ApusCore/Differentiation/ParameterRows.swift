/// A look-up of rows within a gradient call.
struct LookUp {
  let indices: Tensor
  /// The node of the rows that were looked up.
  let node: Int
}

extension Parameter {
  /// Rows of the value, picked by whole numbers: out[j…, :] = value[indices[j…], :].
  ///
  /// As ``Tensor/gathered(at:axis:)``, but in a training step the gradient is made for these rows alone: an embedding of many
  /// rows costs no more than those that a batch touches.
  ///
  /// - Parameter indices: int32, int64 or uint8, any shape, each below the number of rows; traps on one outside.
  public func rows(at indices: Tensor) -> Tensor {
    guard lookUps != nil, let tape = Recorder.current as? Tape, tape.depth == 1 else {
      return wrappedValue.gathered(at: indices)
    }
    let value = wrappedValue.withoutDerivative
    let rows = tape.variable(withoutDerivatives { value.gathered(at: indices) }, level: 1)
    lookUps?.append(LookUp(indices: indices.withoutDerivative, node: rows.node.index))
    return rows
  }
}

/// Gradients of parameters, of which some are made of rows.
public struct RowedGradients {
  /// A gradient for each parameter: of its shape, or for those in ``rows`` one row for each row that was touched.
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

/// The value of `function` and its gradients at `parameters`, by rows where a parameter is only looked up in by
/// ``Parameter/rows(at:)``.
public func valueAndRowedGradients(
  at parameters: [Parameter], of function: () throws -> Tensor
) rethrows -> (value: Tensor, gradients: RowedGradients) {
  guard !(Recorder.current is Tape) else {
    // Gradients that differentiate again are whole.
    let (value, gradients) = try valueAndGradient(at: parameters, of: function)
    return (value, RowedGradients(gradients: gradients))
  }
  for parameter in parameters { parameter.lookUps = [] }
  defer { for parameter in parameters { parameter.lookUps = nil } }
  return try valueAndCollectedGradients(at: parameters, of: function)
}

/// The sum of the gradients of look-ups by row: the rows that were touched, ascending, and a gradient for each.
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
