import Domain
import Foundation
import Testing

@testable import Targets

@Suite struct ManyFilesTests {
  @Test func `5,000 files go out, are updated and removed in one batch each`() throws {
    let scratch = try Scratch(["theirs/file": "t"], inMemory: true)
    let writer = try scratch.writer
    func path(_ index: Int) -> String { "d\(index % 40)/e\(index % 7)/f\(index).yaml" }
    let indices = 0..<5000
    let created = writer.write(indices.map { put(path($0), "\($0)") }, mayContinue: {})
    #expect(created.allSatisfy { $0 == .done } && created.count == 5000)

    let read = try writer.read(indices.map { GitPath(path($0)) })
    #expect(indices.allSatisfy { read[GitPath(path($0))] == .object(version("\($0)")) })

    let updated = writer.write(
      indices.map { put(path($0), "\($0)!", over: version("\($0)")) }, mayContinue: {})
    #expect(updated.allSatisfy { $0 == .done } && updated.count == 5000)
    #expect(scratch.text(path(4321)) == "4321!")

    let removed = writer.write(
      indices.map { remove(path($0), version("\($0)!")) }, mayContinue: {})
    #expect(removed.allSatisfy { $0 == .done } && removed.count == 5000)
    #expect(scratch.listing() == ["theirs/", "theirs/file"])
  }

  @Test func `a lease lost in the first part of a large batch skips all the others`() throws {
    let scratch = try Scratch(inMemory: true)
    var asked = 0
    let outcomes = try scratch.writer.write((0..<4500).map { put("f\($0)", "x") }) {
      asked += 1
      if asked > 1990 { throw TargetError.missing(path: "lease") }
    }
    #expect(outcomes.prefix(1990).allSatisfy { $0 == .done })
    #expect(
      outcomes.enumerated().dropFirst(1990).allSatisfy {
        $1 == .skipped("f\($0) was not written: the target's folder lease does not exist")
      })
    #expect(outcomes.count == 4500)
    #expect(asked == 1991)
    #expect(scratch.listing().count == 1990)
  }
}
