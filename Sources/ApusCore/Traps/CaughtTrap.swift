import CApusKernels
import Foundation

/// Runs `body`, which computes on the meta device, and gives the line of the trap that ends it; nil
/// where none does, or where it asks for elements, which say nothing about shapes.
///
/// For shapes that come from outside of the program and meet code of the user's own, of which
/// nothing is known but what it does. `body` runs on a thread of its own in the caller's
/// ``Execution``. What it held when it trapped stays in memory. A trap of Swift itself, such as an
/// index out of range, ends the process.
package func trapLine(of body: @escaping () -> Void) -> String? {
  let execution = Execution.current
  let work = TrappingWork { execution(body) }
  let line = withExtendedLifetime(work) {
    apus_catch_trap(
      { context in
        guard let context else { return }
        Unmanaged<TrappingWork>.fromOpaque(context).takeUnretainedValue().body()
      }, Unmanaged.passUnretained(work).toOpaque())
  }
  guard let line else { return nil }
  defer { free(line) }
  let text = String(cString: line).trimmingPrefix("Fatal error: ")
  return text.hasSuffix(Tensor.noElements) ? nil : String(text)
}

/// A closure that C hands to another thread, while the caller waits.
private final class TrappingWork {
  let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }
}
