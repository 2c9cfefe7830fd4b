import ApusCore
import ApusData
import ApusNN

// What is looked at before a model is trained or judged, so that data that does not fit is an
// error, and not a trap.

extension SupervisedLearner {
  /// Throws where the model and its losses cannot take batches of these fields. Fields of varying
  /// extents are left to the batches.
  ///
  /// Models and losses may be the user's own: they are tried on the meta device with `count`
  /// examples; losses are not where nil leaves their number open.
  func checkFields(_ inputs: [Field], _ targets: [Field], count: Int?) throws {
    if let problem = doors.problem(inputs: inputs.map(\.name), targets: targets.map(\.name)) {
      throw TrainingError(problem)
    }
    func values(_ fields: [Field]) -> Values? {
      let tensors = fields.compactMap { field in
        field.shape.map { Tensor.meta($0.inserting(count ?? 1, at: 0), dtype: field.dtype) }
      }
      guard tensors.count == fields.count else { return nil }
      return Values(names: fields.map(\.name), tensors: tensors)
    }
    guard let inputs = values(inputs), !inputs.isEmpty else { return }
    try doors.check(inputs)
    guard count != nil, let targets = values(targets), !targets.isEmpty else { return }
    let line = trapLine { [self] in
      Device.with(.meta) {
        Mode.inference {
          withoutDerivatives {
            _ = loss(of: doors(inputs), Batch(inputs: inputs, targets: targets))
          }
        }
      }
    }
    if let line { throw TrainingError(line) }
  }

  /// Throws where a target is a class that its output does not have.
  func checkLabels(_ targets: Values, of outputs: Values) throws {
    guard !targets.isEmpty else {
      throw TrainingError("the batches have no targets, but the loss compares outputs with them")
    }
    if goals.count == 1 {
      try goals[0].loss.checkLabels(targets[0], of: outputs[0])
    } else {
      for (place, target) in doors.targets(targets).enumerated() {
        try goals[place].loss.checkLabels(target, of: outputs[place])
      }
    }
  }
}

extension Loss {
  fileprivate func checkLabels(_ labels: Tensor, of output: Tensor) throws {
    guard takesLabels, labels.shape != output.shape, let classes = output.shape.last else { return }
    guard let place = labels.firstPlace(outside: classes) else { return }
    throw TrainingError(
      """
      \(name): label \(Int(labels.doubles[place])) is none of the output's \(classes) classes, \
      which are numbered from 0
      """
    )
  }
}

extension Tensor {
  /// The place of the first element outside 0..<`count`; nil without one, and on the meta device.
  fileprivate func firstPlace(outside count: Int) -> Int? {
    func first<T: ApusCore.Element & Comparable & Numeric>(_ end: T) -> Int? {
      withElements(of: T.self) { $0.firstIndex { $0 < 0 || $0 >= end } }
    }
    guard device != .meta else { return nil }
    return switch dtype {
    case .int32: first(Int32(clamping: count))
    case .int64: first(Int64(count))
    case .float32: first(Float(count))
    case .float64: first(Double(count))
    default: doubles.firstIndex { !($0 >= 0 && $0 < Double(count)) }
    }
  }
}
