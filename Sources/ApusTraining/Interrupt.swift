import Dispatch
import Foundation
import Synchronization

/// A request to stop at the next safe moment, as Ctrl-C gives it.
///
/// The first signal asks training to finish its step and write a checkpoint; a second one ends the process at once.
public final class Interrupt: Sendable {
  private let requested = Atomic<Int32>(0)

  /// An interrupt that nobody has asked for yet.
  public init() {}

  /// Whether to stop.
  public var isRequested: Bool { requested.load(ordering: .relaxed) != 0 }

  /// The signal that asked to stop; SIGINT where the program itself did.
  public var signal: Int32 { requested.load(ordering: .relaxed) }

  /// Asks to stop, as `signal` does.
  public func request(signal: Int32 = SIGINT) { requested.store(signal, ordering: .relaxed) }

  /// The interrupt that SIGINT and SIGTERM of this process ask for, from its first use on.
  public static let signals: Interrupt = {
    let interrupt = Interrupt()
    for number in [SIGINT, SIGTERM] {
      Foundation.signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if interrupt.isRequested { _exit(128 + number) }
        interrupt.request(signal: number)
      }
      source.resume()
      interrupt.keep(source)
    }
    return interrupt
  }()

  /// Keeps a source for as long as the process lives: it is cancelled when it is let go.
  private func keep(_ source: any DispatchSourceSignal) {
    _ = Unmanaged.passRetained(source as AnyObject)
  }
}
