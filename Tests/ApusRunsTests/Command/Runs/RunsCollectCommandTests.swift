import Foundation
import Testing

/// `apus runs gc`.
@Suite struct RunsCollectCommandTests {
  private let place = CommandPlace()

  @Test func keepsTheNewestCheckpointOfFinishedRuns() throws {
    try place.trainXOR("runs/a", "--epochs", "3", "--checkpoint-every", "1")
    func checkpoints() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: place.folder["runs/a/checkpoints"]).count
    }
    let all = try checkpoints()
    let rehearsed = try place.run("runs", "gc", "--checkpoints", "--dry-run", "--json").object
    #expect(rehearsed["dry_run"] as? Bool == true)
    #expect((rehearsed["files"] as? [String])?.count == all - 1)
    #expect(try checkpoints() == all)
    #expect(try place.run("runs", "gc", "--checkpoints").output.contains("freed"))
    #expect(try checkpoints() == 1)
    let resumed = try place.run("train", "--resume", "runs/a", "--epochs", "4")
    #expect(resumed.status == 0, "\(resumed.error)")
    try place.expectMistake(["runs", "gc", "--folder", "/nowhere"], "/nowhere", status: 1)
  }
}
