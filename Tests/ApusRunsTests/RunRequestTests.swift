import Apus
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns

@Suite struct RunRequestTests {
  private let place = TemporaryFolder()
  private var folder: String { place.path }

  /// Writes a file of settings and reads it.
  private func request(_ text: String) throws -> RunRequest {
    try text.write(toFile: folder + "/run.yaml", atomically: true, encoding: .utf8)
    return try RunRequest(contentsOf: folder + "/run.yaml")
  }

  private func mistake(_ text: String) -> String {
    do {
      _ = try request(text).resolved()
      return ""
    } catch {
      return "\(error)".replacing(folder + "/", with: "")
    }
  }

  @Test func readsEverything() throws {
    let (recipe, settings, configuration) = try request(
      """
      recipe: lenet5
      epochs: 4
      batchSize: 100
      seed: 18446744073709551615
      settings:
        optimizer: {name: Lion, beta1: 0.8}
        learningRate: 0.0010
        schedule: CosineDecay:decayEpochs=4,warmupEpochs=0.5
      metrics: [f1, {name: topK, k: 3}]
      callbacks:
        - earlyStopping:patience=3,monitor=val_f1Score
        - name: TensorBoard
        - WeightAverage
      augmentation: [RandomHorizontalFlip, {name: RandomRotation, degrees: 15}]
      classWeights: balanced
      clip: {globalNorm: 1}
      accumulate: 2
      validation: 0.1
      checkpointEvery: 50
      """
    ).resolved()
    #expect(recipe.name == "lenet5" && configuration.epochs == 4)
    #expect(configuration.batchSize == 100 && configuration.seed == .max)
    // As it was written: the model's file holds the text.
    #expect(settings.text("learningRate") == "0.0010")
    #expect(settings.text("optimizer") == "Lion:beta1=0.8")
    let optimizer = try recipe.makeOptimizer(settings)
    #expect(optimizer.configuration.name == "Lion" && optimizer.learningRate == 0.001)
    let schedule = try #require(try recipe.makeSchedule(settings, updatesPerEpoch: 100))
    #expect(schedule.learningRate(at: 0) == 0 && schedule.learningRate(at: 25) == 0.0005)
    #expect(schedule.learningRate(at: 50) == 0.001 && schedule.learningRate(at: 450) == 0)
    let options = try #require(configuration.training)
    #expect(
      options.list("callbacks").count == 3 && options.accumulate == 2 && options.validation == 0.1)
    #expect(options.list("callbacks")[0].name == "EarlyStopping")
    #expect(options.list("metrics").compactMap(\.name) == ["f1Score", "topKAccuracy"])
    let callbacks = try options.makeCallbacks()
    #expect((callbacks[0] as? EarlyStopping)?.monitor.name == "val_f1Score")
    #expect(callbacks.last is WeightAverage)
    #expect(try options.makeClipping() == .globalNorm(1))
  }

  @Test func theCommandLineGoesFirst() throws {
    var request = try request(
      """
      recipe: xor\nepochs: 4\nsettings: {hidden: 3, learningRate: 0.5}\ncallbacks: [TerminateOnNaN]
      """
    )
    request.set("epochs", "9", option: "--epochs 9")
    request.set(setting: "hidden", "5")
    request.set("callbacks", ["none"], option: "--callback")
    let (_, settings, configuration) = try request.resolved()
    #expect(configuration.epochs == 9 && settings.integer("hidden") == 5)
    #expect(settings.number("learningRate") == 0.5 && configuration.training == nil)
  }

  /// Checked with what training counts: the last batch and the last update may be smaller ones.
  @Test(arguments: [
    (100, 10, nil, 10), (101, 10, nil, 11), (101, 10, 4, 3), (3, 10, 4, 1), (0, 10, nil, 1),
    (7, Int.max, Int.max, 1),
  ])
  func updatesOfAnEpoch(_ examples: Int, _ batchSize: Int, _ accumulate: Int?, _ updates: Int) {
    var options = TrainingOptions()
    options["accumulate"] = accumulate.map { .integer($0) }
    #expect(options.updatesPerEpoch(of: examples, batchSize: batchSize) == updates)
  }

  @Test(arguments: [
    (
      "recipe: xor\nepochs: ten",
      "run.yaml:2:9: epochs: \"ten\" is not a whole number; expected 1 to 1000000000"
    ),
    ("recipe: xorr", "run.yaml:1:9: unknown recipe 'xorr'; did you mean 'xor'?"),
    ("epochs: 3", "no recipe is named"),
    ("recipe: xor\nepoch: 3", "run.yaml:2:1: unknown key \"epoch\"; did you mean 'epochs'?"),
    (
      "recipe: xor\nsettings: {hiden: 3}",
      "run.yaml:2:19: unknown setting 'hiden'; did you mean 'hidden'?"
    ),
    (
      "recipe: xor\nsettings:\n  hidden: 0",
      "run.yaml:3:11: hidden=0: expected a whole number from 1 to 4096"
    ),
    ("recipe: xor\nbatchSize: half", "run.yaml:2:12: batchSize: \"half\" is no batch size"),
    (
      "recipe: xor\nsettings: {optimizer: \"adam:beta9=1\"}",
      "run.yaml:2:23: optimizer=Adam:beta9=1: Adam: it has no setting \"beta9\""
    ),
    (
      "recipe: xor\nsettings: {optimizer: adam, momentum: 0.5}",
      "Adam: it has no setting \"momentum\""
    ),
    ("recipe: xor\nsettings: {schedule: cosinedecay}", "CosineDecay: decaySteps is missing"),
    (
      "recipe: xor\nsettings:\n  optimizer: adam\n  schedule: cosinedecay",
      "run.yaml:4:13: schedule=CosineDecay: CosineDecay: decaySteps is missing"
    ),
    (
      "recipe: linear-regions",
      "run.yaml:1:9: linear-regions is a sweep, which makes a table, and no recipe"
    ),
    (
      "recipe: xor\ncallbacks: [EarlyStopping:monitor=val_acc]",
      "there is no \"val_acc\" to monitor; did you mean 'val_accuracy'?"
    ),
    (
      "recipe: xor\nsettings: {schedule: \"cosinedecay:decayEpochs=2\", rateDecay: 1}",
      "leave one of them out"
    ),
    (
      "recipe: xor\ncallbacks:\n  - EarlyStoping",
      "run.yaml:3:5: \"EarlyStoping\" is not a callback; did you mean 'EarlyStopping'?"
    ),
    (
      "recipe: xor\ncallbacks:\n  - name: EarlyStopping\n    patience: x",
      "run.yaml:4:15: EarlyStopping: patience is 'x'; it must be a whole number"
    ),
    (
      "recipe: xor\ncallbacks: [EarlyStopping:monitor=val_auc]",
      "run.yaml:2:13: there is no \"val_auc\" to monitor"
    ),
    (
      "recipe: xor\ncallbacks: [\"EarlyStopping:patience=\"]",
      "run.yaml:2:13: callbacks[0]: \"patience=\" gives no value; expected patience=VALUE"
    ),
    (
      "recipe: xor\nsettings: {optimizer: \"adam:beta1=,epsilon=1\"}",
      "\"beta1=\" gives no value"
    ),
    (
      "recipe: xor\ncallbacks:\n  - {name: ModelCheckpoint, everyEpoch: true, everySteps: 3}",
      "run.yaml:3:41: ModelCheckpoint: everyEpoch is true; it must be left out beside everySteps"
    ),
    (
      "recipe: xor\ncallbacks: [\"ModelCheckpoint:everySteps=3,monitor=loss\"]",
      "monitor is 'loss'; it must be left out where every epoch or step is written"
    ),
    (
      "recipe: xor\nepochs: 2\ndata: /somewhere",
      "run.yaml:3:7: data: \"/somewhere\" is of no use: xor is made on the spot"
    ),
    (
      "recipe: cifar-cnn\nsettings: {rateDecay: 0.1}\ncallbacks: [ReduceLROnPlateau]",
      "run.yaml:3:13: ReduceLROnPlateau and a schedule"
    ),
    ("recipe: xor\nmetrics: [topK:k=0]", "run.yaml:2:11: topKAccuracy: k is 0"),
    ("recipe: xor\nmetrics: [mse]", "meanSquaredError is a figure of values"),
    ("recipe: xor\nmetrics: [f1, f1Score]", "run.yaml:2:15: the metric f1Score is given twice"),
    (
      "recipe: xor\naugmentation: ['RandomCrop:height=2,width=2']",
      "run.yaml:2:16: augmentation is for images"
    ),
    (
      "recipe: lenet5\naugmentation:\n  - name: RandomRotation\n    degrees: [9, 3]",
      "run.yaml:4:14: RandomRotation: degrees is [9, 3]"
    ),
    ("recipe: lenet5\naugmentation: [CenterCrop]", "is not an augmentation"),
    (
      "recipe: lenet5\naugmentation: [{name: RandomCrop, height: 9, width: 9}]",
      "but the model takes"
    ),
    ("recipe: lenet5\naugmentation: [MixUp]\nclassWeights: balanced", "are of no one class"),
    (
      "recipe: xor\nclassWeights: [1]",
      "run.yaml:2:15: 1 class weights; expected a number from 0 on for each of 2 classes"
    ),
    (
      "recipe: perceptron\nsettings: {dataset: iris}\nclassWeights: {setsa: 2}",
      """
      run.yaml:3:15: there is no class 'setsa' to weight; expected some of Iris-setosa, \
      Iris-versicolor, Iris-virginica, or 0 to 2
      """
    ),
    (
      "recipe: perceptron\nsettings: {dataset: iris}\nclassWeights: {3: 2}",
      "there is no class '3' to weight"
    ),
    (
      "recipe: perceptron\nsettings: {dataset: iris}\nclassWeights: {iris: 2}",
      "there is no class 'iris' to weight"
    ),
    (
      "recipe: perceptron\nsettings: {dataset: iris}\nclassWeights: {setosa: 2, 0: 1}",
      "the class Iris-setosa has two weights"
    ),
    (
      "recipe: xor\nclassWeights: {0: -1}",
      "run.yaml:2:15: the class weight -1 of 0; expected a number from 0 on"
    ),
    ("recipe: xor\nclassWeights: even", "expected balanced, a list of numbers, or a number for"),
    ("recipe: xor\nclip: {size: 1}", "run.yaml:2:7: {\"size\": 1} is no clipping"),
    (
      "recipe: xor\nvalidation: 1",
      "run.yaml:2:13: validation: 1 is out of range; expected a share above 0 and below 1"
    ),
    ("recipe: xor\naccumulate: 0", "run.yaml:2:13: accumulate: 0 is out of range; expected 1 to"),
    ("recipe: xor\nthreads: 0", "run.yaml:2:10: threads: 0 is out of range"),
  ])
  func tellsWhereAMistakeIs(_ text: String, _ part: String) {
    let found = mistake(text)
    #expect(found.contains(part), "\(found)")
    #expect(!found.contains("\n"))
  }

  @Test func everyCallbackMetricAndAugmentationIsMadeByName() throws {
    let needed = ["GeneralizationLoss": "limit=5", "ValueReached": "target=0.1"]
    for name in CallbackConfiguration.names {
      let text = needed[name].map { "\(name):\($0)" } ?? name
      var request = RunRequest()
      request.set("recipe", "xor", option: "", isText: true)
      request.set("callbacks", [text], option: "--callback")
      let configuration = try request.resolved().configuration
      #expect(try configuration.training?.makeCallbacks().count == 1, "\(name)")
    }
    for entry in MetricConfiguration.all where entry.isOfClasses {
      let kinds = try RunRequest.makeMetrics([entry.name], option: "--metrics", fromLogits: true)
      #expect(kinds.last?.name == entry.name)
      let value = kinds.last?(
        Tensor([2, 1, 0, 3] as [Float], shape: [2, 2]), Tensor([0, 1] as [Int32]))
      #expect(value?.isFinite == true, "\(entry.name)")
    }
    let settings = [
      "RandomRotation": "degrees=5", "RandomZoom": "scale=0.1", "RandomHue": "turns=0.1",
      "RandomCrop": "height=32,width=32,padding=2", "RandomResizedCrop": "height=32,width=32",
      "RandomBrightness": "factor=0.2", "RandomContrast": "factor=[0.5, 1.5]",
      "RandomSaturation": "factor=0.2", "Cutout": "size=4",
    ]
    for name in AugmentationConfiguration.names {
      var request = RunRequest()
      request.set("recipe", "lenet5", option: "", isText: true)
      request.set(
        "augmentation", [settings[name].map { "\(name):\($0)" } ?? name], option: "--augment")
      #expect(
        try request.resolved().configuration.training?.list("augmentation").count == 1, "\(name)")
    }
  }

  @Test func everyOptimizerIsMadeByName() throws {
    for name in Registry.optimizers.names {
      var request = RunRequest()
      request.set("recipe", "xor", option: "", isText: true)
      request.set(setting: "optimizer", name.lowercased())
      let (recipe, settings, _) = try request.resolved()
      #expect(try recipe.makeOptimizer(settings).configuration.name == name)
    }
  }

  @Test func everyTemplateIsReadBack() throws {
    for recipe in Recipe.all {
      var first = RunRequest()
      first.set("recipe", recipe.name, option: "", isText: true)
      if try recipe.data.expectedFacts(SettingValues(for: recipe.settings)) == nil {
        first.set("data", "/photos", option: "", isText: true)
      }
      let wanted = try first.resolved().configuration
      let found = try request(wanted.template(of: recipe)).resolved().configuration
      #expect(found.settings == wanted.settings && found.training == nil, "\(recipe.name)")
      #expect(found.epochs == wanted.epochs && found.batchSize == wanted.batchSize)
    }
  }

  @Test(
    arguments: [
      ("balanced", nil), ("[1, 2, 0.5]", [1, 2, 0.5]), ("1,2,0.5", [1, 2, 0.5]),
      ("{setosa: 2, virginica: 0.5}", [2, 1, 0.5]), ("setosa=2,virginica=0.5", [2, 1, 0.5]),
      ("{0: 2, 2: 3}", [2, 1, 3]), ("0=2,VERSI=0", [2, 0, 1]), ("Iris-setosa=1e1", [10, 1, 1]),
    ] as [(String, [Double]?)])
  func classesAreWeightedInOrderOrByName(_ text: String, _ weights: [Double]?) throws {
    let (recipe, settings, configuration) = try request(
      "recipe: perceptron\nsettings: {dataset: iris}\nclassWeights: \(text)"
    ).resolved()
    let names = try recipe.facts(settings).classNames
    let options = try #require(configuration.training)
    #expect(try options.makeClassWeights(names) == weights)
    // The run's own file says the same.
    let again = try request(configuration.yaml(of: recipe)).resolved().configuration
    #expect(again.training == options)
  }

  @Test func aRunsOwnFileRepeatsIt() throws {
    let asked = try request(
      """
      recipe: perceptron
      epochs: 3
      seed: 7
      settings: {dataset: iris, learningRate: "0.10"}
      metrics: [f1]
      callbacks: [{name: EarlyStopping, patience: 2, monitor: loss}, {name: CSVLogger, path: "a \
      b.csv"}]
      clip: {norm: 0.5}
      classWeights: [1, 2, 0.5]
      """)
    let (recipe, _, configuration) = try asked.resolved()
    let again = try request(configuration.yaml(of: recipe)).resolved().configuration
    #expect(again.settings == configuration.settings && again.training == configuration.training)
    #expect(again.seed == 7 && again.threads == configuration.threads)
    // And as JSON, which is what a resumed run reads.
    let encoded = try JSONEncoder().encode(configuration)
    let decoded = try JSONDecoder().decode(RunConfiguration.self, from: encoded)
    #expect(decoded == configuration)
  }

  @Test func runsOfEarlierVersionsAreRead() throws {
    let old = """
      {"batchSize": 4, "created": "2026-01-01T00:00:00Z", "epochs": 2, "recipe": "xor", "seed": 0,
      "settings": {"dataset": "xor", "hidden": "8", "learningRate": "0.1", "momentum": "0",
      "optimizer": "sgd", "rateDecay": "0", "weightDecay": "0"}, "threads": 1, "version": "0.1.0"}
      """
    try old.write(toFile: folder + "/config.json", atomically: true, encoding: .utf8)
    let experiment = try Experiment(resuming: folder)
    #expect(
      experiment.configuration.training == nil && experiment.settings.text("schedule") == "none")
  }

  @Test func damagedFilesThrow() throws {
    let text = """
      recipe: lenet5
      settings: {optimizer: "adam:beta1=0.8", schedule: {name: CosineDecay, decayEpochs: 3}}
      callbacks: [{name: EarlyStopping, patience: 3}, "ModelCheckpoint:path=x,keep=2"]
      metrics: [f1, topK:k=3]
      augmentation: [{name: RandomRotation, degrees: [-5, 5]}, MixUp]
      clip: {globalNorm: 1}
      fold: {method: plain, number: 1, count: 5}
      """
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<2000 {
      var bytes = Array(text.utf8)
      for _ in 0..<(1 + next(4)) {
        let place = next(bytes.count)
        switch next(3) {
        case 0: bytes[place] = UInt8(32 + next(95))
        case 1: bytes.insert(UInt8(32 + next(95)), at: place)
        default: bytes.remove(at: place)
        }
      }
      let found = mistake(String(decoding: bytes, as: UTF8.self))
      if found.contains("\n") || found.utf8.count > 900 { Issue.record("\(found)") }
    }
  }
}
