import Fixtures
import Synchronization

/// The help desk in memory as a system with a REST interface.
package final class DeskSystem: ConformingSystem {
  private let desk: MemoryDesk
  private let folder: TemporaryFolder
  /// Its triggers are turned off by a field, its macros are off where no list has them.
  private let kind: String
  private let valueKey: String

  package init(kind: String) throws {
    self.kind = kind
    valueKey = kind == "triggers" ? "priority" : "text"
    desk = try MemoryDesk()
    folder = try TemporaryFolder(inMemory: true)
    try folder.write(MemoryDesk.description, to: "desk.yaml")
  }

  package var entry: String {
    "{ kind: rest, url: \"\(desk.url)\", description: \(folder.path("desk.yaml")) }"
  }
  package let canDeactivate = true
  package let canRename = true
  package let turnsOffAtOnce = true

  package func place(of name: String) -> String { "\(kind)/\(name).yaml" }

  package func text(of object: SampleObject, formerName: String?) -> String {
    let former = formerName.map { "previous_name: \($0)\n" } ?? ""
    return "name: \(object.name)\n\(valueKey): \(object.value)\n" + former
  }

  package func objects() throws -> [SampleObject] {
    try desk.objects(kind).values.map { object in
      guard case .text(let name)? = object.fields["name"],
        let value = Self.number(object.fields[valueKey])
      else { throw FixtureError("no object: \(object)") }
      return SampleObject(
        name, value, isActive: !object.isRetired && object.fields["active"] != false)
    }
  }

  private static func number(_ value: DeskValue?) -> Int? {
    switch value {
    case .number(let number): number
    case .text(let text): Int(text)
    default: nil
    }
  }

  package func identity(of name: String) throws -> String? {
    desk.id(kind, name).map { "\($0)" }
  }

  package func put(_ object: SampleObject) throws {
    let value: DeskValue =
      kind == "triggers" ? .number(object.value) : .text("\(object.value)")
    if let id = desk.id(kind, object.name) {
      desk.change(kind, id, [valueKey: value])
    } else {
      desk.put(kind, ["name": .text(object.name), valueKey: value])
    }
  }

  package func writes() throws -> [String] { desk.changedNames }
  package func forgetWrites() throws { desk.forgetEntries() }

  package func arm(
    _ trouble: WriteTrouble, at number: Int, kill: @escaping @Sendable () -> Void
  ) throws -> [String: String]? {
    let count = WriteCount()
    desk.goWrong { request in
      guard request.method != "GET", count.next() == number else { return nil }
      switch trouble {
      case .refused:
        return .answer("422 Unprocessable", body: #"{"error":"this one is not taken"}"#)
      case .killedBefore:
        kill()
        return .lost
      case .killedAfter: return .doneAndLost
      }
    }
    let done = WriteCount()
    desk.whenDone { request in
      if trouble == .killedAfter, request.method != "GET", done.next() == number { kill() }
    }
    return [:]
  }

  package func disarm() {
    desk.goWrong(nil)
    desk.whenDone(nil)
  }

  private final class WriteCount: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
      count.withLock { count in
        count += 1
        return count
      }
    }
  }
}
