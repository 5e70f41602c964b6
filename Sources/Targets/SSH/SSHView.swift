import Configuration
import Domain

/// The files of a folder on another machine.
///
/// The machine tells the SHA-1 of a file's bytes, which costs it two programs for a whole folder. What
/// git would call them follows where their content is known: what is sought, and what was written.
/// Of others it is asked for.
final class SSHView {
  let agent: SSHAgent
  private var known: KnownObjects?
  /// SHA-1 of the bytes, in hexadecimal digits, by the ID of the blob, and the other way round.
  private var plains: [ObjectID: String] = [:]
  private var blobs: [String: ObjectID] = [:]
  /// Where places are below; nil for the target's own folder.
  var base: String?
  /// The same as the machine was told, by the script that was started so many times.
  private var told: (base: String?, starts: Int) = (nil, 0)

  /// How many places are asked for at once.
  private static let askedAtOnce = 500

  init(_ agent: SSHAgent) { self.agent = agent }

  func use(_ known: KnownObjects) { self.known = known }

  /// Asks about places; see `SSHAgent.ask`. What only reads is asked once more where the connection was
  /// lost. Throws `TargetError`.
  func ask(
    _ verb: String, _ words: [String], isFinished: Bool = false
  ) throws(TargetError) -> [String] {
    if !isFinished, let answer = try? askOnce(verb, words, isFinished: false) { return answer }
    return try askOnce(verb, words, isFinished: isFinished)
  }

  private func askOnce(
    _ verb: String, _ words: [String], isFinished: Bool
  ) throws(TargetError) -> [String] {
    try agent.startIfNeeded()
    // A script that was just started knows of no other folder than the target's.
    if told.starts != agent.starts { told = (nil, agent.starts) }
    if told.base != base {
      let answer = try agent.ask("base", [base.map { SSHScript.word($0.utf8) } ?? "."])
      guard answer == ["done"] else {
        throw agent.error("the folder \(base ?? ".") of \(agent.path) cannot be opened", [])
      }
      told.base = base
    }
    return try agent.ask(verb, words, isFinished: isFinished)
  }

  // MARK: What is known of contents

  func learn(_ bytes: [UInt8], as blob: ObjectID) -> String {
    if let known = plains[blob] { return known }
    var hash = SHA1()
    hash.update(bytes)
    let plain = hash.finish().map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
    note(plain, blob)
    return plain
  }

  private func note(_ plain: String, _ blob: ObjectID) {
    plains[blob] = plain
    blobs[plain] = blob
  }

  /// The SHA-1 of a version that was read or written, or that the repository has; nil for others.
  func plain(of version: FileVersion) -> String? {
    if let plain = plains[version.content] { return plain }
    guard let bytes = try? known?.content(version) else { return nil }
    return learn(bytes, as: version.content)
  }

  // MARK: Reading

  /// What is at each place; one that holds nothing is absent. Throws `TargetError`.
  func read(_ sought: [SoughtObject]) throws(TargetError) -> [GitPath: LiveReading] {
    var result: [GitPath: LiveReading] = [:]
    var versions: [GitPath: [FileVersion]] = [:]
    for object in sought { versions[object.place, default: []] += object.versions }
    let asked = AskedPlaces(versions.keys)
    var places: [GitPath] = []
    for place in versions.keys.sorted() {
      if let reason = ObjectNames.refusal(of: place) {
        result[place] = .unreadable(reason)
      } else {
        places.append(place)
      }
    }
    var found: [(GitPath, SSHRecord)] = []
    var start = 0
    while start < places.count {
      let part = places[start..<min(start + Self.askedAtOnce, places.count)]
      let answer = try ask("read", part.map { SSHScript.word($0.bytes) })
      guard let records = SSHRecord.read(answer), records.count == part.count else {
        throw agent.unusable("read")
      }
      found += zip(part, records)
      start += part.count
    }
    var unknown: [GitPath] = []
    for (place, record) in found {
      switch record {
      case .file(_, let plain) where blob(plain, among: versions[place] ?? []) == nil:
        unknown.append(place)
      case .link(let plain) where blob(plain, among: versions[place] ?? []) == nil:
        if let bytes = try bytes(at: place) { _ = learn(bytes, as: BlobHash.id(of: bytes)) }
      default: break
      }
    }
    try findBlobs(unknown)
    for (place, record) in found {
      result[place] = reading(record, at: place, asked)
    }
    return result
  }

