package import Domain

/// The trailers of a ledger commit's message: the lines `NAME: VALUE` of its last paragraph
/// (git-interpret-trailers(1)).
package struct LedgerTrailers: Sendable {
  /// The runs that the commit says it is a step of; a commit of a ledger names one.
  package let runs: [String]
  /// The exceptions and the names of their steps that the commit says it takes.
  package let exceptions: [String]
  package let steps: [String]
  /// The bindings on which the commit says it holds or releases an entry.
  package let holds: [String]
  /// The bindings that the commit says it locks or unlocks.
  package let locks: [String]
  /// The bindings of whose procedure the commit says it takes a step.
  package let procedures: [String]
  /// The saved plans that the commit says it carries out.
  package let plans: [String]
  /// The heads of the control repository at which the commit says it was decided; it names one.
  package let controls: [String]
  /// The heads of other repositories at which it says so, `NAME COMMIT` each.
  package let repositories: [String]
  /// The numbers of the redactions that the commit says it makes.
  package let redactions: [String]

  /// Reads them from a whole message.
  package init(_ message: String) {
    let all = message.split(separator: "\n", omittingEmptySubsequences: false)
    let text = all.reversed().drop(while: \.isEmpty)
    let paragraph = text.prefix { !$0.isEmpty }.reversed()
    // The subject is a paragraph too, and never one of trailers.
    let lines = text.count > paragraph.count ? Array(paragraph) : []
    func values(_ name: String) -> [String] {
      lines.filter { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
    }
    runs = values("Deploysync-Run")
    exceptions = values("Deploysync-Exception")
    steps = values("Deploysync-Step")
    holds = values("Deploysync-Hold")
    locks = values("Deploysync-Lock")
    procedures = values("Deploysync-Procedure")
    plans = values("Deploysync-Plan")
    redactions = values("Deploysync-Redaction")
    controls = values("Deploysync-Control")
    repositories = values("Deploysync-Repository")
  }

  /// The head of the control repository; nil where it is not named once, or is no commit.
  package var control: ObjectID? {
    controls.count == 1 ? controls.first.flatMap { ObjectID(hex: $0) } : nil
  }

  /// The heads of other repositories by name; those that are not rightly named are left out.
  package var heads: [String: ObjectID] {
    Dictionary(
      repositories.compactMap(Self.head).map { ($0.name, $0.commit) },
      uniquingKeysWith: { a, _ in a })
  }

  /// A repository with its head, of `NAME COMMIT`; nil for anything else.
  static func head(_ value: String) -> (name: String, commit: ObjectID)? {
    let parts = value.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[0] != Repositories.control,
      let commit = ObjectID(hex: parts[1])
    else { return nil }
    return (String(parts[0]), commit)
  }
}
