import Domain
import Targets

/// Brings files to a real system as a run would, and keeps what a ledger would record.
final class WritingDesk {
  private let system: any RealSystem
  private var remoteIDs: [GitPath: String] = [:]
  private var contents: [FileVersion: [UInt8]] = [:]
  /// What the last run wrote with.
  private var latest: (any TargetWriter)?

  init(_ system: any RealSystem) { self.system = system }

  /// Writes the files that are not there already; one outcome for each of those, in the order in
  /// which they were brought.
  func bring(_ files: [String: String]) throws -> [WriteOutcome] {
    let writer = try writer()
    let desired = files.sorted { $0.key < $1.key }.map { path, text in
      let bytes = Array(text.utf8)
      let version = FileVersion(mode: .regular, content: BlobHash.id(of: bytes))
      contents[version] = bytes
      return DesiredObject(path: GitPath(path), version: version, content: { bytes })
    }
    let live = try writer.read(desired.map { SoughtObject($0.path, versions: [$0.version]) })
    let refusals = try writer.refusals(writing: desired, all: desired.map(\.path))
    guard refusals.isEmpty else { return refusals.values.sorted().map { .failed($0) } }
    var writes: [ObjectWrite] = []
    for index in try writer.order(desired) {
      let object = desired[index]
      let wanted = try writer.identity(
        of: object.version, at: object.path, content: object.content)
      let expected = try version(live[object.path])
      guard expected != wanted else { continue }
      var write = ObjectWrite.put(object, expected: expected)
      write.remoteID = writer.remoteID(of: object.path)
      writes.append(write)
    }
    return try carryOut(writes, with: writer)
  }

  /// Removes objects.
  func remove(_ paths: [String]) throws -> [WriteOutcome] {
    let writer = try writer()
    let places = paths.map { GitPath($0) }
    let live = try writer.read(places)
    let writes = try places.compactMap { place in
      try version(live[place]).map { expected in
        var write = ObjectWrite.remove(place, expected: expected)
        write.remoteID = writer.remoteID(of: place)
        return write
      }
    }
    return try carryOut(writes, with: writer)
  }

  private func carryOut(
    _ writes: [ObjectWrite], with writer: any TargetWriter
  ) throws -> [WriteOutcome] {
    latest = writer
    let outcomes = writer.write(writes) {}
    for (write, outcome) in zip(writes, outcomes) where outcome == .done {
      let isGone = if case .remove = write.action { true } else { false }
      remoteIDs[write.path] = isGone ? nil : writer.remoteID(of: write.path)
    }
    return outcomes
  }

  /// The text of what the last run's failed write left at a path; nil where it did nothing.
  func halfWrite(_ path: String) throws -> String? {
    guard let writer = latest, let half = writer.halfWrite(to: GitPath(path)) else { return nil }
    return try writer.content(of: half.live, at: half.place).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Each run opens the target anew.
  private func writer() throws -> any TargetWriter {
    let writer = try TargetOpening.writer(for: system.target, system.surroundings)
    let (ids, known) = (remoteIDs, { [contents] version in contents[version] ?? [] })
    writer.use(KnownObjects(remoteIDs: { ids }, content: known))
    return writer
  }

  private func version(_ reading: LiveReading?) throws -> FileVersion? {
    switch reading {
    case .object(let live)?: return live
    case .unreadable(let reason)?: throw TargetError.system(message: reason, hints: [])
    case nil: return nil
    }
  }
}
