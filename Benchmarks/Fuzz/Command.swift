import ApusFiles
import Foundation

/// What is asked for on the command line.
struct Command {
  private var arguments: [String]
  private var numbers: [String: Int] = [:]
  private var tallyFile: String?
  private var formats: [Format] = []

  /// Ends the process where an argument makes no sense.
  init(_ arguments: [String]) {
    self.arguments = arguments
    for name in ["--count", "--from", "--case"] {
      guard let text = take(name) else { continue }
      guard let number = Int(text), number >= 0 else {
        Self.fail("\(name) \(text): a number from 0")
      }
      numbers[name] = number
    }
    tallyFile = take("--tally")
    let names = self.arguments
    formats = names.isEmpty ? Format.all : Format.all.filter { names.contains($0.name) }
    if formats.isEmpty || (!names.isEmpty && formats.count != Set(names).count) {
      Self.fail("there are the formats \(Format.all.map(\.name).joined(separator: ", "))")
    }
  }

  func run() throws {
    let first = numbers["--from"] ?? 0
    let cases = first..<first + (numbers["--count"] ?? 10_000)
    if let tallyFile { return try Child.run(formats[0], cases, tallyFile: tallyFile) }
    if let number = numbers["--case"] { return try formats.forEach { try show($0, number) } }
    var isClean = true
    for format in formats {
      let report = try Parent.run(format, cases)
      print(report.line)
      fflush(nil)
      isClean = isClean && report.isClean
    }
    exit(isClean ? 0 : 1)
  }

  /// Reads one case here and says what comes of it.
  private func show(_ format: Format, _ number: Int) throws {
    let samples = try format.samples()
    for sample in samples { try? Child.read(sample, format) }
    let bytes = format.mutated(samples, case: number)
    let path = "fuzz-\(format.name.replacing(" ", with: "-"))-\(number)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    do {
      try Child.read(bytes, format) {
        print("\(path): \(bytes.count) bytes, \($0) bytes of memory")
      }
      print("read")
    } catch {
      print("\(type(of: error)): \(error)")
    }
  }

  private mutating func take(_ name: String) -> String? {
    guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else {
      return nil
    }
    defer { arguments.removeSubrange(place...place + 1) }
    return arguments[place + 1]
  }

  private static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("Fuzz: \(message)\n".utf8))
    exit(2)
  }
}
