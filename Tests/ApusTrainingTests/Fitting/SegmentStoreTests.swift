import ApusCore
import ApusData
import ApusFiles
import ApusNN
import ApusTestSupport
import ApusTrainingSupport
import ExampleLearners
import Foundation
import Testing

@testable import ApusTraining

/// Rows of rings in files of their own.
@Suite struct SegmentStoreTests {
  private let folder = TemporaryFolder()
  private var run: RunFolder { RunFolder(folder["run"]) }

  private func checkpoint(_ ring: RowRing) -> Checkpoint {
    Checkpoint(
      position: TrainingPosition(), generator: RandomGenerator(seed: 1).state, networks: [],
      players: [], source: SavedState(rings: ["memory": ring]))
  }

  /// Writes a checkpoint with a ring after so many steps, and removes the one before the last.
  private func write(_ ring: RowRing, _ store: SegmentStore, step: Int) throws {
    try checkpoint(ring).write(to: run.checkpointFile(step: step), segments: store)
    try run.prune(keeping: 2)
  }

  private func read(step: Int) throws -> Checkpoint {
    try Checkpoint(contentsOf: run.checkpointFile(step: step))
  }

  private func names() -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: run.segmentsFolder)) ?? []).sorted()
  }

  private func rows(_ ring: RowRing?) -> [Float] {
    ring.map { $0.elements(ofRows: $0.first..<$0.written) } ?? []
  }

  /// Bytes of all files, by name.
  private func sizes() throws -> [String: Int] {
    var sizes: [String: Int] = [:]
    let places = [run.checkpointsFolder, run.segmentsFolder]
    for place in places {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(place)/\(name)")
        if attributes[.type] as? FileAttributeType == .typeRegular {
          sizes[name] = attributes[.size] as? Int
        }
      }
    }
    return sizes
  }

  @Test func ringsComeBackAtEveryLength() throws {
    try run.create()
    let store = SegmentStore(run)
    var ring = RowRing(capacity: 10, width: 2, rowsPerSegment: 4)
    for step in 1...40 {
      for part in 0..<(step % 4) { ring.append([Float(step), Float(part)]) }
      try write(ring, store, step: step)
      for back in max(1, step - 1)...step {
        let read = try read(step: back).source.rings["memory"]
        if back == step {
          #expect(rows(read) == rows(ring) && read?.written == ring.written, "\(step)")
        }
      }
      // A full ring has three segments, and the checkpoint before it one or two that are gone
      // since.
      #expect(names().count <= 5)
    }
    #expect(ring.written == 60)
    // Those that the two newest checkpoints do not need are gone; the others are needed.
    let needed = try [39, 40].reduce(into: Set<String>()) {
      $0.formUnion(try Checkpoint.segmentFiles(of: run.checkpointFile(step: $1)))
    }
    #expect(Set(names()) == needed && !needed.isEmpty)
    #expect(try run.unneededSegments(leaving: [run.checkpointFile(step: 39)]).count < needed.count)
  }

  /// A memory of a million transitions, of which a thousand are new.
  @Test func aCheckpointWritesWhatIsNew() throws {
    try run.create()
    let store = SegmentStore(run)
    let (capacity, width) = (1_000_000, 5)
    var ring = RowRing(
      capacity: capacity, width: width,
      rowsPerSegment: RowRing(capacity: capacity, width: width).rowsPerSegment, written: capacity,
      newest: [Float](repeating: 1, count: capacity * width))
    try write(ring, store, step: 1)
    let first = try sizes()
    for count in [1000, 50_000] {
      let before = try sizes()
      for number in 0..<count { ring.append([0, 1, 2, 3, Float(number)]) }
      try write(ring, store, step: count)
      let new = try sizes().filter { before[$0.key] == nil }.values.reduce(0, +)
      // The new rows, less than a segment more, and what describes the segments.
      #expect(new < 4 * width * (count + 2 * ring.rowsPerSegment) + 80_000, "\(count): \(new)")
    }
    #expect(first.values.reduce(0, +) > 4 * width * capacity)
    let read = try read(step: 50_000)
    #expect(rows(read.source.rings["memory"]) == rows(ring))
    // A process that goes on from there does not write them again.
    let before = try sizes()
    var resumed = try #require(read.source.rings["memory"])
    let other = SegmentStore(run, known: read.segments)
    try write(resumed, other, step: 50_001)
    let new = try sizes().filter { before[$0.key] == nil }
    #expect(Array(new.keys) == ["step-0000050001.safetensors"])
    // A ring that is not the one of before is written whole.
    resumed = RowRing(
      capacity: 8, width: 1, rowsPerSegment: 2, written: 4, newest: [9, 8, 7, 6])
    try write(resumed, other, step: 50_002)
    #expect(try rows(self.read(step: 50_002).source.rings["memory"]) == [9, 8, 7, 6])
  }

  @Test func damageIsOneLineAndTheOneBeforeGoesOn() throws {
    try run.create()
    let store = SegmentStore(run)
    var ring = RowRing(capacity: 100, width: 1, rowsPerSegment: 4)
    for step in 1...2 {
      for number in 0..<5 { ring.append([Float(step * 10 + number)]) }
      try write(ring, store, step: step)
    }
    #expect(names().count == 2)
    let last = run.segmentsFolder + "/" + names()[1]
    let whole = try #require(FileManager.default.contents(atPath: last))
    func expectOneLine(_ part: String) throws {
      let error = #expect(throws: FileError.self) { try read(step: 2) }
      let text = error?.description ?? ""
      #expect(
        text.contains(part) && text.contains("step-0000000002") && !text.contains("\n"), "\(text)")
      let reporter = NotingReporter()
      let found = try #require(try run.newestCheckpoint(reporter))
      #expect(found.file == run.checkpointFile(step: 1) && reporter.notes.count == 1)
      #expect(rows(found.checkpoint.source.rings["memory"]) == [10, 11, 12, 13, 14])
    }
    try FileManager.default.removeItem(atPath: last)
    try expectOneLine("is missing")
    for place in [10, whole.count - 1] {
      var damaged = whole
      damaged[place] ^= 0x40
      try AtomicFile.write(damaged, to: last)
      try expectOneLine("is damaged")
    }
    try AtomicFile.write(whole.dropLast(3), to: last)
    try expectOneLine("is damaged")
    try AtomicFile.write(whole, to: last)
    #expect(try rows(read(step: 2).source.rings["memory"]) == rows(ring))
    // Where a checkpoint cannot be read nothing is taken away.
    try AtomicFile.write(Data("x".utf8), to: run.checkpointFile(step: 3))
    #expect(try run.unneededSegments().isEmpty)
    try FileManager.default.removeItem(atPath: run.checkpointFile(step: 3))
    try AtomicFile.write(Data(), to: run.segmentsFolder + "/left-over.safetensors")
    #expect(try run.unneededSegments() == [run.segmentsFolder + "/left-over.safetensors"])
  }

  @Test(arguments: [
    #"{"capacity":0,"width":1,"rowsPerSegment":1,"written":0,"segments":[]}"#,
    #"{"capacity":9,"width":1,"rowsPerSegment":1,"written":3,"segments":[]}"#,
    #"{"capacity":9223372036854775807,"width":1,"rowsPerSegment":1,"written":1,"segments":[]}"#,
    #"{"capacity":9,"width":1,"rowsPerSegment":1,"written":-1,"segments":[]}"#,
    #"{"capacity":9,"width":1,"rowsPerSegment":4,"written":4,"segments":"#
      + #"[{"file":"../x","first":0,"rows":4,"checksum":1}]}"#,
    #"{"capacity":9,"width":1,"rowsPerSegment":4,"written":4,"segments":"#
      + #"[{"file":"x","first":9223372036854775807,"rows":4,"checksum":1}]}"#,
  ])
  func whatIsNoRingIsAnError(_ text: String) throws {
    let entry = try JSONDecoder().decode(SegmentStore.Ring.self, from: Data(text.utf8))
    #expect(throws: FileError.self) {
      try SegmentStore.read(entry, rest: nil, of: run.checkpointFile(step: 1))
    }
  }

  /// Training that is stopped and goes on has its segments, and ends in the same bytes.
  @Test func aReplayGoesOnWithItsSegments() throws {
    func fit(_ run: RunFolder, stopAfter: Int? = nil) throws -> History {
      let agent = RandomGenerator.with(seed: 2) { ReplayAgent() }
      let interrupt = Interrupt()
      let callback = LambdaCallback(stepEnds: { context in
        if context.totalSteps == stopAfter { interrupt.request() }
      })
      return try agent.fit(
        agent.makeSource(stepsPerEpoch: 60), epochs: 5, run: run, checkpointEvery: 20,
        callbacks: [callback], reporter: SilentReporter(), interrupt: interrupt)
    }
    let whole = RunFolder(folder["whole"])
    _ = try fit(whole)
    for steps in [70, 130, 250] { #expect(try fit(run, stopAfter: steps).wasInterrupted) }
    #expect(try !fit(run).wasInterrupted)
    #expect(names().count > 10)
    let expected = try #require(FileManager.default.contents(atPath: whole.modelFile))
    #expect(FileManager.default.contents(atPath: run.modelFile) == expected)
    let rings = try [run, whole].map { run in
      let file = try #require(try run.latestCheckpoint())
      return try Checkpoint(contentsOf: file).source.rings["memory"]
    }
    #expect(rows(rings[0]) == rows(rings[1]) && rings[0]?.written == rings[1]?.written)
    #expect(rings[0]?.count == 200)
  }
}
