import Foundation

/// Decoded images of one size: those of the first positions of a data set, kept once they have been
/// decoded.
///
/// Sendable because states change only between `lock()` and `unlock()`, and an image's bytes are
/// written only by the one thread that was told to fill it, and read only when they are ready.
final class ImageCache: @unchecked Sendable {
  /// What is known of an image.
  enum Place {
    /// Its pixels are here.
    case ready(UnsafePointer<UInt8>)
    /// The caller is to write them here, and to say when that is done.
    case toFill(UnsafeMutablePointer<UInt8>)
    /// It is not kept, or another thread is filling it.
    case outside
  }

  private enum State: UInt8 { case empty, inWork, ready }

  private let lock = NSLock()
  private let imageSize: Int
  private var states: [State]
  /// Taken when the first image comes, page by page by the system.
  private var memory: UnsafeMutablePointer<UInt8>?

  /// Room for the first `count` images.
  init(imageSize: Int, count: Int) {
    self.imageSize = imageSize
    states = [State](repeating: .empty, count: count)
  }

  deinit { memory?.deallocate() }

  func look(at position: Int) -> Place {
    lock.withLock {
      guard position < states.count else { return .outside }
      let memory = self.memory ?? .allocate(capacity: imageSize * states.count)
      self.memory = memory
      let pixels = memory + position * imageSize
      switch states[position] {
      case .ready: return .ready(UnsafePointer(pixels))
      case .inWork: return .outside
      case .empty:
        states[position] = .inWork
        return .toFill(pixels)
      }
    }
  }

  /// The image at `position` is in its place.
  func filled(_ position: Int) { lock.withLock { states[position] = .ready } }

  /// The image at `position` could not be decoded.
  func giveUp(_ position: Int) { lock.withLock { states[position] = .empty } }
}
