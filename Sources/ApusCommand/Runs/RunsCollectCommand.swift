import Apus
import ArgumentParser
import Foundation

/// `apus runs gc`
struct RunsCollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Tidies up: forgets runs whose folders are gone, removes what nobody needs.",
    discussion: """
      Files that a killed run left half written go always; checkpoints of finished runs, all but \
      the newest, with --checkpoints: a finished run can still be trained on. Runs that are being \
      trained are left alone.

      Example:
        apus runs gc --checkpoints --dry-run
      """)

  @OptionGroup var place: RunsPlace

  @Flag(help: "Also remove the checkpoints of finished runs but the newest of each.")
  var checkpoints = false

  @Flag(help: "Say what would go, and leave everything as it is.")
  var dryRun = false

  @OptionGroup var json: JSONOption

  private struct Output: Encodable {
    var files: [String] = []
    var bytes: Int64 = 0
    var forgotten: [String] = []
    var dryRun: Bool

    private enum CodingKeys: String, CodingKey {
      case files, bytes, forgotten
      case dryRun = "dry_run"
    }
  }

  func run() throws {
    let list = try place.runs()
    var output = Output(dryRun: dryRun)
    for run in list.runs {
      do {
        guard
          let found = try run.folder.clean(checkpoints: checkpoints, isRehearsal: dryRun),
          !found.files.isEmpty
        else { continue }
        output.files += found.files
        output.bytes += found.bytes
        if !json.isGiven {
          let count = found.files.count
          print(
            "\(place.shown(run.path)): \(count) file\(count == 1 ? "" : "s"), \(size(found.bytes))")
        }
      } catch {
        // One folder that may not be written must not keep the others from being tidied up.
        writeToStandardError("apus: \(error)\n")
      }
    }
    output.forgotten = list.vanished.filter { !RunFolder($0).isBeingTrained }
    if !dryRun { try RunIndex.user.forget(output.forgotten) }
    if json.isGiven { return try printJSON(output) }
    for path in output.forgotten { print("\(path): gone") }
    print(
      """
      \(dryRun ? "would free" : "freed") \(size(output.bytes)), \
      \(dryRun ? "would forget" : "forgot") \(output.forgotten.count) \
      run\(output.forgotten.count == 1 ? "" : "s")
      """
    )
  }

  private func size(_ bytes: Int64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 999.5, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    return unit == 0 ? "\(bytes) bytes" : String(format: "%.1f \(units[unit])", value)
  }
}
