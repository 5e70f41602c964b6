import Domain
import Fixtures
import Ledger

/// Random values of everything that a record can hold.
struct RandomRecords {
  var generator: Fixtures.SeededGenerator

  mutating func id() -> ObjectID {
    ObjectID(bytes: (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) }) ?? .zero
  }

  mutating func ids() -> [ObjectID] {
    (0..<Int.random(in: 0...3, using: &generator)).map { _ in id() }
  }

  mutating func holds() -> [Hold] {
    ids().map { Hold(commit: $0, reason: text(), by: text(), at: time()) }
  }

  mutating func time() -> Timestamp {
    Timestamp(seconds: Int64.random(in: 0..<4_000_000_000, using: &generator))
  }

  /// Any bytes that git allows in a path, often those that text and JSON trip over.
  mutating func path() -> GitPath {
    let nasty: [[UInt8]] = [
      Array("\"quoted\"".utf8), Array("back\\slash".utf8), Array("\\377".utf8), [0xff, 0xfe],
      Array("über 日本".utf8), [0x01, 0x0a, 0x0d, 0x7f], Array("\u{2028}\u{202e}".utf8),
      Array("e\u{301}".utf8), Array("\u{e9}".utf8), [0xc3], Array("a/b".utf8),
    ]
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      if !bytes.isEmpty { bytes.append(UInt8(ascii: "/")) }
      if generator.chance(60), let name = generator.pick(nasty) {
        bytes += name
      } else {
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
          let byte = UInt8.random(in: 1...255, using: &generator)
          bytes.append(byte == UInt8(ascii: "/") ? 0x80 : byte)
        }
      }
    }
    return GitPath(bytes: bytes)
  }

  mutating func text() -> String {
    generator.pick(["", "plain", "\"q\" \\ /", "line\nline", "日本 \u{1F600}", "\u{0}"]) ?? ""
  }

  mutating func maybe<Value>(_ make: (inout RandomRecords) -> Value) -> Value? {
    generator.chance(50) ? make(&self) : nil
  }

  /// A record without content and left-behind files, whose objects a ledger would have to hold.
  mutating func deployment() -> DeploymentRecord {
    let modes: [FileMode] = [.regular, .executable, .symbolicLink]
    var record = DeploymentRecord(
      commits: generator.chance(50) ? [:] : ["control": id(), "managed": id()], at: time(),
      run: "20261101T000009Z-4f1d0c93ab", isProven: generator.chance(50),
      occurrence: maybe { $0.time() }, root: generator.chance(50) ? .root : path(),
      carried: ids(), held: holds(), undone: ids(), baselineAt: maybe { $0.time() },
      isPartial: generator.chance(50))
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      record.places[path()] = path()
      record.remoteIDs[path()] = text()
      record.takenOver.append(
        TakenOver(path: path(), repository: text(), commit: id()))
      let version = FileVersion(mode: generator.pick(modes) ?? .regular, content: id())
      record.leftBehind.append(
        LeftBehind(
          path: path(), version: version, place: path(), run: text(),
          remoteID: maybe { $0.text() }))
    }
    for entry in record.carried + record.undone where generator.chance(30) {
      record.entryRepositories[entry] = text()
    }
    record.takenOver.sort { $0.path < $1.path }
    record.leftBehind.sort { $0.path < $1.path }
    return record
  }

  mutating func run() -> RunRecord {
    let kinds: [RunRecord.Kind] = [.apply, .baseline]
    let states: [RunRecord.State] = [.started, .finished, .interrupted]
    return RunRecord(
      run: RunID.make(at: time(), using: &generator), kind: generator.pick(kinds) ?? .apply,
      state: generator.pick(states) ?? .started, startedAt: time(),
      finishedAt: maybe { $0.time() }, by: text(), reason: text(),
      bindings: (0..<Int.random(in: 0...3, using: &generator)).map { _ in result() })
  }

  private mutating func result() -> BindingResult {
    let outcomes: [BindingResult.Outcome] = [
      .applied, .unchanged, .partial, .failed, .refused, .notDue, .notServed,
    ]
    return BindingResult(
      binding: BindingID(item: text(), target: text()),
      outcome: generator.pick(outcomes) ?? .applied, occurrence: maybe { $0.time() },
      from: maybe { $0.id() }, to: maybe { $0.id() },
      excluded: Int.random(in: 0...1_000, using: &generator), why: maybe { $0.text() },
      objects: (0..<Int.random(in: 0...3, using: &generator)).map { _ in object() })
  }

  private mutating func object() -> ObjectResult {
    let actions: [ObjectResult.Action] = [
      .create, .update, .rename, .deactivate, .delete, .takeOver, .leaveBehind, .handOver,
    ]
    let outcomes: [ObjectResult.Outcome] = [.done, .unchanged, .refused, .failed, .skipped]
    return ObjectResult(
      path: path(), action: generator.pick(actions) ?? .create,
      outcome: generator.pick(outcomes) ?? .done, error: maybe { $0.text() },
      from: maybe { $0.path() })
  }
}
