import ApusCore
import ApusData
import ApusInterop
import ApusTestSupport
import Foundation
import Testing

@testable import ApusTraining

@Suite struct NumPyDataTests {
  private let folder = TemporaryFolder()

  private func write(_ arrays: [String: Tensor]) throws -> String {
    let path = folder.path + "/\(arrays.keys.sorted().joined()).npz"
    try NumPyArchive.write(arrays, to: path, compressed: true)
    return path
  }

  private let x = Tensor((0..<12).map { Float($0) }, shape: [4, 3])
  private let y = Tensor([0, 2, 1, 2] as [Int32])

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [("x", "y"), ("X", "labels"), ("images", "target"), ("x_train", "y_train")])
  func arraysAreFoundByName(_ names: (x: String, y: String)) throws {
    let data = try NumPyData(write([names.x: x, names.y: y, "other": x]))
    #expect(data.parts == [.train] && data.classNames == ["0", "1", "2"])
    let train = try #require(data.dataset(.train))
    #expect(train.featureShape == [3] && train.count == 4)
    #expect(try train.classes() == [0, 2, 1, 2])
    #expect(try train.all().features.floats == x.floats)
  }

  @Test func keras() throws {
    let images = Tensor((0..<24).map { UInt8(10 * $0) }, shape: [2, 3, 4])
    let path = try write([
      "x_train": images, "y_train": Tensor([1, 0] as [UInt8]), "x_test": images,
      "y_test": Tensor([5, 0] as [UInt8]), "train_ids": y,
    ])
    let data = try NumPyData(path)
    #expect(data.parts == [.train, .test] && data.classNames.count == 6)
    let test = try #require(data.dataset(.test))
    #expect(test.featureShape == [3, 4, 1] && test.classNames == data.classNames)
    #expect(try test.batch(at: [1]).features.floats == (12..<24).map { Float(10 * $0) / 255 })
    let colours = try NumPyData(
      write(["x": Tensor.zeros([2, 3, 4, 3], dtype: .uint8), "y": Tensor([0.5, 1] as [Float])]))
    #expect(colours.dataset(.train)?.featureShape == [3, 4, 3])
    #expect(colours.dataset(.train)?.labelType == .values([1]))
  }

  @Test func foldersOfFiles() throws {
    try NumPyFile(x).write(to: folder.path + "/train_x.npy")
    try NumPyFile(y.cast(to: .float64)).write(to: folder.path + "/train_y.npy")
    try NumPyFile(x).write(to: folder.path + "/val_x.npy")
    try NumPyFile(y.cast(to: .float64)).write(to: folder.path + "/val_y.npy")
    let data = try NumPyData(folder.path)
    #expect(data.parts == [.train, .validation] && data.classNames == [])
    #expect(try data.dataset(.validation)?.all().labels.floats == [0, 2, 1, 2])
    let named = try NumPyData(folder.path, x: "val_x", y: "train_y")
    #expect(named.parts == [.train])
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let short = Tensor([1, 2] as [Int32])
    #expect(
      message { _ = try NumPyData(write(["x": x, "y": short])) }
        .contains("x and y: are [4, 3] and [2], of different numbers of examples"))
    #expect(
      message { _ = try NumPyData(write(["a": x, "b": y])) }
        .contains("expected arrays x and y, or x_train and y_train; found a, b"))
    #expect(
      message { _ = try NumPyData(write(["x": x, "y": y * -1])) }.contains("has the class -2"))
    #expect(
      message {
        _ = try NumPyData(write(["x_train": x, "y_train": y, "x_val": x, "y_val": x]))
      }.contains("classes in one part and values in another"))
    #expect(
      message { _ = try NumPyData(write(["x": x / 0, "y": y])) }.contains("infinite"))
    #expect(message { _ = try NumPyData(folder.path + "/none.npz") }.contains("no such file"))
    #expect(
      message { _ = try NumPyData(write(["x": x, "y": y]), x: "z", y: "y") }
        .contains("holds no array 'z'; expected one of x, y"))
  }
}
