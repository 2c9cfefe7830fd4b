extension CourseRow {
  /// Family F: finding objects.
  static let detection: [CourseRow] = [
    CourseRow("F1", "Sliding window", "S3"),
    CourseRow("F2", "R-CNN, Fast R-CNN", "S3"),
    CourseRow("F3", "Faster R-CNN", "S3"),
    CourseRow("F4", "R-FCN", "S3"),
    CourseRow("F5", "YOLOv1/v2 loss and net", "S3"),
    CourseRow("F6", "YOLOv3", "S3"),
    CourseRow("F7", "SSD", "S3"),
    CourseRow("F8", "RetinaNet", "S3"),
    CourseRow("F9", "Common parts", "S3"),
    CourseRow("F10", "Localisation", "S3:39"),
  ]
}
