import Configuration
import Domain

/// The objects that a program answers for, at their places.
///
/// All methods throw `TargetError` and what reading the repository throws.
final class CommandView {
  let program: CommandProgram
  let capabilities: TargetCapabilities
  private let comparison: TargetsFile.Comparison
  private var known: KnownObjects?
  private var ids = RemoteIDs()
  /// Contents of the last readings, as many as are to be kept.
  private var contents: [GitPath: (object: LiveObject, bytes: [UInt8])] = [:]
  private var keptBytes = 0

  init(_ program: CommandProgram, _ target: TargetsFile.Target) {
    self.program = program
    comparison = target.comparison
    let description = program.description
    capabilities = TargetCapabilities(
      deactivation: description.canDeactivate ? .moving(below: DeactivatedPlaces.folder) : nil,
      identityKey: target.key, canDelete: description.canDelete,
      movesAtOnce: description.movesAtOnce)
  }

  func use(_ known: KnownObjects) {
    self.known = known
    ids.use(known)
  }

  // MARK: IDs

  /// The ID that is known of the object of a place, whichever of its two places it is at.
  func id(at path: GitPath) throws -> String? { try ids.id(at: path) }

  /// Notes the ID of the object that is at a place now, or that it is gone.
  func set(_ id: String?, at path: GitPath) { ids.set(id, at: path) }

  // MARK: Reading

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    var result: [GitPath: LiveReading] = [:]
    var questions: [CommandProgram.Question] = []
    var places: Set<GitPath> = []
    for object in sought where places.insert(object.place).inserted {
      forget(object.place)
      guard let place = CommandPlace(object.place) else {
        result[object.place] = .unreadable("has a path that is no UTF-8")
        continue
      }
      if !place.isActive, !program.description.canDeactivate { continue }
      var question = CommandProgram.Question(
        path: object.place, place: place, remoteID: try id(at: object.place))
      if program.description.findsByContent, question.remoteID == nil {
        question.candidates = try candidates(object)
      }
      questions.append(question)
    }
    let readings = try read(questions)
    let strangers = strangers(questions, readings)
    for (index, question) in questions.enumerated() {
      switch (readings[index], strangers[index]) {
      case (_, .unreadable(let reason)?): result[question.path] = .unreadable(reason)
      case (_, .absent?), (.absent, _): break
      case (.unreadable(let reason), _): result[question.path] = .unreadable(reason)
      case (.present(let object, let bytes, let id), _):
        result[question.path] = .object(object)
        if let id { ids.note(id, at: question.path) }
        keep(bytes, of: object, at: question.path)
      }
    }
    return result
  }

  /// In requests that are not too large.
  private func read(
    _ questions: [CommandProgram.Question]
  ) throws -> [CommandProgram.Reading] {
    var readings: [CommandProgram.Reading] = []
    while readings.count < questions.count {
      var part: [CommandProgram.Question] = []
      var bytes = 0
      for question in questions[readings.count...].prefix(program.description.readsAtOnce) {
        bytes += question.candidates.reduce(0) { $0 + $1.count }
        if !part.isEmpty, bytes > CommandLimits.candidateBytes { break }
        part.append(question)
      }
      readings += try program.read(part)
    }
    return readings
  }

  /// What the repository knows that may be there.
  private func candidates(_ object: SoughtObject) throws -> [[UInt8]] {
    guard let known else { return [] }
    var result: [[UInt8]] = []
    var bytes = 0
    for version in object.versions where program.description.modes.contains(version.mode) {
      let content = try known.content(version)
      bytes += content.count
      if bytes > CommandLimits.candidateBytes { break }
      result.append(content)
    }
    return result
  }

  /// The questions whose answer is an object that is another place's: one system's object is never
  /// at two places. It belongs where it was asked for by its ID.
  private func strangers(
    _ questions: [CommandProgram.Question], _ readings: [CommandProgram.Reading]
  ) -> [Int: CommandProgram.Reading] {
    var owners: [String: [Int]] = [:]
    for (index, reading) in readings.enumerated() {
      if case .present(_, _, let id?) = reading { owners[id, default: []].append(index) }
    }
    var result: [Int: CommandProgram.Reading] = [:]
    for (id, indexes) in owners where indexes.count > 1 {
      let known = indexes.filter { questions[$0].remoteID == id }
      for index in indexes {
        if known.count == 1 {
          if index != known[0] { result[index] = .absent }
        } else if let other = indexes.first(where: { $0 != index }) {
          result[index] = .unreadable(
            "is the same object as \(questions[other].path): both have the remote ID "
              + program.shown(id, limit: 100))
        }
      }
    }
    return result
  }

  // MARK: Contents

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    if let kept = contents[path], kept.object == live { return kept.bytes }
    guard let place = CommandPlace(path) else { return nil }
    let question = CommandProgram.Question(path: path, place: place, remoteID: try id(at: path))
    guard case .present(let object, let bytes, _)? = try program.read([question]).first,
      object == live
    else { return nil }
    return bytes
  }

  private func keep(_ bytes: [UInt8], of object: LiveObject, at path: GitPath) {
    guard keptBytes + bytes.count <= CommandLimits.keptBytes else { return }
    keptBytes += bytes.count
    contents[path] = (object, bytes)
  }

  private func forget(_ path: GitPath) {
    guard let old = contents.removeValue(forKey: path) else { return }
    keptBytes -= old.bytes.count
  }

  func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    try comparison.identity(of: version, at: path, content: content)
  }

  // MARK: Refusals

  func refusals(writing: [DesiredObject]) throws -> [GitPath: String] {
    var result: [GitPath: String] = [:]
    for object in writing {
      if CommandPlace(object.path) == nil {
        result[object.path] = "its path is no UTF-8, which the target's program cannot be told"
      } else if !program.description.modes.contains(object.version.mode) {
        result[object.path] = "the target's program takes no \(Self.name(object.version.mode))"
      } else if try object.content().count > CommandLimits.contentBytes {
        result[object.path] =
          "it has more than \(CommandLimits.contentBytes >> 20) MiB, and no request takes more"
      }
    }
    return result
  }

  private static func name(_ mode: FileMode) -> String {
    switch mode {
    case .regular: "plain files"
    case .executable: "executable files"
    case .symbolicLink: "symbolic links"
    case .submodule: "submodules"
    case .folder: "folders"
    }
  }
}
