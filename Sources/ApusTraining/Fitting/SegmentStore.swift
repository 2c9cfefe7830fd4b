import ApusCore
import ApusFiles
import ApusInterop
import Foundation

/// The rows of rings (``RowRing``) in files beside a run's checkpoints, each written once.
///
/// A ring's rows are numbered in the order in which they were added; a segment holds as many as
/// ``RowRing/rowsPerSegment`` says, and is written by the first checkpoint that finds it complete.
/// The rows after the last complete segment are in the checkpoint itself. So a checkpoint writes
/// what is new and less than one segment more. A segment's file is never written anew: its name has
/// the checksum of its rows.
final class SegmentStore {
  /// A file of rows.
  struct Segment: Codable, Equatable {
    /// The file's name in the folder of segments.
    var file: String
    /// The number of its first row.
    var first: Int
    /// How many rows it has.
    var rows: Int
    /// The CRC-32 of its elements.
    var checksum: UInt32

    /// The number after its last row's.
    var end: Int { first + rows }
  }

  /// What a checkpoint says of a ring.
  struct Ring: Codable, Equatable {
    var capacity: Int
    var width: Int
    var rowsPerSegment: Int
    var written: Int
    var segments: [Segment]
  }

  /// The segments of a ring that are written, by the number after their last row's.
  struct Known {
    weak var identity: RowRing.Identity?
    var segments: [Int: Segment]

    init(_ ring: RowRing, _ segments: [Segment]) {
      identity = ring.identity
      self.segments = Dictionary(segments.map { ($0.end, $0) }, uniquingKeysWith: { a, _ in a })
    }
  }

  private static let tensorName = "rows"
  private let run: RunFolder
  private var known: [String: Known]

  /// The segments of `run`, of which those in `known` are written, by the rings' names.
  init(_ run: RunFolder, known: [String: Known] = [:]) {
    self.run = run
    self.known = known
  }

  // MARK: Writing

  /// Writes the segments of a ring that are complete and not yet written.
  ///
  /// - Returns: what the checkpoint says of the ring, and the numbers of the rows that it holds
  ///   itself.
  /// - Throws: ``FileError`` where a file cannot be written.
  func write(_ ring: RowRing, as name: String) throws -> (ring: Ring, rest: Range<Int>) {
    let written = known[name].flatMap { $0.identity === ring.identity ? $0.segments : nil } ?? [:]
    let size = ring.rowsPerSegment
    var segments: [Segment] = []
    var first = ring.first
    // Segments end at multiples of their size; the first may have lost rows.
    var end = (first / size + 1) * size
    while end <= ring.written {
      if let segment = written[end], segment.first <= first {
        segments.append(segment)
      } else {
        segments.append(try write(ring, first..<end, as: name))
      }
      first = end
      end += size
    }
    known[name] = Known(ring, segments)
    return (Self.entry(of: ring, segments), first..<ring.written)
  }

  /// What a checkpoint says of a ring all of whose other rows it holds itself.
  static func entry(of ring: RowRing, _ segments: [Segment]) -> Ring {
    Ring(
      capacity: ring.capacity, width: ring.width, rowsPerSegment: ring.rowsPerSegment,
      written: ring.written, segments: segments)
  }

  private func write(_ ring: RowRing, _ rows: Range<Int>, as name: String) throws -> Segment {
    let elements = ring.elements(ofRows: rows)
    let checksum = Self.checksum(elements)
    let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: ".-_"))
    let plain = name.addingPercentEncoding(withAllowedCharacters: allowed) ?? "ring"
    let segment = Segment(
      file: "\(plain)-\(padded("\(rows.upperBound)", 12))-"
        + "\(padded(String(checksum, radix: 16), 8)).safetensors",
      first: rows.lowerBound, rows: rows.count, checksum: checksum)
    try AtomicFile.makeFolder(run.segmentsFolder)
    try Safetensors(
      tensors: [Self.tensorName: Tensor(elements, shape: [rows.count, ring.width])]
    ).write(to: run.segmentsFolder + "/" + segment.file)
    return segment
  }

  private func padded(_ digits: String, _ count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.count)) + digits
  }

  private static func checksum(_ elements: [Float]) -> UInt32 {
    elements.withUnsafeBytes { Deflate.checksum($0) }
  }

  // MARK: Reading

  /// The ring that the checkpoint `file` describes.
  ///
  /// - Parameter rest: the rows that the checkpoint holds itself, [rows, width]; nil where it has
  ///   none.
  /// - Throws: ``FileError`` where a segment is missing or damaged, or the description is not
  ///   possible.
  static func read(_ entry: Ring, rest: Tensor?, of file: String) throws -> RowRing {
    func damaged(_ path: String, _ what: String) -> FileError {
      let advice =
        path == file ? "delete it" : "\((file as NSString).lastPathComponent) needs it: delete that"
      return FileError(path, "\(what); \(advice) to go on from the one before")
    }
    let limit = 1 << 40
    guard 1...limit ~= entry.capacity, 1...limit ~= entry.rowsPerSegment,
      0...limit ~= entry.written,
      1...(1 << 20) ~= entry.width
    else { throw damaged(file, "is damaged: it holds an impossible ring of rows") }
    var elements: [Float] = []
    var next = entry.written - min(entry.written, entry.capacity)
    for segment in entry.segments {
      guard 0...next ~= segment.first, 1...limit ~= segment.rows, segment.end > next,
        !segment.file.contains("/")
      else { throw damaged(file, "is damaged: its segments of rows do not follow each other") }
      let path = parentFolder(of: file) + "/segments/" + segment.file
      guard FileManager.default.fileExists(atPath: path) else { throw damaged(path, "is missing") }
      guard
        let rows = try? SafetensorsFile(path).tensor(tensorName),
        rows.type == TensorType([segment.rows, entry.width], .float32)
      else { throw damaged(path, "is damaged") }
      let all = rows.floats
      guard checksum(all) == segment.checksum else { throw damaged(path, "is damaged") }
      elements += all[((next - segment.first) * entry.width)...]
      next = segment.end
    }
    if let rest {
      guard rest.dtype == .float32, rest.shape.dropFirst().elementsEqual([entry.width]) else {
        throw damaged(file, "is damaged: its rows have another form")
      }
      elements += rest.floats
      next += rest.shape[0]
    }
    guard next == entry.written else { throw damaged(file, "is damaged: rows are missing") }
    return RowRing(
      capacity: entry.capacity, width: entry.width, rowsPerSegment: entry.rowsPerSegment,
      written: entry.written, newest: elements)
  }
}

extension RunFolder {
  /// The folder of the rows that checkpoints share.
  package var segmentsFolder: String { checkpointsFolder + "/segments" }

  /// The segments that no checkpoint needs but those in `leaving`, which are about to go.
  ///
  /// - Throws: ``FileError`` where the checkpoints cannot be listed.
  package func unneededSegments(leaving: [String] = []) throws -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: segmentsFolder)) ?? []
    guard !names.isEmpty else { return [] }
    var needed: Set<String> = []
    for file in try checkpoints() where !leaving.contains(file) {
      // One that cannot be read may need any of them.
      guard let own = try? Checkpoint.segmentFiles(of: file) else { return [] }
      needed.formUnion(own)
    }
    return names.sorted().filter { $0.hasSuffix(".safetensors") && !needed.contains($0) }
      .map { segmentsFolder + "/" + $0 }
  }
}
