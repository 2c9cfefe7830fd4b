/// Runs `body` without recording derivatives and returns what it gives and the parameters that it
/// reads, each once, in order of the first read.
package func parametersRead<R>(
  during body: () throws -> R
) rethrows -> (result: R, parameters: [Parameter]) {
  let reads = ParameterReads()
  let result = try Recorder.with(reads, body)
  return (result, reads.parameters)
}

/// Keeps the parameters that a thread reads.
private final class ParameterReads: Recorder {
  private(set) var parameters: [Parameter] = []
  private var seen: Set<ObjectIdentifier> = []

  override func didRead(_ parameter: Parameter) {
    if seen.insert(ObjectIdentifier(parameter)).inserted { parameters.append(parameter) }
  }

  override func record(
    _ primitive: any AnyPrimitive, _ inputs: [Tensor], _ output: inout Tensor
  ) {}

  override func record(
    _ primitive: any AnyPrimitive, _ inputs: [Tensor], _ outputs: inout [Tensor]
  ) {}
}
