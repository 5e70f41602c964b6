/// The trailers of a ledger commit's message: the lines `NAME: VALUE` of its last paragraph
/// (git-interpret-trailers(1)).
struct LedgerTrailers {
  /// The runs that the commit says it is a step of; a commit of a ledger names one.
  let runs: [String]
  /// The exceptions and the names of their steps that the commit says it takes.
  let exceptions: [String]
  let steps: [String]
  /// The bindings on which the commit says it holds or releases an entry.
  let holds: [String]
  /// The bindings that the commit says it locks or unlocks.
  let locks: [String]
  /// The saved plans that the commit says it carries out.
  let plans: [String]

  init(_ message: String) {
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
    plans = values("Deploysync-Plan")
  }
}
