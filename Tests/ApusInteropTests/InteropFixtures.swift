import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusTestSupport
import Foundation
import Testing

/// A file that another program wrote: `Tests/Golden/interop.json`, made by the script beside it.
struct InteropCase: Decodable, CustomTestStringConvertible, Sendable {
  let name: String
  let kind: String
  let file: Data
  let tensors: [String: GoldenTensor]?
  let metadata: [String: String]?
  let same: Bool?
  let refused: String?

  var testDescription: String { name }

  static func cases(_ kind: String, refused: Bool = false) throws -> [InteropCase] {
    let all: [InteropCase] = try goldenCases("interop")
    return all.filter { $0.kind == kind && ($0.refused != nil) == refused }
  }

  /// Expects that `found` are the case's tensors, to the last bit.
  func expect(_ found: [String: Tensor]) {
    #expect(found.keys.sorted() == tensors?.keys.sorted())
    for (name, wanted) in tensors ?? [:] {
      guard let tensor = found[name] else { continue }
      #expect(tensor.dtype.description == wanted.type && tensor.shape.array == wanted.shape)
      // The fixture has the fewest digits from which the element type finds the number again.
      let numbers = Tensor(wanted.data, shape: Shape(wanted.shape)).cast(to: tensor.dtype)
      #expect(tensor.doubles == numbers.doubles, "\(name)")
    }
  }

  /// Expects an error about the file that says what the case wants.
  func expectRefused(_ read: (String) throws -> Void) throws {
    try withTemporaryFile(file) { path in
      let error = #expect(throws: FileError.self) { try read(path) }
      #expect(error?.problem.contains(refused ?? "") == true, "\(error?.description ?? "none")")
    }
  }
}

/// Calls `body` with the path of a file that holds `bytes`, and removes it.
@discardableResult
func withTemporaryFile<Result>(_ bytes: Data? = nil, _ body: (String) throws -> Result) throws
  -> Result
{
  let folder = TemporaryFolder()
  defer { withExtendedLifetime(folder) {} }
  if let bytes { try folder.write(bytes, to: "file") }
  return try body(folder["file"])
}

/// A tensor of each element type, and of each odd shape.
func sampleTensors() -> [String: Tensor] {
  [
    "float32": Tensor([1, 2.5, -3, 4, 5, 0.1] as [Float], shape: [2, 3]),
    "float64": Tensor([1, 2.5, -3, 4, 5, 0.1] as [Double], shape: [3, 2]),
    "bfloat16": Tensor([BFloat16(1.5), BFloat16(-2)]),
    "int32": Tensor([1, -2, 3] as [Int32]),
    "int64": Tensor([7, -8, 1 << 40] as [Int64]),
    "uint8": Tensor([0, 255, 3] as [UInt8]),
    "bool": Tensor([true, false]),
    "scalar": Tensor(0.5 as Double),
    "empty": Tensor([Float](), shape: [0, 4]),
    "zeros": Tensor.zeros([300]),
  ]
}

func expectEqual(_ found: [String: Tensor], _ wanted: [String: Tensor]) {
  #expect(found.keys.sorted() == wanted.keys.sorted())
  for (name, tensor) in wanted {
    guard let other = found[name] else { continue }
    #expect(other.type == tensor.type && other.doubles == tensor.doubles, "\(name)")
  }
}

/// Reads damaged copies of `whole`, the same ones each time: each read ends in an error of one line
/// or a result, and a result has not taken more than ten times the file's memory.
func expectNoHarm(
  _ whole: Data, rounds: Int = 2000, _ read: (String) throws -> Int
) throws {
  var state: UInt64 = 42
  func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  let folder = TemporaryFolder()
  defer { withExtendedLifetime(folder) {} }
  let path = folder["file"]
  for round in 0..<rounds {
    var bytes = [UInt8](whole)
    if round % 3 == 0 { bytes = Array(bytes.prefix(next(bytes.count))) }
    for _ in 0..<(1 + next(4)) where !bytes.isEmpty {
      let place = next(bytes.count)
      switch next(5) {
      case 0: bytes[place] ^= 1 << UInt8(next(8))
      case 1: bytes[place] = 0xFF
      case 2: bytes.insert(UInt8(next(256)), at: place)
      case 3: bytes.remove(at: place)
      default: bytes[place] = UInt8(next(256))
      }
    }
    // Expectations take longer than the rest together, so they are stated only where they fail.
    try bytes.withUnsafeBytes { bytes in
      let file = try #require(fopen(path, "wb"))
      fwrite(bytes.baseAddress, 1, bytes.count, file)
      fclose(file)
    }
    do {
      let taken = try read(path)
      if taken > 10 * max(bytes.count, 64) {
        Issue.record("round \(round): \(taken) bytes from a file of \(bytes.count)")
      }
    } catch {
      expectOneLine(error, "round \(round)")
    }
  }
}

/// Expects an error about a file or its contents that is one line of a bearable length.
func expectOneLine(_ error: any Error, _ what: String) {
  let text = "\(error)"
  if !(error is FileError || error is ONNXError) || text.utf8.contains(10) || text.utf8.count > 900
  {
    Issue.record("\(what): \(error)")
  }
}
