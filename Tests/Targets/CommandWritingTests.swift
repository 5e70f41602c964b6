import Configuration
import Domain
import Testing

@testable import Targets

/// Writes by a program: what it says of them is not believed.
struct CommandWritingTests {
  private func write(_ script: Script, _ write: ObjectWrite) throws -> WriteOutcome {
    try #require(try script.writer().write([write], mayContinue: {}).first)
  }

  private static let done = Script.say(#""result":"done""#)

  @Test func `done is what is read back`() throws {
    let script = Script(
      Script.objects(Script.absent("a")), Self.done, Script.objects(Script.present("a", "new")))
    #expect(try write(script, put("a", "new")) == .done)
  }

  @Test(arguments: [
    (Script.objects(Script.absent("a")), "read back, it is not there"),
    (Script.objects(Script.present("a", "other")), "read back, it is 100644 "),
    (
      Script.objects(#"{"place":"a","state":"unreadable","reason":"is locked"}"#),
      "read back, it is locked"
    ),
  ]) func `a program that lies is found out`(_ proof: String, _ found: String) throws {
    let script = Script(Script.objects(Script.absent("a")), Self.done, proof)
    let begin = "a is not as it was to be, though the program said so: "
    guard case .failed(let text) = try write(script, put("a", "new")) else {
      Issue.record("it was believed")
      return
    }
    #expect(text.hasPrefix(begin + found), "\(text)")
  }

  @Test func `an object that is still there is not removed`() throws {
    let there = Script.objects(Script.present("a", "old"))
    let script = Script(there, Self.done, there)
    guard case .failed(let text) = try write(script, remove("a", version("old"))) else {
      Issue.record("it was believed")
      return
    }
    #expect(text.contains("though the program said so: read back, it is 100644"))
  }

  @Test(arguments: [
    (#""result":"failed","reason":"disk full""#, "cannot write a: the program failed: disk full"),
    (#""result":"refused","reason":"no""#, "cannot write a: the program refuses it: no"),
    (
      #""result":"changed","reason":"by Ann""#,
      "cannot write a: the program says that it changed since it was planned: by Ann"
    ),
    (
      #""result":"maybe""#,
      "cannot write a: the program /bin/sh of the target pager gave an answer to `write` that cannot "
        + "be used: its `result` is not done, failed, refused or changed"
    ),
    (
      #""error":"503""#,
      "cannot write a: the program /bin/sh of the target pager could not answer `write`: 503"
    ),
  ]) func `what it did not do is told`(_ answer: String, _ text: String) throws {
    let script = Script(Script.objects(Script.absent("a")), Script.say(answer))
    #expect(try write(script, put("a", "new")) == .failed(text))
  }

  @Test func `what changed since the plan is left alone`() throws {
    for (there, expected, what) in [
      (Script.present("a", "by hand"), version("old") as FileVersion?, "its content is now"),
      (Script.absent("a"), version("old"), "it is gone"),
      (Script.present("a", "by hand"), nil, "something is there now"),
    ] {
      // A write would be a fault of the script, which ends.
      let script = Script(Script.objects(there), "exit 9")
      guard case .failed(let text) = try write(script, put("a", "new", over: expected)) else {
        Issue.record("\(what)")
        continue
      }
      #expect(text.hasPrefix("a changed since it was planned: \(what)"), "\(text)")
    }
  }

  @Test func `one that dies during a write fails it, and the rest is not tried`() throws {
    let script = Script(Script.objects(Script.absent("a")), "next; exit 4")
    let outcomes = try script.writer().write(put("a", "new"), put("b", "new"), put("c", "new"))
    let died =
      "the program /bin/sh of the target pager ended with status 4 before it answered `write`"
    #expect(
      outcomes == [
        .failed("cannot write a: \(died)"), .skipped("b was not written: \(died)"),
        .skipped("c was not written: \(died)"),
      ])
  }

  @Test func `a run that must not go on tells the program and writes nothing more`() throws {
    struct Stop: Error {}
    let script = Script(
      Script.objects(Script.absent("a")), Self.done, Script.objects(Script.present("a", "new")),
      "next; echo \"$line\" >&2; sleep 0.1")
    var asked = 0
    let outcomes = try script.writer().write([put("a", "new"), put("b", "new")]) {
      asked += 1
      if asked == 2 { throw Stop() }
    }
    #expect(outcomes == [.done, .skipped("b was not written: Stop()")])
    #expect(
      script.told.lines == [#"pager: {"id":5,"protocol":1,"request":"cancel"}"#])
  }

  @Test func `a move is one write, from where the object is`() throws {
    let script = Script(
      Script.objects(Script.present("a", "x", #","remoteID":"7""#), Script.absent("b")),
      "next; echo \"$line\" >&2; say '\"result\":\"done\"'",
      Script.objects(Script.absent("a"), Script.present("b", "x", #","remoteID":"7""#)))
    let writer = try script.writer()
    var move = put("b", "x", over: version("x"))
    move.movedFrom = "a"
    #expect(writer.write(move) == [.done])
    #expect(writer.remoteID(of: "b") == "7")
    #expect(writer.remoteID(of: "a") == nil)
    let blob = version("x").content.hex
    #expect(
      script.told.lines == [
        #"pager: {"action":"move","active":true,"base64":"eA==","blob":"\#(blob)","#
          + #""expectedBlob":"\#(blob)","expectedMode":"100644","from":"a","fromActive":true,"id":3,"#
          + #""mode":"100644","place":"b","protocol":1,"remoteID":"7","request":"write"}"#
      ])
  }

  @Test func `values are compared where the target says so`() throws {
    let script = Script(
      Script.objects(Script.absent("a.yaml")), Self.done,
      Script.objects(Script.present("a.yaml", "{title: A}")), comparison: .values)
    #expect(try write(script, put("a.yaml", "title: A # ours\n")) == .done)
  }

  @Test func `what it cannot take is refused before anything is written`() throws {
    let reader = try Script(describes: #""modes":["100644","120000"]"#).reader()
    let path = GitPath(bytes: [0x61, 0xff])
    let odd = DesiredObject(path: path, version: version("x")) { Array("x".utf8) }
    let refusals = try reader.refusals(
      writing: [
        desired("a", "x"), desired("b", "x", .executable), desired("c", "x", .symbolicLink), odd,
      ],
      all: [])
    #expect(
      refusals == [
        "b": "the target's program takes no executable files",
        path: "its path is no UTF-8, which the target's program cannot be told",
      ])
    #expect(!reader.capabilities.canDelete && reader.capabilities.mildestRemoval == nil)
  }

  @Test func `contents that may be there are told to a program that finds by them`() throws {
    let script = Script(
      "next; echo \"$line\" >&2; say '\"objects\":[{\"place\":\"a\",\"state\":\"absent\"}]'",
      describes: #""findsByContent":true"#)
    let reader = try script.reader()
    reader.use(
      KnownObjects {
        [:]
      } content: { _ in
        Array("x".utf8)
      })
    _ = try reader.read([SoughtObject("a", versions: [version("x")])])
    #expect(
      script.told.lines == [
        #"pager: {"id":2,"objects":[{"active":true,"candidates":["eA=="],"place":"a"}],"protocol":1,"#
          + #""request":"read"}"#
      ])
  }
}
