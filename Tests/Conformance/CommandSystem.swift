import Fixtures
import Foundation

/// The example program in Python behind the kind `command`, which notes each of its own writes.
package final class CommandSystem: ConformingSystem {
  private let folder: TemporaryFolder
  /// How many lines of its log are forgotten.
  private var forgotten = 0

  package init() throws {
    folder = try TemporaryFolder(inMemory: true)
    try folder.write(Self.program, to: "logged.py")
  }

  private static let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Examples/command-targets/object-store.py").standardized.path

  /// The example as it stands there, with a log and with a trouble that a test asks for.
  private static let program = """
    import importlib.util, os, signal, sys

    found = importlib.util.spec_from_file_location("store", sys.argv[1])
    store = importlib.util.module_from_spec(found)
    sys.dont_write_bytecode = True
    found.loader.exec_module(store)
    folder = os.path.dirname(sys.argv[2])

    class Logged(store.System):
        count = 0

        def write(self, request):
            self.count += 1
            trouble, at = "", "0"
            if os.path.exists(folder + "/trouble"):
                trouble, at = open(folder + "/trouble").read().split()
            goes_wrong = self.count == int(at)
            if goes_wrong and trouble == "refused":
                raise OSError("this one is not taken")
            if goes_wrong and trouble == "killedBefore":
                self.end()
            number = super().write(request)
            with open(folder + "/log", "a") as log:
                log.write(request["place"] + "\\n")
            if goes_wrong and trouble == "killedAfter":
                self.end()
            return number

        def end(self):
            os.kill(os.getppid(), signal.SIGKILL)
            os._exit(1)

    store.System = Logged
    sys.argv = sys.argv[1:]
    store.main()

    """

  package var entry: String {
    "{ kind: command, key: name, compare: values, command: [/usr/bin/env, python3, "
      + "\(folder.path("logged.py")), \(Self.example), \(folder.path("objects.json"))] }"
  }
  package let canDeactivate = true
  package let canRename = true
  package let turnsOffAtOnce = true

  package func place(of name: String) -> String { "desk/\(name).yaml" }

  package func text(of object: SampleObject, formerName: String?) -> String {
    let former = formerName.map { "previous_name: \($0)\n" } ?? ""
    return "name: \(object.name)\nvalue: \(object.value)\n" + former
  }

  // MARK: Objects

  private struct Store: Codable {
    var next = 1
    var objects: [String: Object] = [:]
  }

  private struct Object: Codable {
    var place: String
    var active: Bool
    var base64: String
  }

  private func store() throws -> Store {
    guard let bytes = folder.bytes(of: "objects.json") else { return Store() }
    return try JSONDecoder().decode(Store.self, from: Data(bytes))
  }

  package func objects() throws -> [SampleObject] {
    try store().objects.values.map { object in
      let text = String(decoding: Data(base64Encoded: object.base64) ?? Data(), as: UTF8.self)
      let value = text.split(separator: "\n").first { $0.hasPrefix("value: ") }
        .flatMap { Int($0.dropFirst(7)) }
      guard let value else { throw FixtureError("\(object.place) is no object: \(text)") }
      return SampleObject(Self.name(of: object.place), value, isActive: object.active)
    }
  }

  private static func name(of place: String) -> String {
    String(place.dropFirst("desk/".count).dropLast(".yaml".count))
  }

  package func identity(of name: String) throws -> String? {
    try store().objects.first { $0.value.place == place(of: name) }?.key
  }

  package func put(_ object: SampleObject) throws {
    var store = try store()
    let id = store.objects.first { $0.value.place == place(of: object.name) }?.key
    let text = Data(text(of: object, formerName: nil).utf8).base64EncodedString()
    store.objects[id ?? "\(store.next)"] = Object(
      place: place(of: object.name), active: true, base64: text)
    if id == nil { store.next += 1 }
    try folder.write(Array(JSONEncoder().encode(store)), to: "objects.json")
  }

  // MARK: Writes

  private func logged() -> [String] {
    (folder.text(of: "log") ?? "").split(separator: "\n").map { Self.name(of: String($0)) }
  }

  package func writes() throws -> [String] { Array(logged().dropFirst(forgotten)) }

  package func forgetWrites() throws { forgotten = logged().count }

  package func arm(
    _ trouble: WriteTrouble, at number: Int, kill: @escaping @Sendable () -> Void
  ) throws -> [String: String]? {
    try folder.write("\(trouble) \(number)\n", to: "trouble")
    return [:]
  }

  package func disarm() {
    try? FileManager.default.removeItem(atPath: folder.path("trouble"))
  }
}
