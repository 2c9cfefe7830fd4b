import ApusCore
import ApusFiles

extension ImageFolder {
  /// How closely images are looked at before training.
  public enum Check: String, Sendable, Hashable, Codable, CaseIterable {
    /// Their headers and whether their ends are there.
    case headers
    /// All of them is decoded once.
    case whole
    /// All of them where the files are less than 512 MB together, which takes some seconds, else
    /// headers.
    case automatic

    fileprivate static let automaticLimit = 512 << 20
  }

  /// Looks whether the images can be decoded, on all processors.
  ///
  /// - Parameters:
  ///   - check: how closely.
  ///   - skippingDamaged: whether images that cannot be decoded are left out, which ``notes`` says,
  ///     else they are an error.
  ///   - progress: told from time to time, from any thread, how many images of how many have been
  ///     looked at.
  /// - Throws: ``DataError`` that names the first images that cannot be decoded, or where none is
  ///   left of a class.
  public mutating func check(
    _ check: Check = .automatic, skippingDamaged: Bool = false,
    progress: @escaping @Sendable (_ done: Int, _ count: Int) -> Void = { _, _ in }
  ) throws {
    // In the order of splits and paths, so that the same ones are named each time.
    let numbers = parts.flatMap { (members[$0] ?? []).map(\.file) }
    let files = files
    let looks = try Pipeline.mapEach(numbers.count, progress: progress) { index in
      Look(atHeaderOf: Int(numbers[index]), in: files)
    }
    let size = looks.reduce(0) { $0 + $1.size }
    let decodesAll =
      switch check {
      case .headers: false
      case .whole: true
      case .automatic: size <= Check.automaticLimit
      }
    // A missing end may be harmless, which only decoding tells.
    let left = looks.indices.filter {
      looks[$0].problem == nil && (decodesAll || !looks[$0].hasEnd)
    }
    let found = try Pipeline.mapEach(left.count, progress: progress) { index in
      Look.problem(ofWhole: Int(numbers[left[index]]), in: files)
    }
    var problems = looks.map(\.problem)
    for (index, problem) in zip(left, found) { problems[index] = problem }
    let damaged = problems.indices.compactMap { index in
      problems[index].map { (file: numbers[index], error: $0) }
    }
    guard !damaged.isEmpty else { return }
    let list = damaged.prefix(3).map { "\($0.error.subject) (\($0.error.problem))" }
    let names = list.joined(separator: ", ") + (damaged.count > 3 ? ", …" : "")
    let images = damaged.count == 1 ? "1 image" : "\(damaged.count) images"
    guard skippingDamaged else {
      throw DataError(
        .corrupt, path, "\(images) of \(numbers.count) cannot be read: \(names)",
        advice: "mend or remove them, or leave them out with --skip-damaged")
    }
    remove(
      Set(damaged.map(\.file)), note: "\(images) that cannot be read are left out: \(names)")
    try expectTrainingImages()
  }

  /// Throws where an image is of another size, which it names.
  func expectSize(height: Int, width: Int) throws {
    let numbers = parts.flatMap { (members[$0] ?? []).map(\.file) }
    try Pipeline.forEach(numbers.count) { index in
      let file = Int(numbers[index])
      try files.withBytes(of: file) {
        let found = try ImageDecoder($0, name: files.name(of: file))
        guard found.height == height && found.width == width else {
          throw DataError(
            .unsuitable, files.name(of: file),
            "expected \(width) by \(height) pixels, found \(found.width) by \(found.height)",
            advice: "scale it or leave it out")
        }
      }
    }
  }

  /// Throws where a class has no image to learn from.
  private func expectTrainingImages() throws {
    guard let images = members[.train] else { return }
    var counts = [Int](repeating: 0, count: classNames.count)
    for image in images { counts[Int(image.label)] += 1 }
    if let empty = counts.firstIndex(of: 0) {
      throw DataError(
        .unsuitable, path, "no image of the class \(classNames[empty]) can be read",
        advice: "mend its images, or move its folder away")
    }
  }
}

/// What a first look at an image file told.
private struct Look: Sendable {
  /// Why it cannot be decoded; nil where nothing is known to be wrong.
  var problem: DataError?
  /// Whether it ends as a whole file does.
  var hasEnd = true
  var size = 0

  init(atHeaderOf file: Int, in files: any EncodedFiles) {
    do {
      let glimpse = try files.glimpse(of: file)
      size = glimpse.size
      let isWhole = glimpse.first.count == glimpse.size
      let name = files.name(of: file)
      do {
        try glimpse.first.withUnsafeBufferPointer { _ = try ImageDecoder($0, name: name) }
      } catch let error as DataError where error.reason == .corrupt && !isWhole {
        // The header may be longer than the glimpse.
        try files.withBytes(of: file) { _ = try ImageDecoder($0, name: name) }
      }
      let end: [UInt8] =
        glimpse.first.first == 0xFF ? [0xFF, 0xD9] : Array("IEND".utf8)
      hasEnd = Look.contains(glimpse.last, end)
    } catch let error as DataError {
      problem = error
    } catch {
      problem = DataError(.corrupt, files.name(of: file), "\(error)", advice: "remove it")
    }
  }

  static func problem(ofWhole file: Int, in files: any EncodedFiles) -> DataError? {
    do {
      try files.withBytes(of: file) { try ImageFile.check($0, name: files.name(of: file)) }
      return nil
    } catch let error as DataError {
      return error
    } catch {
      return DataError(.corrupt, files.name(of: file), "\(error)", advice: "remove it")
    }
  }

  private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    bytes.indices.contains { bytes[$0...].starts(with: part) }
  }
}
