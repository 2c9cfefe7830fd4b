import ApusCore
import ApusData
import Testing

@Suite struct DifferencingTests {
  @Test func aTrendBecomesAConstant() {
    let series = Tensor((0..<20).map { 3 + 2 * Double($0) })
    #expect(Differencing()(series).doubles == Array(repeating: 2, count: 19))
  }

  @Test func aSeasonDisappears() {
    let series = Tensor((0..<24).map { [1.0, 5, 2, 8][$0 % 4] })
    #expect(Differencing(lag: 4)(series).doubles == Array(repeating: 0, count: 20))
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Differencing(lag: 0) }
    await #expect(processExitsWith: .failure) {
      _ = Differencing(lag: 3)(Tensor([1.0, 2] as [Double]))
    }
  }
}
