#if os(Linux)
  import ApusCore
  import CApusKernels
  import Foundation
  import Synchronization
  import Testing

  /// Counters of a region's threads, which a C body reaches through its context.
  private final class Counters: Sendable {
    let visits = (0..<8).map { _ in Holder() }
    let wrong = Atomic<Int>(0)
    let inner = Atomic<Int>(0)

    final class Holder: Sendable { let count = Atomic<Int>(0) }

    var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }
    var counts: [Int] { visits.map { $0.count.load(ordering: .relaxed) } }

    static func at(_ context: UnsafeMutableRawPointer?) -> Counters {
      guard let context else { preconditionFailure("a region without its context") }
      return Unmanaged<Counters>.fromOpaque(context).takeUnretainedValue()
    }

    func expect(_ holds: Bool) {
      if !holds { wrong.add(1, ordering: .relaxed) }
    }
  }

  /// A function of the process by its name, as the dynamic linker finds it.
  private func function<F>(_ name: String, as type: F.Type) -> F? {
    dlsym(nil, name).map { unsafeBitCast($0, to: type) }
  }

  /// Seconds that all threads of the process have run.
  private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The threads of the process that have this name.
  private func threads(named name: String) -> Int {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.count {
      (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)) == name + "\n"
    }
  }

  private typealias Sgemm =
    @convention(c) (
      CChar, CChar, Int, Int, Int, Float, UnsafePointer<Float>, Int, UnsafePointer<Float>, Int,
      Float, UnsafeMutablePointer<Float>, Int
    ) -> CInt

  /// A product by oneDNN, whatever the processor.
  private func productByOneDNN(_ size: Int) -> [Float]? {
    guard let multiply = function("dnnl_sgemm", as: Sgemm.self) else { return nil }
    _ = apus_join_team()
    let a = (0..<size * size).map { Float($0 % 17) * 0.37 - 3 }
    let b = (0..<size * size).map { Float($0 % 13) * 0.59 - 4 }
    var c = [Float](repeating: 0, count: size * size)
    let status = multiply(
      CChar(78), CChar(78), size, size, size, 1, a, size, b, size, 0, &c, size)
    return status == 0 ? c : nil
  }

  @Suite(.serialized) struct TeamTests {
    /// Exactly as many threads as asked for, each with a number of its own, also after the team
    /// grew or shrank.
    @Test func aRegionHasTheThreadsAskedFor() {
      for width in [2, 3, 1, 8, 2, 5] as [Int32] {
        let counters = Counters()
        for _ in 0..<50 {
          apus_team_run(
            width,
            { context in
              let counters = Counters.at(context)
              counters.visits[Int(apus_team_index())].count.add(1, ordering: .relaxed)
              counters.inner.store(Int(apus_team_width()), ordering: .relaxed)
            }, counters.context)
          #expect(counters.inner.load(ordering: .relaxed) == Int(width))
        }
        #expect(counters.counts == (0..<8).map { $0 < width ? 50 : 0 })
        #expect(apus_team_width() == 0 && !apus_team_is_inside())
      }
    }

    /// A region in a region is of one thread; loops in it stay on the thread.
    @Test func nestedRegionsAreOfOneThread() {
      let counters = Counters()
      apus_team_run(
        3,
        { context in
          let index = apus_team_index()
          apus_team_run(
            4,
            { context in
              let counters = Counters.at(context)
              counters.expect(apus_team_width() == 1 && apus_team_index() == 0)
              counters.expect(apus_team_is_inside())
              apus_team_barrier()
              apus_parallel(
                100, 1,
                { context, begin, end in
                  Counters.at(context).inner.add(Int(end - begin), ordering: .relaxed)
                }, context)
            }, context)
          Counters.at(context).expect(apus_team_index() == index && apus_team_width() == 3)
        }, counters.context)
      #expect(counters.inner.load(ordering: .relaxed) == 300)
      #expect(counters.wrong.load(ordering: .relaxed) == 0)
    }

    /// No thread leaves a barrier before all have come to it.
    @Test(arguments: [2, 3, 6] as [Int32]) func barriersHold(_ width: Int32) {
      let counters = Counters()
      apus_team_run(
        width,
        { context in
          let counters = Counters.at(context), width = Int(apus_team_width())
          for round in 1...200 {
            if round % 50 == 0 && apus_team_index() == 0 { usleep(2_000) }
            counters.inner.add(1, ordering: .sequentiallyConsistent)
            apus_team_barrier()
            counters.expect(counters.inner.load(ordering: .sequentiallyConsistent) == round * width)
            apus_team_barrier()
          }
        }, counters.context)
      #expect(counters.wrong.load(ordering: .relaxed) == 0)
    }

    /// Several threads of the program at once: loops do every index once, regions have all their
    /// threads.
    @Test func callersAtOnce() async {
      await #expect(processExitsWith: .success) {
        setThreadCount(3)
        let wrong = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 6) { caller in
          for round in 0..<200 {
            let counters = Counters()
            if (caller + round) % 3 == 0 {
              apus_team_run(
                3,
                { context in
                  Counters.at(context).inner.add(1, ordering: .relaxed)
                  apus_team_barrier()
                  Counters.at(context).expect(
                    Counters.at(context).inner.load(ordering: .relaxed) == 3)
                }, counters.context)
            } else {
              apus_parallel(
                1_000, 1,
                { context, begin, end in
                  Counters.at(context).expect(apus_team_is_inside())
                  Counters.at(context).inner.add(Int(end - begin), ordering: .relaxed)
                }, counters.context)
              counters.expect(counters.inner.load(ordering: .relaxed) == 1_000)
            }
            wrong.add(counters.wrong.load(ordering: .relaxed), ordering: .relaxed)
          }
        }
        #expect(wrong.load(ordering: .relaxed) == 0)
      }
    }

    /// Products, convolutions and sums keep their bits however often and from wherever they are
    /// computed.
    @Test func theSameBitsFromCallersAtOnce() async {
      await #expect(processExitsWith: .success) {
        setThreadCount(3)
        @Sendable func results() -> [[Double]] {
          let images = pattern([4, 16, 16, 8]).cast(to: .float32)
          let filter = pattern([3, 3, 8, 16]).cast(to: .float32)
          let strided = pattern([5, 5, 8, 8]).cast(to: .float32)
          let x = pattern([96, 200]).cast(to: .float32), w = pattern([200, 64]).cast(to: .float32)
          let gradients = gradient(at: [images, filter]) { convolution2D($0[0], $0[1]).sum() }
          return ([matmul(x, w), convolution2D(images, strided), images.sum()] + gradients)
            .map(\.doubles)
        }
        let alone = results(), oneDNN = productByOneDNN(160)
        #expect(oneDNN != nil)
        let different = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
          for _ in 0..<8 where results() != alone || productByOneDNN(160) != oneDNN {
            different.add(1, ordering: .relaxed)
          }
        }
        #expect(different.load(ordering: .relaxed) == 0)
      }
    }

    /// oneDNN starts no threads of its own.
    @Test func oneDNNRunsOnTheTeam() async {
      await #expect(processExitsWith: .success) {
        setThreadCount(4)
        #expect(threads(named: "apus-team") == 0)
        #expect(productByOneDNN(256) != nil)
        #expect(threads(named: "apus-team") == 3)
        let others = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
        for _ in 0..<3 { #expect(productByOneDNN(256) != nil) }
        setThreadCount(2)
        #expect(productByOneDNN(256) != nil)
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count <= others)
      }
    }

    /// Regions of other OpenMP programs stay libgomp's, with all that only it knows; our loops
    /// inside are serial.
    @Test func otherRegionsStayLibgomps() async {
      await #expect(processExitsWith: .success) {
        typealias Body = @convention(c) (UnsafeMutableRawPointer?) -> Void
        typealias Region = @convention(c) (Body, UnsafeMutableRawPointer?, UInt32, UInt32) -> Void
        let counters = Counters()
        let region = try #require(function("GOMP_parallel", as: Region.self))
        region(
          { context in
            let counters = Counters.at(context)
            let width = function("omp_get_num_threads", as: (@convention(c) () -> CInt).self)
            let single = function("GOMP_single_start", as: (@convention(c) () -> Bool).self)
            counters.expect(width?() == 3 && apus_team_width() == 0)
            if single?() == true { counters.inner.add(1, ordering: .relaxed) }
            function("GOMP_barrier", as: (@convention(c) () -> Void).self)?()
            apus_parallel(
              100, 1,
              { context, begin, end in
                Counters.at(context).expect(begin == 0 && end == 100)
              }, context)
          }, counters.context, 3, 0)
        #expect(counters.inner.load(ordering: .relaxed) == 1)
        #expect(counters.wrong.load(ordering: .relaxed) == 0)
        #expect(threads(named: "apus-team") == 0)
      }
    }

    /// A child of `fork` starts a team of its own instead of waiting for its parent's.
    @Test func childrenHaveATeamOfTheirOwn() async {
      await #expect(processExitsWith: .success) {
        alarm(60)
        setThreadCount(3)
        let product = productByOneDNN(160)
        let fork = try #require(function("fork", as: (@convention(c) () -> pid_t).self))
        for _ in 0..<5 {
          let child = fork()
          if child == 0 {
            let right = productByOneDNN(160) == product && threads(named: "apus-team") == 2
            _exit(right ? 0 : 1)
          }
          var status: CInt = -1
          #expect(waitpid(child, &status, 0) == child)
          #expect(status == 0)
          #expect(productByOneDNN(160) == product)
        }
      }
    }

    /// Waiting costs no processor time but the first microseconds: between regions, at an end and
    /// at a barrier.
    @Test func waitingThreadsSleep() async {
      await #expect(processExitsWith: .success) {
        func cost(_ body: () -> Void) -> Double {
          let before = processorSeconds()
          body()
          return processorSeconds() - before
        }
        apus_team_run(2, { _ in }, nil)
        #expect(cost { usleep(300_000) } < 0.03)
        let atTheEnd = cost {
          apus_team_run(2, { _ in if apus_team_index() == 1 { usleep(300_000) } }, nil)
        }
        #expect(atTheEnd < 0.03)
        let atABarrier = cost {
          apus_team_run(
            2,
            { _ in
              if apus_team_index() == 0 { usleep(300_000) }
              apus_team_barrier()
            }, nil)
        }
        #expect(atABarrier < 0.03)
      }
    }
  }
#endif
