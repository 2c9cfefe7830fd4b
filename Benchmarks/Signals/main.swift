// Short trainings in a program that handles signals itself: timers of a millisecond on both clocks,
// and a child's end every millisecond. Each training is a process; all must end well, with the same
// loss.
//
//   swift run --package-path Benchmarks -c release Signals [RUNS]
import Apus
import Foundation
import Synchronization

let handled = Atomic<Int>(0)

/// Installs handlers and lets signals come. A handler's frame alone does the harm.
func handleSignals() {
  for number in [SIGALRM, SIGPROF, SIGCHLD] {
    signal(number) { _ in handled.add(1, ordering: .relaxed) }
  }
  let millisecond = timeval(tv_sec: 0, tv_usec: 1_000)
  var every = itimerval(it_interval: millisecond, it_value: millisecond)
  // ITIMER_REAL and ITIMER_PROF, which are no integers everywhere.
  for clock in [0, 2] as [Int32] { setitimer(clock, &every, nil) }
  Thread.detachNewThread {
    while true {
      usleep(1_000)
      kill(getpid(), SIGCHLD)
    }
  }
}

/// The losses of a dense and a convolutional network after some steps on noise.
func train() throws -> String {
  let random = RandomGenerator(seed: 3)
  let data = TensorDataset(
    features: (0..<512 * 784).map { _ in Float(random.uniform(from: -1, to: 1)) },
    shape: [28, 28, 1], classes: (0..<512).map { Int32($0 % 10) })
  let dense = Sequential {
    Flatten()
    Dense(64, activation: .relu)
    Dense(10)
  }
  let convolutional = Sequential {
    Conv2D(8, kernel: 3, activation: .relu)
    MaxPooling2D()
    Conv2D(16, kernel: 3, activation: .relu)
    Flatten()
    Dense(10)
  }
  return try [(dense, 4), (convolutional, 1)].map { model, epochs in
    model.compile(optimizer: Adam(), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
    let history = try model.fit(data, epochs: epochs, batchSize: 16, reporter: SilentReporter())
    return "\(history["loss"].last ?? .nan)"
  }.joined(separator: " ")
}

if CommandLine.arguments.last == "train" {
  handleSignals()
  let losses = try train()
  print(losses, handled.load(ordering: .relaxed))
  exit(0)
}

var outcomes: [String: Int] = [:], signals = 0
for _ in 0..<(Int(CommandLine.arguments.last ?? "") ?? 1_000) {
  let child = Process(), output = Pipe()
  child.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
  child.arguments = ["train"]
  child.standardOutput = output
  try child.run()
  let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  child.waitUntilExit()
  let words = text.split(whereSeparator: \.isWhitespace)
  signals += Int(words.last ?? "") ?? 0
  let end = child.terminationReason == .exit ? "status" : "signal"
  let losses = words.dropLast().joined(separator: ", ")
  outcomes["\(end) \(child.terminationStatus), losses \(losses)", default: 0] += 1
}
for (outcome, count) in outcomes.sorted(by: { $0.key < $1.key }) { print("\(count) ×", outcome) }
print(signals, "signals handled")
exit(outcomes.count == 1 && outcomes.keys.allSatisfy { $0.hasPrefix("status 0") } ? 0 : 1)
