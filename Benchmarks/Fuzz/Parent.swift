import Foundation

/// What came of a format's cases.
struct Report {
  let format: String
  let count: Int
  let seconds: Double
  let tally: Tally
  /// Cases at which a child died, and how.
  var deaths: [(number: Int, how: String)] = []

  var isClean: Bool { deaths.isEmpty && tally.odd == 0 && tally.tooMuch == 0 }

  /// One line of JSON.
  var line: String {
    let deaths = deaths.map { #"{"case":\#($0.number),"how":"\#($0.how)"}"# }.joined(separator: ",")
    let share = Double(tally.mostMemory) / 1000
    return
      #"{"format":"\#(format)","cases":\#(count),"read":\#(tally.read),"#
      + #""refused":\#(tally.refused),"#
      + #""deaths":[\#(deaths)],"other_errors":\#(tally.odd),"other_error_case":\#(tally.oddCase),"#
      + #""over_memory":\#(tally.tooMuch),"most_memory_of_allowed":\#(share),"#
      + #""most_memory_case":\#(tally.mostMemoryCase),"#
      + #""slowest_ms":\#(tally.slowestMicroseconds / 1000),"#
      + #""slowest_case":\#(tally.slowestCase),"seconds":\#((10 * seconds).rounded() / 10)}"#
  }
}

/// Starts children for a format's cases, and another behind each case at which one died.
enum Parent {
  static func run(_ format: Format, _ cases: Range<Int>) throws -> Report {
    let tallyFile = NSTemporaryDirectory() + "apus-fuzz-tally-\(getpid())"
    defer { unlink(tallyFile) }
    let tally = try SharedTally(tallyFile).tally
    tally.pointee = Tally()
    let start = ContinuousClock.now
    var deaths: [(number: Int, how: String)] = []
    var first = cases.lowerBound
    while first < cases.upperBound {
      let child = Process()
      child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      child.arguments = [
        "--tally", tallyFile, "--from", "\(first)", "--count", "\(cases.upperBound - first)",
        format.name,
      ]
      try child.run()
      child.waitUntilExit()
      if child.terminationReason == .exit, child.terminationStatus == 0 { break }
      let number = Int(tally.pointee.current)
      let status = child.terminationStatus
      let how =
        child.terminationReason == .exit
        ? "exit \(status)" : status == SIGPROF ? "no end" : "signal \(status)"
      deaths.append((number, how))
      guard deaths.count < 100 else { break }
      first = max(number, first) + 1
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    var report = Report(
      format: format.name, count: cases.count, seconds: seconds, tally: tally.pointee)
    report.deaths = deaths
    return report
  }
}
