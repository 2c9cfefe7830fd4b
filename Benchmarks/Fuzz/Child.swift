import Foundation
import FuzzMemory

/// What a child knows of its cases: in a file that both processes map, so that nothing is lost when
/// it dies.
struct Tally {
  /// The case it is at.
  var current: Int64 = 0
  var read: Int64 = 0
  var refused: Int64 = 0
  /// Errors of another kind, or of more than a line.
  var odd: Int64 = 0
  var oddCase: Int64 = -1
  /// The most memory beside the file's size, in thousandths of what is allowed.
  var mostMemory: Int64 = 0
  var mostMemoryCase: Int64 = -1
  var tooMuch: Int64 = 0
  var slowestMicroseconds: Int64 = 0
  var slowestCase: Int64 = -1
}

/// A ``Tally`` in a file, mapped.
final class SharedTally {
  let tally: UnsafeMutablePointer<Tally>

  init(_ path: String) throws {
    let size = MemoryLayout<Tally>.size
    let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
    guard descriptor >= 0, ftruncate(descriptor, off_t(size)) == 0,
      let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      start != MAP_FAILED
    else { throw CocoaError(.fileWriteUnknown) }
    close(descriptor)
    tally = start.bindMemory(to: Tally.self, capacity: 1)
  }
}

/// Runs cases of a format in this process.
enum Child {
  /// Seconds of processor time that a case may take.
  static let limit = 20
  /// Memory that a case may take beside ten times its file: decoders' tables, JSON's objects, the
  /// allocator's steps.
  static let constant = 1 << 18

  static func run(_ format: Format, _ cases: Range<Int>, tallyFile: String) throws {
    let tally = try SharedTally(tallyFile).tally
    let samples = try format.samples()
    // Once without watching: what is made at first use belongs to no case.
    for sample in samples { try? read(sample, format) }
    for number in cases {
      tally.pointee.current = Int64(number)
      let bytes = format.mutated(samples, case: number)
      let start = ContinuousClock.now
      memory_watch_limit(Int32(limit))
      do {
        try read(bytes, format) { taken in
          let allowed = Double(10 * bytes.count + constant)
          let share = Int64(1000 * Double(taken) / allowed)
          if share > 1000 { tally.pointee.tooMuch += 1 }
          if share > tally.pointee.mostMemory {
            tally.pointee.mostMemory = share
            tally.pointee.mostMemoryCase = Int64(number)
          }
        }
        tally.pointee.read += 1
      } catch {
        tally.pointee.refused += 1
        if !isOneLineOfOurs(error) {
          tally.pointee.odd += 1
          tally.pointee.oddCase = Int64(number)
        }
      }
      memory_watch_limit(0)
      let microseconds = Int64((ContinuousClock.now - start) / .microseconds(1))
      if microseconds > tally.pointee.slowestMicroseconds {
        tally.pointee.slowestMicroseconds = microseconds
        tally.pointee.slowestCase = Int64(number)
      }
    }
  }

  /// Reads `bytes` from a file; `measured` is told how many bytes of memory that took at most.
  static func read(
    _ bytes: [UInt8], _ format: Format, measured: (Int64) -> Void = { _ in }
  ) throws {
    let path = NSTemporaryDirectory() + "apus-fuzz-\(getpid())"
    let file = fopen(path, "wb")
    bytes.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, file) }
    fclose(file)
    defer { unlink(path) }
    if format.countsPages { resident_watch_begin() } else { memory_watch_begin() }
    defer { measured(format.countsPages ? resident_watch_peak() : memory_watch_peak()) }
    try format.read(path)
  }

  static func isOneLineOfOurs(_ error: any Error) -> Bool {
    let text = "\(error)"
    return String(reflecting: type(of: error)).hasPrefix("Apus") && !text.contains("\n")
      && !text.contains("\r") && text.utf8.count < 1500
  }
}
