import ApusCore
import ApusData
import Testing

@Suite struct ClassCodingTests {
  @Test func tenDigitsAsInTheLecture() {
    let digit = Tensor([3] as [Int32])
    #expect(BinaryCoding(classCount: 10).encode(digit).floats == [0, 0, 1, 1])
    #expect(
      ThermometerCoding(classCount: 10).encode(digit).floats == [1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    #expect(toCategorical(digit, classCount: 10).floats == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  }

  @Test func axesAreKept() {
    let labels = Tensor([0, 1, 2, 2] as [Double], shape: [2, 2]).cast(to: .int32)
    let codings: [any ClassCoding] = [
      OneHotCoding(classCount: 3), ThermometerCoding(classCount: 3), BinaryCoding(classCount: 3),
    ]
    for coding in codings {
      let codes = coding.encode(labels)
      #expect(codes.shape == [2, 2, coding.width])
      #expect(
        coding.decode(codes).shape == [2, 2] && coding.decode(codes).doubles == labels.doubles)
    }
  }

  @Test func toCategoricalCountsTheClasses() {
    #expect(toCategorical(Tensor([2, 0] as [Int32])).floats == [0, 0, 1, 1, 0, 0])
    #expect(toCategorical(Tensor([Int32]())).shape == [0, 0])
  }

  @Test func outputsBetweenCodes() {
    // A gap ends the column of the thermometer; nothing lit is the first class.
    let outputs = Tensor([[0.9, 0.2, 0.8], [0.1, 0.1, 0.1]] as [[Double]])
    #expect(ThermometerCoding(classCount: 3).decode(outputs).doubles == [0, 0])
    #expect(BinaryCoding(classCount: 3).decode(Tensor([[1.0, 1]] as [[Double]])).doubles == [3])
    #expect(
      OneHotCoding(classCount: 3).decode(Tensor([[0.5, 0.5, 0.1]] as [[Double]])).doubles == [0])
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = BinaryCoding(classCount: 3).encode(Tensor([3] as [Int32]))
    }
    await #expect(processExitsWith: .failure) { _ = ThermometerCoding(classCount: 0) }
    await #expect(processExitsWith: .failure) {
      _ = OneHotCoding(classCount: 3).decode(Tensor.zeros([2, 4]))
    }
  }
}