  private func reading(
    _ record: SSHRecord, at place: GitPath, _ asked: AskedPlaces
  ) -> LiveReading? {
    switch record {
    case .file(let mode, let plain):
      guard let blob = blobs[plain] else { return .unreadable("changes while it is read") }
      return .object(LiveObject(mode: mode, content: blob))
    case .link(let plain):
      guard let blob = blobs[plain] else { return .unreadable("changes while it is read") }
      return .object(LiveObject(mode: .symbolicLink, content: blob))
    case .nothing, .emptyFolder: return nil
    case .folder: return asked.hasFolder(place) ? nil : .unreadable("is a folder")
    case .other(let kind): return .unreadable("is \(kind)")
    case .unreadable(let reason): return .unreadable("cannot be read: \(reason)")
    case .behind(let obstacle):
      let at = place.prefix(obstacle.depth + 1)
      switch obstacle.kind {
      case .missing: return nil
      case .file, .link:
        if asked.contains(at) { return nil }
        return .unreadable("cannot be reached: \(obstacle.clause(at: at))")
      default: return .unreadable("cannot be reached: \(obstacle.clause(at: at))")
      }
    }
  }

  /// The blob that has these bytes, among those that are known and those that may be there.
  private func blob(_ plain: String, among versions: [FileVersion]) -> ObjectID? {
    if let blob = blobs[plain] { return blob }
    for version in versions where self.plain(of: version) == plain { return version.content }
    return nil
  }

  /// Asks for the IDs of contents that nobody here knows.
  private func findBlobs(_ places: [GitPath]) throws(TargetError) {
    var start = 0
    while start < places.count {
      let part = places[start..<min(start + Self.askedAtOnce, places.count)]
      let answer = try ask("blobs", part.map { SSHScript.word($0.bytes) })
      guard answer.last == "." else { throw agent.unusable("blobs") }
      var words = answer.dropLast()
      while let word = words.popFirst() {
        guard word == "b" else { continue }
        guard let plain = words.popFirst(), let blob = words.popFirst().flatMap(ObjectID.init(hex:))
        else { throw agent.unusable("blobs") }
        note(plain, blob)
      }
      start += part.count
    }
  }

  // MARK: Contents

  /// The bytes of an object as it was read; nil where something else is there by now.
  func content(of live: LiveObject, at place: GitPath) throws(TargetError) -> [UInt8]? {
    guard let bytes = try bytes(at: place), BlobHash.id(of: bytes) == live.content else {
      return nil
    }
    return bytes
  }

  private func bytes(at place: GitPath) throws(TargetError) -> [UInt8]? {
    guard ObjectNames.refusal(of: place) == nil else { return nil }
    let answer = try ask("content", [SSHScript.word(place.bytes)])
    switch answer.first {
    case "content"?:
      guard answer.count <= 2, let bytes = Self.bytes(answer.dropFirst().first ?? "") else {
        throw agent.unusable("content")
      }
      return bytes
    case "gone"?: return nil
    case "failed"?:
      throw .unreadable(
        object: place, reason: SSHText.line(answer.dropFirst().joined(separator: " ")))
    default: throw agent.unusable("content")
    }
  }

  /// The bytes that hexadecimal digits say; nil where they are none.
  static func bytes(_ digits: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in digits.utf8 {
      let value: UInt8
      switch digit {
      case 0x30...0x39: value = digit - 0x30
      case 0x61...0x66: value = digit - 0x61 + 10
      default: return nil
      }
      if let half = high {
        bytes.append(half << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? bytes : nil
  }
}
