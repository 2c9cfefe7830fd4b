import Foundation
import Testing

@testable import ApusCore

@Suite struct MachineMemoryTests {
  @Test func controlGroupsLimitTheMachine() {
    #expect(smallestLimit(of: 100, []) == 100)
    #expect(smallestLimit(of: 100, [nil, "max\n", "", "-1", "0\n"]) == 100)
    #expect(smallestLimit(of: 100, ["40\n", "9223372036854771712\n"]) == 40)
    #expect(machineMemory > 0 && machineMemory <= ProcessInfo.processInfo.physicalMemory)
  }
}
