import ApusCore
import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// A small convolutional network on the user's own photographs, sorted into folders by class.
  ///
  /// On CIFAR-10 as images it is `cifar-cnn`. Source: catalogue B15.
  public static let classify = Recipe(
    name: "classify", summary: "photographs of your own, in a folder for each class (--data)",
    rows: ["B15"], data: ImageFolderData(size: 64), epochs: 25, batchSize: 32,
    optimizer: "RMSprop", learningRate: "0.0005", rateDecay: "0.12",
    settings: [dropoutSetting(0.25)],
    supervision: Supervision { values, facts in
      smallConvolutionalNetwork(
        facts.inputShape, classes: facts.classNames.count, dropout: values.number("dropout"))
    })
}
