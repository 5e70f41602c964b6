import Fixtures
import Foundation

/// An ad-hoc item of some hundred files, of which a run has to create, change, rename and remove.
struct Large {
  let world: World
  /// What the target has before the run, and what it is to have after it.
  let before: [String: String]
  let after: [String: String]

  static let configuration = """
    version: 1
    items:
      big:
        paths: [big]
        targets:
          production: { deployment: ad-hoc, prune: delete }

    """

  init(count: Int = 400) throws {
    var before: [String: String] = [:]
    var after: [String: String] = [:]
    for number in 0..<count {
      let path = "big/\(number % 7)/\(number).yaml"
      let text = "number: \(number)\n"
      switch number % 5 {
      case 0: after[path] = text
      case 1: before[path] = text
      case 2:
        before[path] = text
        after[path] = text + "new: true\n"
      case 3:
        before[path] = text
        after["big/moved/\(number).yaml"] = text
      default:
        before[path] = text
        after[path] = text
      }
    }
    self.before = before
    self.after = after
    world = try World(Self.configuration, files: before.mapValues { .text($0) })
    world.now = nil
    try world.deploysync("apply")
    var changes: [String: FixtureFile?] = [:]
    for path in before.keys where after[path] == nil { changes[path] = .some(nil) }
    for (path, text) in after where before[path] != text { changes[path] = .text(text) }
    try world.merge(1, "Change much", changes)
  }
}
