import ApusData
import Testing

@Suite struct ClassBalanceTests {
  @Test func report() throws {
    let set = TensorDataset(
      features: [1, 2, 3, 4], shape: [1], classes: [0, 1, 1, 1], classNames: ["a", "b"])
    let balance = try ClassBalance(of: set)
    #expect(balance.counts == [1, 3] && balance.total == 4 && balance.ratio == 3)
    #expect(balance.description == "a: 1 (25.0 %)\nb: 3 (75.0 %)")
    #expect(zip(balance.weights, balance.counts).allSatisfy { $0 * Double($1) == 2 })
  }

  @Test func emptyClasses() {
    let balance = ClassBalance(labels: [0], names: ["a", "b"])
    #expect(balance.ratio == .infinity && balance.weights[1] == 0)
    #expect(ClassBalance(labels: [], names: ["a"]).shares == [0])
  }
}
