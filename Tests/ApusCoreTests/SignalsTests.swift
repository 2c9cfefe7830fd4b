import ApusCore
import CApusKernels
import Foundation
import Synchronization
import Testing

/// Signal handlers of the program that links the library.
@Suite struct SignalsTests {
  /// What the threads of a region have seen; handlers and bodies cannot capture it.
  private enum Seen {
    static let workers = Atomic<Int>(0)
    static let open = Atomic<Int>(0)
    static let handled = Atomic<Int>(0)
  }

  /// The kernel may give a signal to any thread that does not block it: the team's threads all do.
  @Test func theTeamsThreadsTakeNoSignal() async {
    await #expect(processExitsWith: .success) {
      setThreadCount(2)
      var before = sigset_t(), after = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &before)
      apus_parallel(
        2, 1,
        { _, begin, _ in
          // The caller begins with the first share and leaves the other to the worker.
          if begin == 0 {
            for _ in 0..<10_000 where Seen.workers.load(ordering: .relaxed) == 0 { usleep(1_000) }
            return
          }
          var blocked = sigset_t()
          pthread_sigmask(SIG_BLOCK, nil, &blocked)
          for number in [SIGALRM, SIGPROF, SIGVTALRM, SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGUSR1]
          where sigismember(&blocked, number) != 1 {
            Seen.open.add(1, ordering: .relaxed)
          }
          // What an instruction raises is reported by whoever handles it.
          if sigismember(&blocked, SIGSEGV) == 1 { Seen.open.add(1, ordering: .relaxed) }
          Seen.workers.add(1, ordering: .relaxed)
        }, nil)
      #expect(Seen.workers.load(ordering: .relaxed) > 0)
      #expect(Seen.open.load(ordering: .relaxed) == 0)
      pthread_sigmask(SIG_BLOCK, nil, &after)
      for number in [SIGALRM, SIGPROF, SIGINT, SIGTERM] as [Int32] {
        #expect(sigismember(&before, number) == sigismember(&after, number))
      }
    }
  }

  /// Products and convolutions under timers of the program's own. A handler's frame lies where the
  /// stack pointer is, which with AVX-512 oneDNN has in the heap: it would overwrite what other
  /// tensors hold.
  @Test func handlersDisturbNoProduct() async {
    await #expect(processExitsWith: .success) {
      let images = pattern([8, 12, 12, 8]).cast(to: .float32)
      let filter = pattern([3, 3, 8, 16]).cast(to: .float32)
      let x = pattern([16, 784]).cast(to: .float32), w = pattern([784, 64]).cast(to: .float32)
      func results() -> [Tensor] {
        let gradients = gradient(at: [x, w]) { tanh(matmul($0[0], $0[1])).sum() }
        return gradients + [convolution2D(images, filter)]
      }
      let quiet = results().map(\.doubles)
      for number in [SIGALRM, SIGPROF] {
        signal(number) { _ in Seen.handled.add(1, ordering: .relaxed) }
      }
      var every = itimerval(
        it_interval: timeval(tv_sec: 0, tv_usec: 300), it_value: timeval(tv_sec: 0, tv_usec: 300))
      // Threads of the concurrency runtime block all; this one is to take what it may.
      var all = sigset_t()
      sigfillset(&all)
      pthread_sigmask(SIG_UNBLOCK, &all, nil)
      // ITIMER_REAL and ITIMER_PROF, which are no integers everywhere.
      for clock in [0, 2] as [Int32] { setitimer(clock, &every, nil) }
      let end = ContinuousClock.now + .seconds(1)
      while ContinuousClock.now < end { #expect(results().map(\.doubles) == quiet) }
      #expect(Seen.handled.load(ordering: .relaxed) > 0)
    }
  }
}
