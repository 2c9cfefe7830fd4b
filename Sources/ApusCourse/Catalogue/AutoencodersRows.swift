extension CourseRow {
  /// Family J: networks that learn to copy.
  static let autoencoders: [CourseRow] = [
    CourseRow("J1", "Autoencoder, stacked, denoising, 4:1 compression", "S2:2665, S1"),
    CourseRow("J2", "Convolutional autoencoder", "S0:3427"),
    CourseRow("J3", "VAE", "S0:3241"),
    CourseRow("J4", "Deep VAE", "S0:3526"),
    CourseRow("J5", "Masked autoencoder", "S0:5393"),
    CourseRow("J6", "Probabilistic layers", "S0:3420"),
  ]
}
