import Domain
import Foundation
import Testing

@testable import Targets

/// Releases on another machine.
@Suite struct SSHReleaseTests {
  private func publish(_ writer: any TargetWriter, _ writes: ObjectWrite...) -> WriteOutcome? {
    writer.beginPart()
    let outcomes = writer.write(writes, mayContinue: {})
    guard outcomes.allSatisfy({ $0 == .done }) else {
      writer.takeBackPart()
      return outcomes.first { $0 != .done }
    }
    return writer.publish(mayContinue: {})
  }

  @Test(arguments: Machine.Tools.usable)
  func `a release goes live as a whole, and the old ones stay as many as are kept`(
    _ tools: Machine.Tools
  ) throws {
    let machine = try Machine(tools, releases: 2)
    let writer = try machine.writer()
    #expect(
      publish(writer, put("a b/x", "1"), put("c", "1"), put("l", "c", .symbolicLink)) == .done)
    #expect(
      machine.listing() == [
        "current -> releases/1", "releases/", "releases/1/", "releases/1/a b/",
        "releases/1/a b/x", "releases/1/c", "releases/1/l -> c",
      ])
    #expect(publish(writer, put("c", "2", over: version("1"))) == .done)
    #expect(machine.scratch.text("releases/1/c") == "1")
    #expect(machine.scratch.text("current/c") == "2")
    let inode = { (path: String) in
      try FileManager.default.attributesOfItem(atPath: "\(machine.scratch.root)/\(path)")[
        .systemFileNumber] as? UInt64
    }
    #expect(try inode("releases/1/a b/x") == inode("releases/2/a b/x"))
    for number in 3...5 {
      #expect(publish(writer, put("c", "\(number)", over: version("\(number - 1)"))) == .done)
    }
    #expect(
      machine.listing().filter { $0.split(separator: "/").count == 2 && $0.hasSuffix("/") }
        == ["releases/3/", "releases/4/", "releases/5/"])
    #expect(
      try machine.reader().read(["a b/x", "c", "l"].map { GitPath($0) }) == [
        "a b/x": .object(version("1")), "c": .object(version("5")),
        "l": .object(version("c", .symbolicLink)),
      ])
    #expect(machine.listing().allSatisfy { !$0.contains(".deploysync") })
  }

  @Test func `a part that is taken back leaves nothing, and one with nothing in it no release`()
    throws
  {
    let machine = try Machine(releases: 2)
    let writer = try machine.writer()
    #expect(publish(writer, put("a", "1"), put("b", "1")) == .done)
    let before = machine.listing()
    #expect(
      publish(
        writer, put("a", "2", over: version("1")), remove("b", version("1")),
        put("c", "1", over: version("never"))) != .done)
    #expect(writer.publish(mayContinue: {}) == nil)
    #expect(machine.listing() == before)
    #expect(machine.scratch.text("current/b") == "1")
  }

  @Test func `a live release that changes while the next is built stays as it is`() throws {
    let machine = try Machine(releases: 2)
    let writer = try machine.writer()
    #expect(publish(writer, put("a", "1"), put("b", "1")) == .done)
    writer.beginPart()
    #expect(writer.write(put("a", "2", over: version("1"))) == [.done])
    try machine.scratch.write("current/b", "theirs")
    guard case .failed(let reason)? = writer.publish(mayContinue: {}) else {
      Issue.record("it went live")
      return
    }
    #expect(reason.contains("the live release changed while it was built"))
    #expect(machine.scratch.text("current/a") == "1")
    #expect(machine.scratch.text("current/b") == "theirs")
    #expect(machine.listing().allSatisfy { !$0.contains(".deploysync") })
  }

  @Test func `two runs do not build at the same time, and a dead one is no obstacle`() throws {
    let machine = try Machine(releases: 2)
    let first = try machine.writer()
    first.beginPart()
    #expect(first.write(put("a", "1")) == [.done])
    let second = try machine.writer()
    guard case .failed(let reason) = second.write(put("b", "1"))[0] else {
      Issue.record("both build")
      return
    }
    #expect(reason.contains("another run is building a release"))
    // As if the machine had been switched off at work.
    for name in machine.listing() where name.hasSuffix("/owner") {
      try machine.scratch.write(name, "999999999 - -\n")
    }
    #expect(try second.removeLeftovers().isEmpty == false)
    #expect(publish(second, put("b", "1")) == .done)
    #expect(first.publish(mayContinue: {}) != .done)
    #expect(
      try machine.reader().read([GitPath("a"), GitPath("b")]) == ["b": .object(version("1"))])
    #expect(
      machine.listing() == ["current -> releases/1", "releases/", "releases/1/", "releases/1/b"])
  }

  @Test func `a folder that is laid out otherwise is refused`() throws {
    let plain = try Machine(.dash, ["a": "1"], releases: 2)
    let reader = try plain.reader()
    do {
      _ = try reader.read([GitPath("a")])
      Issue.record("it was read")
    } catch let error as TargetError {
      #expect(error.message.contains("is not laid out in releases: a is in no release"))
    }
    let released = try Machine(.dash, ["releases/1/a": "1"])
    try released.scratch.link("current", to: "releases/1")
    #expect(throws: TargetError.self) { try released.writer() }
  }
}
