/// The parameters that the steps of an optimizer move, in order.
///
/// One step is one pass over all of them, in place. The list is kept between steps: as long as it
/// ``holds(_:)`` the parameters, a step only writes their addresses anew. What knows addresses is
/// `UpdateSegments`; a second device would add its own beside it.
package final class UpdateList {
  private let members: [UpdatedParameter]
  private let segments: UpdateSegments

  /// What the step is for one parameter.
  package struct Scale {
    let rateFactor: Double
    let decay: Double

    /// The rate is `rateFactor` times that of the step, λ is `decay`.
    package init(rateFactor: Double = 1, decay: Double = 0) {
      self.rateFactor = rateFactor
      self.decay = decay
    }
  }

  /// A list of these parameters, each with its scale.
  package init(_ members: [(parameter: UpdatedParameter, scale: Scale)]) {
    self.members = members.map(\.parameter)
    segments = UpdateSegments(members)
  }

  /// Whether the list is that of these parameters, and all still have the types that they had: a
  /// segment's length must not be that of an earlier value.
  package func holds(_ parameters: [Parameter]) -> Bool {
    guard parameters.count == members.count else { return false }
    for place in members.indices
    where parameters[place] !== members[place].parameter || !members[place].isCurrent {
      return false
    }
    return true
  }

  /// Moves every parameter by its gradient; traps on gradients of other types than their
  /// parameters.
  ///
  /// - Parameter rule: reads and writes the parts of the state that its formula names; the
  ///   parameters must have them.
  package func update(_ gradients: [Tensor], by rule: UpdateRule, rate: Double) {
    checkCount(gradients)
    withExtendedLifetime(gradients) {
      for place in members.indices {
        // Gradients are read in place: binding one to a name would copy it.
        require(
          gradients[place].dtype == members[place].type.dtype
            && gradients[place].shape == members[place].type.shape,
          "optimizer: gradient \(place) is \(gradients[place].type), "
            + "its parameter \(members[place].type)"
        )
        segments.write(place, members[place], gradient: gradients[place].pointer)
      }
      segments.update(by: rule, rate: rate)
    }
  }

  /// Moves every parameter by its gradient; of one whose gradient is made of rows, these rows and
  /// their state.
  ///
  /// Traps on gradients of other types than their parameters, and on rows that a parameter does not
  /// have.
  package func update(_ gradients: RowedGradients, by rule: UpdateRule, rate: Double) {
    guard !gradients.rows.isEmpty else {
      return update(gradients.gradients, by: rule, rate: rate)
    }
    checkCount(gradients.gradients)
    withExtendedLifetime(gradients) {
      for (place, gradient) in gradients.gradients.enumerated() {
        let type = members[place].type
        var wanted = type
        if let rows = gradients.rows[place] {
          require(
            type.shape.rank > 0 && rows.allSatisfy { 0..<type.shape[0] ~= $0 },
            "optimizer: gradient \(place) is of rows that its parameter \(type) does not have")
          wanted.shape[0] = rows.count
        }
        require(
          gradient.type == wanted,
          "optimizer: gradient \(place) is \(gradient.type); "
            + "for its parameter \(type) it must be \(wanted)"
        )
        segments.write(place, members[place], gradient: gradient.pointer)
      }
      segments.update(rows: gradients.rows, by: rule, rate: rate)
    }
  }

  private func checkCount(_ gradients: [Tensor]) {
    require(
      gradients.count == members.count,
      "optimizer: \(members.count) parameters and \(gradients.count) gradients")
  }
}
