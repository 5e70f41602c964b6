import Configuration
import Domain
import Fixtures
import Synchronization
import Testing
import Web

@testable import Targets

/// A desk in memory, what is recorded of it, and clients that are set up to fail fast.
final class RestBench {
  let desk: MemoryDesk
  private let description: RestDescription
  private var contents: [FileVersion: [UInt8]] = [:]
  /// What the ledger would know.
  var recordedIDs: [GitPath: String] = [:]
  var recorded: [GitPath: FileVersion] = [:]
  var settings: WebSettings

  init(_ change: (inout RestDescription) -> Void = { _ in }) throws {
    desk = try MemoryDesk()
    var own = try RestDescription.read(Array(MemoryDesk.description.utf8), file: "desk.yaml")
    change(&own)
    description = own
    settings = WebSettings(base: try #require(WebAddress(desk.url)))
    settings.requestTimeLimit = .seconds(5)
    settings.retry.firstPause = .milliseconds(4)
    settings.retry.longestPause = .milliseconds(16)
    settings.limitBytes = 4 << 20
  }

  /// What was said of a kind of the description, to be said otherwise.
  static func change(
    _ kind: String, _ change: @escaping (inout RestDescription.Kind) -> Void
  ) -> (inout RestDescription) -> Void {
    { description in
      for index in description.kinds.indices where description.kinds[index].name == kind {
        change(&description.kinds[index])
      }
    }
  }

  func system() -> RestSystem { RestSystem(description, WebClient(settings)) }

  /// A new run.
  func writer() -> RestWriter {
    let writer = RestWriter(system())
    writer.use(known)
    return writer
  }

  var known: KnownObjects {
    KnownObjects(
      remoteIDs: { self.recordedIDs },
      content: { version in
        guard let bytes = self.contents[version] else { throw FixtureError("no such content") }
        return bytes
      })
  }

  /// A file of the repository.
  func file(_ text: String) -> FileVersion {
    let version = version(text)
    contents[version] = Array(text.utf8)
    return version
  }

  func object(_ place: String, _ text: String) -> DesiredObject {
    DesiredObject(path: GitPath(place), version: file(text)) { Array(text.utf8) }
  }

  /// What is at some places, with the text that the repository has there.
  func read(
    _ writer: any TargetReader, _ files: [String: String]
  ) throws -> [GitPath: LiveReading] {
    try writer.read(
      files.sorted { $0.key < $1.key }.map { place, text in
        let place = GitPath(place)
        let versions = [recorded[place], file(text)].compactMap(\.self)
        return SoughtObject(place, versions: versions)
      })
  }

  /// Brings files as a run does: reads, then writes in the target's order whatever is there. Nil
  /// removes. What is done is recorded.
  @discardableResult
  func bring(
    _ files: [String: String?], between: () throws -> Void = {}
  ) throws -> [String: WriteOutcome] {
    let writer = writer()
    let live = try read(writer, files.mapValues { $0 ?? "name: gone\n" })
    try between()
    let objects = files.sorted { $0.key < $1.key }.compactMap { place, text in
      text.map { object(place, $0) }
    }
    var batch: [ObjectWrite] = []
    for index in try writer.order(objects) {
      let object = objects[index]
      if case .unreadable(let reason)? = live[object.path] { throw FixtureError(reason) }
      batch.append(.put(object, expected: live[object.path]?.object))
    }
    for (place, text) in files.sorted(by: { $0.key < $1.key }) where text == nil {
      guard let live = live[GitPath(place)]?.object else { continue }
      batch.append(.remove(GitPath(place), expected: live))
    }
    for index in batch.indices where batch[index].expected != nil {
      batch[index].remoteID = writer.remoteID(of: batch[index].path)
      batch[index].recorded = recorded[batch[index].path]
    }
    return record(batch, writer.write(batch, mayContinue: {}), writer)
  }

  /// Records what is done, and tells the outcomes by place.
  func record(
    _ batch: [ObjectWrite], _ outcomes: [WriteOutcome], _ writer: RestWriter
  ) -> [String: WriteOutcome] {
    var told: [String: WriteOutcome] = [:]
    for (write, outcome) in zip(batch, outcomes) {
      told[write.path.text] = outcome
      guard outcome == .done else { continue }
      if let from = write.movedFrom { (recordedIDs[from], recorded[from]) = (nil, nil) }
      switch write.action {
      case .put(let object):
        recordedIDs[write.path] = writer.remoteID(of: write.path)
        recorded[write.path] = object.version
      case .remove: (recordedIDs[write.path], recorded[write.path]) = (nil, nil)
      }
    }
    return told
  }

  /// The fields of the one object of a name.
  func fields(_ kind: String, _ name: String) throws -> MemoryDesk.Fields {
    let id = try #require(desk.id(kind, name))
    return try #require(desk.objects(kind)[id]).fields
  }
}

extension LiveReading {
  var object: LiveObject? { if case .object(let object) = self { object } else { nil } }
  var reason: String? { if case .unreadable(let reason) = self { reason } else { nil } }
}

extension WriteOutcome {
  /// The sentence; nil where it is done.
  var sentence: String? {
    switch self {
    case .done: nil
    case .failed(let text), .skipped(let text): text
    }
  }
}

/// Counts, from any thread.
final class Counter: Sendable {
  private let count = Mutex(0)
  /// 1 for the first call.
  func next() -> Int {
    count.withLock {
      $0 += 1; return $0
    }
  }
}
