import CApusKernels
import Synchronization

/// A place in a recorder's list: which recorder, and which of its entries.
struct NodeReference: Sendable, Equatable {
  /// The recorder's serial number; 0 stands for none. Serials are never used twice, so a reference
  /// that outlives its recorder is simply a constant.
  var recorder: UInt64
  var index: Int

  static let none = NodeReference(recorder: 0, index: 0)
}

/// What listens to the primitives that a thread applies: a ``Tape`` or a ``Trace``.
class Recorder {
  let serial: UInt64

  private static let serials = Atomic<UInt64>(0)

  init() { serial = Recorder.serials.wrappingAdd(1, ordering: .relaxed).newValue }

  /// The calling thread's recorder.
  @inline(__always) static var current: Recorder? {
    guard let pointer = apus_recorder() else { return nil }
    return Unmanaged<Recorder>.fromOpaque(pointer).takeUnretainedValue()
  }

  /// Runs `body` with `recorder` (nil: none) listening to the calling thread.
  static func with<R>(_ recorder: Recorder?, _ body: () throws -> R) rethrows -> R {
    let before = apus_recorder()
    apus_set_recorder(recorder.map { Unmanaged.passUnretained($0).toOpaque() })
    defer { apus_set_recorder(before) }
    return try withExtendedLifetime(recorder, body)
  }

  /// Whether gradients at parameters are being recorded.
  var isAtParameters: Bool { false }

  /// Called when the thread reads a parameter.
  func didRead(_ parameter: Parameter) {}

  func record(_ primitive: any AnyPrimitive, _ inputs: [Tensor], _ output: inout Tensor) {
    trap("abstract")
  }

  func record(_ primitive: any AnyPrimitive, _ inputs: [Tensor], _ outputs: inout [Tensor]) {
    trap("abstract")
  }
}

/// Runs `body` without recording: nothing in it is differentiated.
public func withoutDerivatives<R>(_ body: () throws -> R) rethrows -> R {
  try Recorder.with(nil, body)
}

/// Whether this thread is inside a ``valueAndGradient(at:of:)-([Parameter],_)`` call and records:
/// what runs now is being trained. False within ``withoutDerivatives(_:)``.
var isRecordingAtParameters: Bool { Recorder.current?.isAtParameters ?? false }
