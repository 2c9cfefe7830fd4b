/// Runs `body` on the meta device, where nothing is computed, and gives the number of elements of
/// the largest tensor that an operation makes in it; 0 where none does.
///
/// Readers of files use it to find how much memory operations would take, intermediate tensors
/// included.
package func largestResult(of body: () throws -> Void) rethrows -> Int {
  let recorder = SizeRecorder()
  try Device.with(.meta) { try Recorder.with(recorder, body) }
  return recorder.largest
}

private final class SizeRecorder: Recorder {
  var largest = 0

  override func record(_ primitive: any AnyPrimitive, _ inputs: [Tensor], _ output: inout Tensor) {
    largest = max(largest, output.elementCount)
  }

  override func record(
    _ primitive: any AnyPrimitive, _ inputs: [Tensor], _ outputs: inout [Tensor]
  ) {
    for output in outputs { largest = max(largest, output.elementCount) }
  }
}
