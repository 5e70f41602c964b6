import Domain
import Fixtures
import Foundation
import Testing

@testable import Targets

/// Random batches for another machine, of which connections are lost at any place, against what a
/// folder of this one makes of the same.
@Suite struct SSHRandomWritesTests {
  private static let paths = ["a", "b", "c d"].flatMap { a in
    [a] + ["a", "-n"].flatMap { b in ["\(a)/\(b)", "\(a)/\(b)/a"] }
  }

  @Test func `what is on the machine is what a folder would have, batch by batch`() throws {
    try forEachSeed(8) { seed, random in
      let tools = random.pick(Machine.Tools.usable) ?? .dash
      let machine = try Machine(tools)
      let folder = try Scratch(inMemory: true)
      let far = try machine.writer()
      let near = try folder.writer
      for _ in 0..<6 {
        if random.chance(30), let path = random.pick(Self.paths) {
          try? machine.scratch.write(path, "theirs")
          try? folder.write(path, "theirs")
        }
        let batch = try randomBatch(near, &random)
        let wanted = near.write(batch, mayContinue: {})
        let found = far.write(batch, mayContinue: {})
        #expect(
          found.map { $0 == .done } == wanted.map { $0 == .done },
          "seed \(seed), \(tools): \(found), \(wanted)")
        #expect(machine.listing() == folder.listing(), "seed \(seed), \(tools)")
      }
    }
  }

  @Test func `a connection that is lost anywhere leaves what is told, and nothing else`() throws {
    try forEachSeed(12) { seed, random in
      let machine = try Machine(.dash, ["keep": "theirs"])
      let paths = ["a", "b/x", "b/y", "c"]
      var model: [String: FileVersion] = [:]
      for round in 0..<3 {
        let line = Int.random(in: 2...14, using: &random)
        try machine.cut(after: line, ofAnswers: random.chance(50))
        let text = "\(round)"
        let batch = paths.map { path in
          random.chance(30) && model[path] != nil
            ? remove(path, model[path] ?? version(""))
            : put(path, text, over: model[path])
        }
        guard let writer = try? machine.writer() else { continue }
        _ = try? writer.read(paths.map { GitPath($0) })
        let outcomes = writer.write(batch, mayContinue: {})
        let live = try machine.reader().read(paths.map { GitPath($0) })
        for (write, outcome) in zip(batch, outcomes) {
          let after = live[write.path]
          let isDone = after == write.result
          #expect(
            isDone == (outcome == .done) || after == write.expected.map { .object($0) },
            "seed \(seed), line \(line): \(write.path) \(outcome) \(String(describing: after))")
          if outcome == .done { #expect(isDone, "seed \(seed), line \(line): \(write.path)") }
          if case .object(let version)? = after {
            model[write.path.text] = version
          } else {
            model[write.path.text] = nil
          }
        }
        #expect(machine.scratch.text("keep") == "theirs")
      }
      _ = try machine.writer().removeLeftovers()
      let files = machine.listing().filter { !$0.hasSuffix("/") }
      #expect(files == (["keep"] + model.keys).sorted(), "seed \(seed)")
    }
  }

  private func randomBatch(
    _ target: any TargetReader, _ random: inout SeededGenerator
  ) throws -> [ObjectWrite] {
    let live = try target.read(Self.paths.map { GitPath($0) })
    var chosen: Set<String> = []
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      if let path = random.pick(Self.paths) { chosen.insert(path) }
    }
    return chosen.sorted().map { path in
      var seen: FileVersion?
      if case .object(let object)? = live[GitPath(path)] { seen = object }
      if random.chance(15) { seen = seen == nil ? version("never") : nil }
      if let seen, random.chance(40) { return remove(path, seen) }
      let mode = random.pick([FileMode.regular, .executable, .symbolicLink]) ?? .regular
      return put(path, random.pick(["x", "y", "z z"]) ?? "x", mode, over: seen)
    }
  }
}
