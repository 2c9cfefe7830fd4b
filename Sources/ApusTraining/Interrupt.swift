import Foundation
import Synchronization

/// A request to stop at the next safe moment, as Ctrl-C gives it.
///
/// The first signal asks training to finish its step and write a checkpoint; a second one ends the
/// process at once.
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
  ///
  /// No thread takes a signal while it is inside a product or a convolution; programs that a thread
  /// starts begin with the signals that it had blocked itself.
  public static let signals: Interrupt = {
    let interrupt = received
    for number in [SIGINT, SIGTERM] {
      Foundation.signal(number) { number in
        let wasQuiet = received.requested.compareExchange(
          expected: 0, desired: number, ordering: .relaxed
        ).exchanged
        if !wasQuiet { _exit(128 + number) }
      }
    }
    // A thread that never computes: it takes a signal at once, however long the product is that the
    // others are in.
    Thread.detachNewThread {
      var numbers = sigset_t()
      sigemptyset(&numbers)
      sigaddset(&numbers, SIGINT)
      sigaddset(&numbers, SIGTERM)
      pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
      while true { pause() }
    }
    return interrupt
  }()

  /// What the signals' handler sees, made before the first can come: a handler must not be the one
  /// to make it.
  private static let received = Interrupt()
}
