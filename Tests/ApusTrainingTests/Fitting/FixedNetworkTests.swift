import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTestSupport
import Testing

@testable import ApusTraining

/// A student that learns from a teacher, which checkpoints do not hold.
@Suite struct FixedNetworkTests {
  private final class Student: Learner {
    let teacher = Dense(3)
    let student = Dense(3)
    let origin: String
    lazy var networks = [
      Network("student", student),
      Network("teacher", teacher, role: .fixed(origin: origin), isResult: false),
    ]
    lazy var players = [Player(SGD(learningRate: 0.1), moves: [student])]

    init(teacherSeed: UInt64, origin: String) {
      self.origin = origin
      RandomGenerator.with(seed: teacherSeed) {
        teacher.build([4])
        _ = teacher.weights
      }
    }

    func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
      let wanted = teacher(batch.features)
      return [
        "loss": try engine.minimize { Loss.meanSquaredError(student(batch.features), wanted) }
      ]
    }
  }

  private let data = TensorDataset(
    .randomUniform([20, 4], generator: RandomGenerator(seed: 1)), .zeros([20, 1]))
  private let folder = TemporaryFolder()

  private func fit(_ student: Student, epochs: Int) throws -> History {
    try student.fit(
      data, epochs: epochs, batchSize: 5, run: RunFolder(folder["run"]),
      reporter: SilentReporter())
  }

  @Test func checkpointsHoldNoTeacher() throws {
    let student = Student(teacherSeed: 7, origin: "teacher.safetensors")
    #expect(try fit(student, epochs: 1).epochs.count == 1)
    let file = try #require(try RunFolder(folder["run"]).latestCheckpoint())
    let checkpoint = try Checkpoint(contentsOf: file)
    #expect(Array(checkpoint.networks.keys) == ["student"])
    #expect(checkpoint.fixed["teacher"]?.origin == "teacher.safetensors")
    let safetensors = try Safetensors(contentsOf: file)
    #expect(safetensors.tensors.keys.allSatisfy { !$0.contains("teacher") })
  }

  @Test func aRunGoesOnWithTheSameTeacherOnly() throws {
    _ = try fit(Student(teacherSeed: 7, origin: "a.safetensors"), epochs: 1)
    // The same weights from elsewhere are the same teacher.
    let again = Student(teacherSeed: 7, origin: "moved.safetensors")
    #expect(try fit(again, epochs: 2).epochs.count == 2)
    let error = #expect(throws: FileError.self) {
      try fit(Student(teacherSeed: 8, origin: "b.safetensors"), epochs: 3)
    }
    #expect(
      error?.description.contains("was written with another network \"teacher\"") == true)
  }
}
