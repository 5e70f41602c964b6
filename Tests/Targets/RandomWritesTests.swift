import Domain
import Fixtures
import Foundation
import Testing

@testable import Targets

/// Batches of random writes against a model in memory: a map from paths to versions, in which a
/// path holds nothing where another one is below it.
@Suite struct RandomWritesTests {
  private let texts = ["a", "x/y", "longer text"]
  private let modes: [FileMode] = [.regular, .executable, .symbolicLink]

  @Test func `what is on the target is what the model says, batch by batch`() throws {
    try forEachSeed(60) { seed, random in
      let scratch = try Scratch(inMemory: true)
      let writer = try scratch.writer
      let paths = ["a", "b", "c"].flatMap { a in
        [a] + ["a", "b"].flatMap { b in ["\(a)/\(b)", "\(a)/\(b)/a"] }
      }
      var model: [String: FileVersion] = [:]
      var theirs: Set<String> = []
      for _ in 0..<8 {
        if random.chance(40), let path = random.pick(paths),
          model[path] == nil, canHold(path, model, theirs)
        {
          try scratch.write(path, "theirs")
          theirs.insert(path)
        }
        var batch: [ObjectWrite] = []
        var expected: [Bool] = []
        for _ in 0..<Int.random(in: 1...12, using: &random) {
          let (write, isRight) = randomWrite(paths, model, theirs, &random)
          batch.append(write)
          expected.append(isRight)
          guard isRight else { continue }
          if case .put(let object) = write.action {
            model[write.path.text] = object.version
          } else {
            model[write.path.text] = nil
          }
        }
        let outcomes = writer.write(batch, mayContinue: {})
        #expect(outcomes.map { $0 == .done } == expected, "seed \(seed): \(outcomes)")
        let read = try writer.read(paths.map { GitPath($0) })
        var should = model.mapValues { LiveReading.object($0) }
        for path in theirs { should[path] = .object(version("theirs")) }
        #expect(
          read == Dictionary(uniqueKeysWithValues: should.map { (GitPath($0), $1) }),
          "seed \(seed)")
        let files = scratch.listing().filter { !$0.hasSuffix("/") }
        #expect(files.count == should.count, "seed \(seed): \(files)")
      }
      let removed = writer.write(
        model.map { remove($0, $1) }, mayContinue: {})
      #expect(removed.allSatisfy { $0 == .done }, "seed \(seed)")
      let rest = scratch.listing().filter { !$0.hasSuffix("/") }
      #expect(rest == theirs.sorted(), "seed \(seed)")
    }
  }

  /// A write, and whether it will be done.
  private func randomWrite(
    _ paths: [String], _ model: [String: FileVersion], _ theirs: Set<String>,
    _ random: inout SeededGenerator
  ) -> (ObjectWrite, Bool) {
    let path = paths[Int.random(in: 0..<paths.count, using: &random)]
    let now = theirs.contains(path) ? version("theirs") : model[path]
    // One in five plans saw something else than what is there.
    let isStale = random.chance(20)
    let seen = isStale ? (now == nil ? version("never") : nil) : now
    if let seen, random.chance(40), !theirs.contains(path) {
      return (remove(path, seen), !isStale)
    }
    // Others' files are left alone: what is planned over them is stale.
    let old = theirs.contains(path) ? version("never") : seen
    let text = texts[Int.random(in: 0..<texts.count, using: &random)]
    let mode = modes[Int.random(in: 0..<modes.count, using: &random)]
    let isRight = !isStale && !theirs.contains(path) && canHold(path, model, theirs)
    return (put(path, text, mode, over: old), isRight)
  }

  /// Whether no file is above or below the path.
  private func canHold(
    _ path: String, _ model: [String: FileVersion], _ theirs: Set<String>
  ) -> Bool {
    theirs.union(model.keys).allSatisfy {
      !$0.hasPrefix(path + "/") && !path.hasPrefix($0 + "/")
    }
  }
}
