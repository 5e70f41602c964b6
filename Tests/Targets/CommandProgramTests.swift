import Configuration
import Credentials
import Domain
import Foundation
import Synchronization
import Testing

@testable import Targets

/// A program as a target, made of lines of `sh` that answer one request after the other.
struct Script {
  /// What it is told, and by whom.
  final class Told: Sendable {
    private let all = Mutex<[String]>([])
    func add(_ line: String) { all.withLock { $0.append(line) } }
    var lines: [String] { all.withLock { $0 } }
  }

  let target: TargetsFile.Target
  let told = Told()
  var environment = ["PATH": "/usr/bin:/bin"]

  /// The first line answers `describe`.
  init(
    _ lines: String..., describes: String = #""delete":true,"move":true,"deactivate":true"#,
    timeoutSeconds: Int64 = 20, variables: [String] = [],
    comparison: TargetsFile.Comparison = .bytes,
    credentials: TargetsFile.CredentialSource? = nil
  ) {
    let begin = describes.isEmpty ? [] : [Self.say(#""protocol":1,"readsAtOnce":10,"# + describes)]
    target = TargetsFile.Target(
      name: "pager",
      kind: .command(
        TargetsFile.Command(
          words: ["/bin/sh", "-c", Self.functions + (begin + lines).joined(separator: "\n")],
          timeoutSeconds: timeoutSeconds, environment: variables)),
      comparison: comparison, credentials: credentials)
  }

  /// `next` reads a request and knows its number, `say` answers it.
  private static let functions = """
    next() { IFS= read -r line || exit 0; id=${line#*\\"id\\":}; id=${id%%,*}; id=${id%%\\}*}; }
    say() { printf '{"id":%s,%s}\\n' "$id" "$1"; }

    """

  /// A line that answers the next request with the fields.
  static func say(_ fields: String) -> String { "next; say '\(fields)'" }

  /// A line that answers the next reading with the objects.
  static func objects(_ objects: String...) -> String {
    say(#""objects":["# + objects.joined(separator: ",") + "]")
  }

  static func absent(_ place: String) -> String { #"{"place":"\#(place)","state":"absent"}"# }

  static func present(_ place: String, _ text: String, _ more: String = "") -> String {
    #"{"place":"\#(place)","state":"present","text":"\#(text)"\#(more)}"#
  }

  private var surroundings: TargetSurroundings {
    TargetSurroundings(
      places: CredentialPlaces(environment: environment, userID: getuid()),
      tell: { [told] in told.add($0) })
  }

  func reader() throws -> any TargetReader {
    try TargetOpening.reader(for: target, surroundings)
  }

  func writer() throws -> any TargetWriter {
    try TargetOpening.writer(for: target, surroundings)
  }
}

/// What a program of the operator does wrong does no harm and is told.
struct CommandProgramTests {
  private static let name = "the program /bin/sh of the target pager "

  private func message(_ work: () throws -> Void) -> String {
    do {
      try work()
      return "no error"
    } catch {
      let text = (error as? any ExplainedError)?.message ?? "\(error)"
      return text.hasPrefix(Self.name) ? String(text.dropFirst(Self.name.count)) : text
    }
  }

  @Test(arguments: [
    ("next; sleep 61", "did not answer `describe` within 1 s and was ended"),
    ("next; exit 3", "ended with status 3 before it answered `describe`"),
    ("next; kill -9 $$", "was ended by the signal 9 before it answered `describe`"),
    ("next; exec >&-; sleep 61", "closed its input or output before it answered `describe`"),
    (
      "next; echo Traceback; sleep 61",
      "gave an answer to `describe` that cannot be used: it is no JSON object; it begins with "
        + "`Traceback`"
    ),
    (
      "next; echo '[]'",
      "gave an answer to `describe` that cannot be used: it is no JSON object; it "
        + "begins with `[]`"
    ),
    (
      "next; echo '{}'",
      "gave an answer to `describe` that cannot be used: it has no `id`; it begins "
        + "with `{}`"
    ),
    (
      "next; id=7; say '\"protocol\":1'",
      "answered the request 7 where it was asked the request 1, `describe`"
    ),
    (
      "next; say '\"protocol\":2'",
      "gave an answer to `describe` that cannot be used: it speaks "
        + "version 2 of the protocol, and version 1 is expected"
    ),
    (
      "next; say '\"protocol\":1,\"deactivate\":true'",
      "gave an answer to `describe` that cannot be "
        + "used: it has `deactivate` without `move`"
    ),
    (
      "next; say '\"error\":\"the token is\\twrong\"'",
      "could not answer `describe`: the token is wrong"
    ),
    (
      "next; say '\"protocol\":1'; say '\"protocol\":1'; sleep 61",
      "said more than one line where it was asked `describe`"
    ),
  ]) func `a program that cannot be used is not`(_ line: String, _ clause: String) throws {
    let script = Script(line, describes: "", timeoutSeconds: line == "next; sleep 61" ? 1 : 20)
    let text = message { _ = try script.reader() }
    // Both lines may come in one piece, or the second one later.
    #expect(text == clause || line.contains("1'; say") && text == "no error", "\(text)")
  }

  @Test func `a program that is not there is told with its path`() throws {
    let target = TargetsFile.Target(
      name: "pager", kind: .command(TargetsFile.Command(words: ["/nowhere/pager-sync"])))
    #expect(
      message { _ = try TargetOpening.reader(for: target) }
        == "the program /nowhere/pager-sync of the target pager cannot be started: No such file or "
        + "directory")
  }

  @Test(arguments: [
    (
      Script.objects(Script.absent("b")),
      "answered `read` for an object that it was not asked for, b"
    ),
    (Script.objects(Script.absent("a"), Script.absent("a")), "answered `read` twice for a"),
    (Script.say(#""objects":[]"#), "left a out of its answer to `read`"),
    (Script.say(#""more":1"#), "left a out of its answer to `read`"),
    (
      Script.objects(#"{"place":"a","state":"there"}"#),
      "answered `read` for a what cannot be used: its `state` is not present, absent or unreadable"
    ),
    (
      Script.objects(#"{"place":"a","state":"present"}"#),
      "answered `read` for a what cannot be used: it has not one of `base64` and `text`"
    ),
    (
      Script.objects(#"{"place":"a","state":"present","base64":"!"}"#),
      "answered `read` for a what cannot be used: its `base64` is none"
    ),
    (
      Script.objects(Script.present("a", "x", #","mode":"040000""#)),
      "answered `read` for a what cannot be used: its `mode` is not 100644, 100755 or 120000"
    ),
    (
      Script.objects(Script.present("a", "x", #","remoteID":"""#)),
      "answered `read` for a what cannot be used: its `remoteID` is not a line of 1 to 500 bytes"
    ),
    (
      Script.objects(Script.present("a", "x", #","remoteID":17"#)),
      "gave an answer to `read` that cannot be used: its `objects[0].remoteID` is of another type "
        + "than it must be"
    ),
    (Script.say(#""error":"503""#), "could not answer `read`: 503"),
  ]) func `an answer to a reading is taken whole or not at all`(
    _ line: String, _ clause: String
  ) throws {
    let reader = try Script(line).reader()
    let text = message { _ = try reader.read(["a"]) }
    #expect(text.hasPrefix(clause), "\(text)")
    // Who said it is asked nothing more, unless it only could not answer.
    if !clause.hasPrefix("could") {
      #expect(message { _ = try reader.read(["a"]) } == text)
    }
  }

  @Test func `objects are read with their content, mode and ID`() throws {
    let reader = try Script(
      Script.objects(
        Script.present("a", "x\\n", #","remoteID":"17""#),
        #"{"place":"b","state":"present","base64":"eQ==","mode":"100755"}"#,
        Script.absent("c"), #"{"place":"d","state":"unreadable","reason":"is  a\nfolder"}"#,
        #"{"place":"e","active":false,"state":"present","text":"off"}"#)
    ).reader()
    let readings = try reader.read(["a", "b", "c", "d", ".deactivated/e"])
    #expect(
      readings == [
        "a": .object(version("x\n")), "b": .object(version("y", .executable)),
        "d": .unreadable("is a folder"), ".deactivated/e": .object(version("off")),
      ])
    #expect(reader.remoteID(of: "a") == "17")
    #expect(try reader.content(of: version("x\n"), at: "a") == Array("x\n".utf8))
  }

  @Test func `one object is not at two places`() throws {
    let reader = try Script(
      Script.objects(
        Script.present("a", "x", #","remoteID":"1""#), Script.present("b", "x", #","remoteID":"1""#)
      ),
      Script.objects(
        Script.present("a", "x", #","remoteID":"1""#), Script.present("b", "x", #","remoteID":"1""#)
      )
    ).reader()
    let readings = try reader.read(["a", "b"])
    #expect(
      readings["a"] == .unreadable("is the same object as b: both have the remote ID 1"))
    // By its recorded ID it belongs to one of them.
    reader.use(
      KnownObjects {
        ["b": "1"]
      } content: { _ in
        []
      })
    #expect(try reader.read(["a", "b"]) == ["b": .object(version("x"))])
  }

  @Test func `what a program says besides its answers is told, without the secret`() throws {
    let folder = try Scratch()
    let file = folder.base + "/token"
    try Data("s3cret-pass\n".utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    var script = Script(
      "next; echo \"$DEPLOYSYNC_USER logs in with $DEPLOYSYNC_SECRET\" >&2",
      "say '\"error\":\"401 for '$DEPLOYSYNC_SECRET'\"'",
      "next; env | sort >&2; say '\"objects\":[]'", variables: ["PAGER_REGION"],
      credentials: .init(kind: .placed(.file(path: file)), user: "bot"))
    script.environment["OTHER_TOKEN"] = "another target's"
    script.environment["PAGER_REGION"] = "eu"
    let reader = try script.reader()
    #expect(message { _ = try reader.read(["a"]) } == "could not answer `read`: 401 for …")
    #expect(script.told.lines == ["pager: bot logs in with …"])
    _ = message { _ = try reader.read(["a"]) }
    let variables = script.told.lines.dropFirst().map { $0.dropFirst("pager: ".count) }
    #expect(variables.contains("PAGER_REGION=eu") && variables.contains("DEPLOYSYNC_TARGET=pager"))
    #expect(variables.contains("DEPLOYSYNC_SECRET=…"))
    #expect(!variables.contains { $0.contains("OTHER") })
  }

  @Test func `a flood of lines is cut`() throws {
    let script = Script(
      "next; i=0; while [ $i -lt 3000 ]; do echo $i >&2; i=$((i+1)); done",
      #"say '"objects":[{"place":"a","state":"absent"}]'"#)
    #expect(try script.reader().read(["a"]) == [:])
    #expect(script.told.lines.count == 1000)
    #expect(script.told.lines.last == "pager: its further lines are not shown")
  }

  @Test func `a missing credential is told before the program is started`() throws {
    let folder = try Scratch()
    let script = Script(
      "touch \(folder.base)/started", describes: "",
      credentials: .init(kind: .placed(.environment("PAGER_TOKEN"))))
    #expect(
      message { _ = try script.reader() }
        == "the credential is not there: the environment variable `PAGER_TOKEN` is not set")
    #expect(!FileManager.default.fileExists(atPath: folder.base + "/started"))
  }
}
