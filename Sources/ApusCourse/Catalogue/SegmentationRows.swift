extension CourseRow {
  /// Family G: a class or a value for every pixel.
  static let segmentation: [CourseRow] = [
    CourseRow("G1", "Sliding-window segmentation", "S3"),
    CourseRow("G2", "FCN", "S3"),
    CourseRow("G3", "U-Net", "S3, S0:5367"),
    CourseRow("G4", "DeepLab v3+", "S3"),
    CourseRow("G5", "Mask R-CNN", "S3"),
    CourseRow("G6", "Matting with trimap", "S0:5374"),
    CourseRow("G7", "Deblurring (MixNet), denoising", "S0:5321"),
  ]
}
