import ArgumentParser
import Domain
import Ledger
import Reporting
import Syncing

/// `deploysync ledger redact`
struct LedgerRedact: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redact",
    abstract: "Takes content out of the ledger that must not be kept, and leaves its ID.",
    discussion: """
      Shows where the content is and what would be done; with --write it does it. The chain is made \
      anew from the first commit that has the content, with a note in its place that says who took \
      it out, when and why. The commits as they were are kept by their bytes, so that everybody can \
      prove that nothing else was changed. What is deployed now is never taken out.

      The content stays in the repositories until git removes it; the answer says how.

      Example: deploysync ledger redact --path triggers@production:data/a.yaml --reason "a password"
      """)

  @Option(
    help: ArgumentHelp(
      "The content, by the 40 digits of its blob's ID; may be repeated.",
      valueName: "blob"))
  var blob: [BlobName] = []

  @Option(
    help: ArgumentHelp(
      "A file that a binding had: its only version, with ITEM@TARGET:PATH.", valueName: "file"))
  var path: RecordedFileName?

  @Option(
    help: "Why, for everybody who finds the note. It must not tell the content.",
    transform: ReasonText.read)
  var reason: String?

  @Flag(help: "Do it.")
  var write = false

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func validate() throws {
    guard blob.isEmpty != (path == nil) else {
      throw ValidationError("Name the content with --blob or with --path.")
    }
    if write, reason == nil { throw ValidationError("Say why with --reason.") }
  }

  func run() async throws {
    let session = try await Session.open(options, writes: write, computes: false)
    let desk = RedactionDesk(try session.surroundings(needsTargets: false))
    let content =
      path.map { RedactionDesk.Content.file($0.path, of: $0.binding) } ?? .blobs(blob.map(\.id))
    let time = session.time(try session.situation())
    if write, let reason {
      let result = try desk.redact(content, reason: reason)
      return try session.answer(RedactionReport(result, time: time))
    }
    let arguments =
      path.map { ["--path", "\($0.binding):\($0.path.portable)"] }
      ?? blob.flatMap { ["--blob", $0.id.hex] }
    try session.answer(
      RedactionReport(try desk.preview(content), arguments: arguments, time: time))
  }
}

/// The ID of a blob, whole.
struct BlobName: ExpressibleByArgument {
  var id: ObjectID

  init?(argument: String) {
    guard let id = ObjectID(hex: argument.lowercased()) else { return nil }
    self.id = id
  }
}

/// A file of a binding, written `ITEM@TARGET:PATH`.
struct RecordedFileName: ExpressibleByArgument {
  var binding: BindingID
  var path: GitPath

  init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, let binding = BindingID(parts[0]),
      let path = GitPath(portable: parts[1])
    else { return nil }
    self.binding = binding
    self.path = path
  }
}
