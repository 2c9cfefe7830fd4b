import Foundation
import Testing

@testable import ApusData

struct PipelineTests {
  @Test(arguments: [1, 2, 8])
  func resultsAreInOrder(threads: Int) throws {
    var numbers = (0..<1000).makeIterator()
    let squares = try Pipeline.map(
      threads: threads, produce: { numbers.next() },
      transform: { number in
        if number % 100 == 0 { Thread.sleep(forTimeInterval: 0.001) }
        return number * number
      })
    #expect(squares == (0..<1000).map { $0 * $0 })
  }

  @Test func theEarliestErrorIsThrown() {
    struct Failure: Error, Equatable { let number: Int }
    for _ in 0..<20 {
      var numbers = (0..<1000).makeIterator()
      #expect(throws: Failure(number: 30)) {
        try Pipeline.map(
          threads: 4, produce: { numbers.next() },
          transform: { number in
            if number == 30 { Thread.sleep(forTimeInterval: 0.002) }
            if number >= 30 { throw Failure(number: number) }
            return number
          })
      }
    }
  }

  @Test func errorsOfTheProducerArrive() {
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try Pipeline.map(threads: 2, produce: { () throws -> Int? in throw Failure() }) { $0 }
    }
  }
}
