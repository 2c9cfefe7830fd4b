import ApusCore
import Testing

/// Expects the gradients of `function`, to the second order unless told otherwise, to agree with
/// central differences in float64: ``checkGradients(at:order:step:tolerance:of:)`` as an
/// expectation.
func expectGradients(
  at points: [Tensor], order: Int = 2, step: Double = 1e-5, tolerance: Double = 1e-6,
  _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ function: @escaping ([Tensor]) -> Tensor
) {
  let check = checkGradients(
    at: points, order: order, step: step, tolerance: tolerance, of: function)
  #expect(
    check.passes, "\(comment.map { "\($0)" } ?? "") \(check)", sourceLocation: sourceLocation)
}
