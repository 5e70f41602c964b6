import Configuration
import Credentials
import Fixtures
import Foundation
import Targets
import Testing

/// The example programs of `Examples/command-targets`, as they stand there, as a sandbox's target.
enum ExampleProgram: String, CaseIterable, CustomTestStringConvertible {
  case python = "object-store.py"
  case shell = "plain-folder.sh"

  var testDescription: String { rawValue }

  var path: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Examples/command-targets/\(rawValue)").standardized.path
  }

  /// Where it keeps its objects.
  func store(_ sandbox: Sandbox) -> String {
    sandbox.folder.path(self == .python ? "store.json" : "store")
  }

  /// From now on the sandbox's target is this program.
  ///
  /// - Parameter filter: A line of `sh` that is run for each request, the variable `line`, before the
  ///   program gets it; nil starts the program itself.
  func use(in sandbox: Sandbox, filter: String? = nil) {
    var words = [path, store(sandbox)]
    if let filter {
      let loop = "while IFS= read -r line; do \(filter)\nprintf '%s\\n' \"$line\"; done"
      words = ["/bin/sh", "-c", "(\(loop)) | \"$0\" \"$1\""] + words
    }
    sandbox.opening = { description in
      var target = description
      target.kind = .command(TargetsFile.Command(words: words, timeoutSeconds: 60))
      let surroundings = TargetSurroundings(
        places: CredentialPlaces(
          environment: ProcessInfo.processInfo.environment, userID: getuid()))
      return try TargetOpening.writer(for: target, surroundings)
    }
  }

  /// Everything that is there by its place, deactivated objects below `.deactivated/`.
  func texts(_ sandbox: Sandbox) throws -> [String: String] {
    let store = store(sandbox)
    var texts: [String: String] = [:]
    switch self {
    case .shell:
      for (folder, prefix) in [("active", ""), ("inactive", ".deactivated/")] {
        let root = "\(store)/\(folder)"
        for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init() {
          guard let bytes = FileManager.default.contents(atPath: "\(root)/\(name)") else {
            continue
          }
          texts[prefix + name] = String(decoding: bytes, as: UTF8.self)
        }
      }
    case .python:
      for object in try objects(sandbox).values {
        let bytes = Data(base64Encoded: object.base64) ?? Data()
        texts[(object.active ? "" : ".deactivated/") + object.place] = String(
          decoding: bytes, as: UTF8.self)
      }
    }
    return texts
  }

  /// Does by hand what an operator may do to the system: changes an object, or removes it for nil.
  func handWrite(_ text: String?, to place: String, _ sandbox: Sandbox) throws {
    let store = store(sandbox)
    switch self {
    case .shell:
      let path = "\(store)/active/\(place)"
      if let text {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      } else {
        try FileManager.default.removeItem(atPath: path)
      }
    case .python:
      var data = try JSONDecoder().decode(
        Store.self, from: Data(contentsOf: URL(fileURLWithPath: store)))
      guard let id = data.objects.first(where: { $0.value.place == place })?.key else {
        throw FixtureError("\(place) is not there")
      }
      data.objects[id]?.base64 = Data((text ?? "").utf8).base64EncodedString()
      if text == nil { data.objects[id] = nil }
      try JSONEncoder().encode(data).write(to: URL(fileURLWithPath: store))
    }
  }

  struct Object: Codable {
    var place: String
    var active: Bool
    var base64: String
  }

  private struct Store: Codable {
    var next: Int
    var objects: [String: Object]
  }

  /// The objects of the Python program by their IDs.
  func objects(_ sandbox: Sandbox) throws -> [String: Object] {
    let url = URL(fileURLWithPath: store(sandbox))
    guard FileManager.default.fileExists(atPath: url.path) else { return [:] }
    return try JSONDecoder().decode(Store.self, from: Data(contentsOf: url)).objects
  }
}
