import Apus
import ArgumentParser
import Foundation

/// `apus bench`
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times training steps and predictions on the shared workloads.",
    discussion: """
      Each figure is the best of several repetitions after a warm-up, with the batch already in \
      memory. Machines are noisy: run it several times and compare the least.
      """)

  @Argument(help: "The workloads; all of them where none is named.")
  var workloads: [String] = []

  @Option(parsing: .unconditional, help: "The number of threads; by default all processors.")
  var threads: Int?

  @OptionGroup var json: JSONOption

  func run() throws {
    if let threads, !(1...1024).contains(threads) {
      throw UsageError("--threads \(threads): expected 1 to 1024")
    }
    let names = Workload.all.map(\.name)
    for name in workloads where !names.contains(name) {
      throw RecipeError("unknown workload '\(name)'\(suggestion(for: name, among: names))")
    }
    if let threads { setThreadCount(threads) }
    if !json.isGiven { print("workload            ms a step    items a second") }
    for workload in Workload.all where workloads.isEmpty || workloads.contains(workload.name) {
      let timing = workload.time()
      if json.isGiven {
        let fields = [
          "\"framework\":\"apus\"", "\"workload\":\"\(workload.name)\"",
          "\"ms_per_step\":\(String(format: "%.4f", timing.millisecondsPerStep))",
          "\"items_per_s\":\(String(format: "%.1f", timing.itemsPerSecond))",
          "\"threads\":\(threadCount())",
        ]
        print("{\(fields.joined(separator: ","))}")
      } else {
        let name = workload.name + String(repeating: " ", count: max(1, 20 - workload.name.count))
        print(
          name
            + String(
              format: "%9.4f %17.1f", timing.millisecondsPerStep, timing.itemsPerSecond))
      }
      fflush(nil)
    }
  }
}
