extension CourseRow {
  /// Family K: networks that learn to invent.
  static let adversarial: [CourseRow] = [
    CourseRow("K1", "GAN", "S0:5484–5593"),
    CourseRow("K2", "DCGAN", "S0:5595"),
    CourseRow("K3", "WGAN", "S0:5760"),
    CourseRow("K4", "Conditional GAN", "S0:5798"),
    CourseRow("K5", "f-GAN, LSGAN, unrolled GAN", "S0:5493, 5620, 5747"),
    CourseRow("K6", "PixelRNN, PixelCNN", "S0:5666"),
    CourseRow("K7", "pix2pix, CycleGAN, DiscoGAN", "S0:6048"),
    CourseRow("K8", "Progressive GAN, StyleGAN, BigGAN", "S0:5972"),
    CourseRow("K9", "StackGAN", "S0:6094"),
    CourseRow("K10", "SRGAN", "S0:6177"),
    CourseRow("K11", "Context encoder", "S0:6190"),
    CourseRow(
      "K12",
      """
      Video GAN, face ageing, frontal view, GP-GAN blending, pix2pixHD, attribute GAN, 3-D \
      objects, poses, emoji, textures
      """,
      "S0:6000–6218"),
    CourseRow("K13", "Covering and seeking", "S0:5452, 5682"),
  ]
}
