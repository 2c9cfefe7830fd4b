import CApusKernels

/// An object that calls layers one at a time, such as a sequential model, and can name each of
/// them.
package protocol LayerCaller: AnyObject {
  /// What the line of a trap calls the layer at `position`: its name and type, as in
  /// `dense_1 (Dense)`.
  func layerDescription(at position: Int) -> String
}

/// A layer that the calling thread is inside of.
///
/// A caller enters each layer's place before calling it. The places form a list on the stack, which
/// only ``trap(_:)`` reads, so entering costs a few stores: no allocation, no lock, no text.
///
/// ```
/// for position in layers.indices {
///   value = CallPlace.entering(position, of: self) { layers[position](value) }
/// }
/// ```
package struct CallPlace {
  private let caller: Unmanaged<AnyObject>
  private let position: Int
  private let outer: UnsafePointer<CallPlace>?

  /// Runs `body` inside the layer at `position` of `caller`, which must stay alive meanwhile.
  @inline(__always)
  package static func entering<R>(
    _ position: Int, of caller: some LayerCaller, _ body: () throws -> R
  ) rethrows -> R {
    var place = CallPlace(
      caller: .passUnretained(caller), position: position, outer: innermost)
    return try withUnsafeMutablePointer(to: &place) { pointer in
      apus_set_call_place(pointer)
      defer { apus_set_call_place(UnsafeMutableRawPointer(mutating: pointer.pointee.outer)) }
      return try body()
    }
  }

  private static var innermost: UnsafePointer<CallPlace>? {
    UnsafePointer(apus_call_place()?.assumingMemoryBound(to: CallPlace.self))
  }

  /// The layers that the calling thread is inside of, outermost first.
  package static var path: [String] {
    var result: [String] = []
    var next = innermost
    while let place = next?.pointee {
      let caller = place.caller.takeUnretainedValue() as? any LayerCaller
      if let caller { result.append(caller.layerDescription(at: place.position)) }
      next = place.outer
    }
    return result.reversed()
  }
}
