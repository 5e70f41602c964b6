import Domain
import Ledger
package import Syncing

/// The answer of `ledger redact`: where the content is, and what was done about it.
package struct RedactionReport: Report {
  struct Place: Encodable {
    var blob: String
    var kind: String
    var item: Nullable<String>
    var target: Nullable<String>
    var exception: Nullable<String>
    var path: String
    var firstAt: String
    var lastAt: String
    var commits: Int
    var now: Bool
  }
  struct Obstacle: Encodable {
    var why: String
    var remedy: Nullable<String>
  }
  struct Redaction: Encodable {
    var number: Int
    var by: String
    var at: String
    var reason: String
    var before: String
  }

  var schema = 1
  /// Nil where it was only looked for.
  var redaction: Nullable<Redaction>
  var tip: Nullable<String>
  var places: [Place]
  var rewritten: Int
  var commits: Int
  var obstacles: [Obstacle]
  /// What removes the content itself, here and in every other repository that had the ledger.
  var commands: [String]
  private var isMerged: Bool
  private var command: String?
  private var time: TimeText

  private enum CodingKeys: String, CodingKey {
    case schema, redaction, tip, places, rewritten, commits, obstacles, commands
  }

  /// - Parameter arguments: what the command was told.
  package init(_ preview: RedactionDesk.Preview, arguments: [String], time: TimeText) {
    self.init(preview, time: time)
    if obstacles.isEmpty {
      let words = arguments.map(ShellWord.quoted).joined(separator: " ")
      command = "deploysync ledger redact \(words) --reason TEXT --write"
    }
  }

  package init(_ result: RedactionDesk.Result, time: TimeText) {
    self.init(result.preview, time: time)
    redaction = Nullable(
      Redaction(
        number: result.redaction.number, by: result.redaction.by, at: result.redaction.at,
        reason: result.redaction.reason, before: result.redaction.tip))
    tip = Nullable(result.tip.hex)
    commands = result.older.map { "git update-ref -d \($0)" }
    // The reflog of this ref alone, and no error where it has none (git-gc(1)).
    let reflog = "gc.\(result.reference).reflogExpire"
    commands.append("git -c \(reflog)=now -c \(reflog)Unreachable=now gc --prune=now")
  }

  private init(_ preview: RedactionDesk.Preview, time: TimeText) {
    self.time = time
    redaction = Nullable(nil)
    tip = Nullable(nil)
    rewritten = preview.rewritten
    commits = preview.commits
    isMerged = preview.isMerged
    commands = []
    obstacles = preview.obstacles.map {
      Obstacle(why: $0.description, remedy: Nullable($0.remedy))
    }
    places = preview.found.map(Self.place)
  }

  private static func place(_ found: FoundContent) -> Place {
    let (kind, binding, exception): (String, BindingID?, String?) =
      switch found.place.owner {
      case .deployed(let binding): ("deployed", binding, nil)
      case .leftBehind(let binding): ("leftBehind", binding, nil)
      case .intended(let binding): ("intended", binding, nil)
      case .impact(let id, let binding): ("impact", binding, id)
      case .record: ("record", nil, nil)
      }
    return Place(
      blob: found.blob.hex, kind: kind, item: Nullable(binding?.item),
      target: Nullable(binding?.target), exception: Nullable(exception),
      path: found.place.path.portable, firstAt: found.firstAt.iso8601,
      lastAt: found.lastAt.iso8601, commits: found.commits, now: found.isNow)
  }

  package var document: Document {
    var document = Document()
    document.table(places.map(row))
    let size = "\(rewritten) of the ledger's \(counted(commits, "commit"))"
    if let redaction = redaction.value {
      document.line(
        Document.Span("redaction \(redaction.number) is done", .good),
        "; \(size) were made anew, and are kept as they were by their bytes")
      document.line("The content itself is here until git removes it:")
      document.table(commands.map { [Document.Span("  \($0)", .code)] })
      document.line(
        "The same is to be done on the server and in every clone, once it has the ledger.")
    } else if obstacles.isEmpty {
      document.line("\(size) would be made anew, without a change of who, when or why")
      if let command { document.line("do it: ", Document.Span(command, .code)) }
    } else {
      document.line(Document.Span("it cannot be taken out now:", .bad))
      document.table(
        obstacles.map { ["  \($0.why)", Document.Span($0.remedy.value ?? "")] })
    }
    document.line(
      Document.Span(
        isMerged
          ? "The branch has it in its newest commit: merge a version without it first."
          : "A branch that ever had it keeps it in its history, which deploysync never rewrites.",
        isMerged ? .warning : .plain))
    return document
  }

  private func row(_ place: Place) -> [Document.Span] {
    let binding = place.item.value.map { "\($0)@\(place.target.value ?? "")" } ?? "the ledger"
    let what =
      switch place.kind {
      case "leftBehind": "left behind"
      case "intended": "meant for a run"
      case "impact": "impact of \(place.exception.value ?? "")"
      default: place.kind
      }
    let span =
      place.now
      ? "since \(time.text(iso8601: place.firstAt))"
      : "\(time.text(iso8601: place.firstAt)) to \(time.text(iso8601: place.lastAt))"
    return [
      Document.Span(binding, .code), Document.Span(ShownPath.text(place.path), .code),
      Document.Span(what), Document.Span(span), Document.Span(counted(place.commits, "commit")),
    ]
  }
}
