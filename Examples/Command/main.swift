import Apus
import ApusCommand
import ExampleLearners

// A command of one's own: everything of `apus`, with learners and parts of one's own beside the
// library's.
let recipes = [
  Recipe(
    name: "pair", summary: "an adversarial pair on strokes, three critic steps to one",
    data: NamedSets([.strokes]), epochs: 3, batchSize: 64,
    settings: [
      Setting("hidden", .integer(1...1024), default: "32", "hidden units of both networks")
    ]
  ) { request in
    AdversarialPair(
      size: request.facts.inputShape.elementCount, hidden: request.settings.integer("hidden"))
  },
  Recipe(
    name: "two-heads", summary: "two inputs and two outputs of different kinds",
    data: MadeData { _, seed in
      DatasetSplits(
        train: TwoHeads.examples(2000, seed: seed), test: TwoHeads.examples(400, seed: seed + 1))
    }, epochs: 5, batchSize: 16
  ) { TwoHeads.learner($0.generator) },
  Recipe(
    name: "stream", summary: "a network on a stream that does not tell its length", epochs: 5,
    source: { _, _ in NumberStream(length: 300) }
  ) { _ in CurveFitter() },
  Recipe(
    name: "growing", summary: "a network that grows a layer after every second epoch",
    data: NamedSets([.iris]), epochs: 8, batchSize: 4
  ) { GrowingNetwork(classes: $0.facts.classNames.count) },
  Recipe(
    name: "replay", summary: "an agent that learns from a replay buffer", epochs: 6,
    source: { learner, _ in
      guard let agent = learner as? ReplayAgent else { return NumberStream() }
      return agent.makeSource(stepsPerEpoch: 60)
    }
  ) { _ in ReplayAgent() },
]

apusMain(recipes: recipes + [.ring], library: library)
