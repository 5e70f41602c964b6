import Configuration
package import Domain
import Exceptions
package import Git
import Ledger
package import Queueing

/// Answers whose signature it is.
package enum SignerAnswer: Sendable, Hashable {
  /// Of this person, by the signers file: an e-mail address.
  case principal(String)
  /// Of nobody that counts; a clause says why.
  case rejected(String)
}

/// Checks a signature of some content against an allowed-signers file, as of a time.
package typealias SignatureVerifier = (
  _ content: [UInt8], _ signature: [UInt8], _ signers: [UInt8], _ at: Timestamp
) throws -> SignerAnswer

/// Who made a commit of the ledger, by the rules of the control commit that it names.
package struct LedgerAuthor {
  private let repository: Repository
  private let history: ConfigurationHistory
  private let verify: SignatureVerifier

  package init(
    history: ConfigurationHistory, verify: @escaping SignatureVerifier, in repository: Repository
  ) {
    self.repository = repository
    self.history = history
    self.verify = verify
  }

  /// The e-mail address: of the signature where the configuration there asks for signatures, else
  /// of the commit's author. Rejected with the reason where it cannot be told.
  package func author(of commit: Git.Commit, control: ObjectID) throws -> SignerAnswer {
    guard repository.contains(control) else {
      return .rejected("it names the control commit \(control.short), which is not here")
    }
    let tree = try repository.link(control).tree
    let configuration = try history.state(in: tree).configuration
    guard let path = configuration?.exceptions?.signers else {
      return .principal(commit.author.person.email)
    }
    guard let file = try repository.entry(at: path, in: tree), file.mode != .folder else {
      return .rejected("the signers file \(path) is not in the control commit \(control.short)")
    }
    guard let (signature, content) = try repository.signature(of: commit.id) else {
      return .rejected("it is not signed")
    }
    return try verify(content, signature, try repository.blob(file.id), commit.committer.time)
  }

  /// The control commit that a ledger commit names in its trailer.
  package static func control(of commit: Git.Commit) -> ObjectID? {
    let lines = commit.message.split(separator: "\n")
    let prefix = "Deploysync-Control: "
    return lines.last { $0.hasPrefix(prefix) }.flatMap {
      ObjectID(hex: $0.dropFirst(prefix.count))
    }
  }
}

/// Proves the steps of an exception from the ledger's commits: each was taken by whom it says, at
/// a commit of the branch, and was allowed by the rules there.
struct ExceptionProof {
  private let situation: Situation
  private let verify: SignatureVerifier

  init(_ situation: Situation, verify: @escaping SignatureVerifier) {
    self.situation = situation
    self.verify = verify
  }

  /// What is wrong, a sentence each; empty where all is proven.
  func problems(of chain: ExceptionChain) throws -> [String] {
    let (origins, removed) = try origins(of: chain)
    let author = LedgerAuthor(
      history: situation.history, verify: verify, in: situation.repository)
    var problems = removed.map { "\($0) was removed after it was recorded" }
    var before: ObjectID?
    for (index, named) in chain.steps.enumerated() {
      guard let commit = origins[named.name] else {
        problems.append("\(named.name) was changed after it was recorded")
        continue
      }
      let prefix = ExceptionChain(id: chain.id, steps: Array(chain.steps[..<index]))
      problems += try StepProof(
        situation: situation, named: named, commit: commit, before: before, prefix: prefix
      ).problems(author: author).map { "\(named.name): \($0)" }
      before = ObjectID(hex: named.step.control) ?? before
    }
    return problems
  }

  /// The ledger commit that brought each step as it is now, and the steps that were there before
  /// and are not any more.
  private func origins(
    of chain: ExceptionChain
  ) throws -> (commits: [String: Git.Commit], removed: [String]) {
    let repository = situation.repository
    func blobs(_ commit: ObjectID) throws -> [String: ObjectID] {
      let path = GitPath("exceptions/\(chain.id)")
      guard let folder = try repository.entry(at: path, in: repository.link(commit).tree) else {
        return [:]
      }
      var found: [String: ObjectID] = [:]
      for entry in try repository.tree(folder.id) where entry.mode != .folder {
        found[String(decoding: entry.name, as: UTF8.self)] = entry.id
      }
      return found
    }
    guard let tip = situation.ledger.tip else { return ([:], []) }
    let now = try blobs(tip)
    var origins: [String: Git.Commit] = [:]
    var removed: Set<String> = []
    var current = tip
    var here = now
    while !here.isEmpty {
      let link = try repository.link(current)
      let older = try link.parents.first.map(blobs) ?? [:]
      removed.formUnion(older.keys.filter { now[$0] == nil })
      for (name, blob) in here where older[name] != blob && now[name] == blob {
        let step = String(name.dropLast(5))
        // A step that was there before with another content has been changed: it has no origin.
        origins[step] = older[name] == nil ? try repository.commit(current) : nil
      }
      guard let parent = link.parents.first else { break }
      (current, here) = (parent, older)
    }
    return (origins, removed.map { String($0.dropLast(5)) }.sorted())
  }
}

/// The proof of one step.
private struct StepProof {
  let situation: Situation
  let named: ExceptionChain.Named
  let commit: Git.Commit
  /// The control commit of the step before.
  let before: ObjectID?
  /// The chain before this step.
  let prefix: ExceptionChain

  func problems(author: LedgerAuthor) throws -> [String] {
    let step = named.step
    guard step.exception == prefix.id else { return ["it belongs to \(step.exception)"] }
    guard let control = LedgerAuthor.control(of: commit), control.hex == step.control else {
      return ["its commit does not name the control commit that it was decided at"]
    }
    let repository = situation.repository
    guard repository.contains(control), try repository.isAncestor(control, of: situation.head)
    else { return ["the control commit \(control.short) is not on the branch"] }
    if let before, try !repository.isAncestor(before, of: control) {
      return ["its control commit \(control.short) is older than that of the step before"]
    }
    if let parent = try commit.parents.first.flatMap({
      LedgerAuthor.control(of: try repository.commit($0))
    }), repository.contains(parent), try repository.isAncestor(parent, of: situation.head),
      try !repository.isAncestor(parent, of: control)
    {
      // Else anybody could choose an old commit whose rules or signers suit them.
      return [
        "its control commit \(control.short) is older than that of the ledger's commit before it"
      ]
    }
    let recorder = step.attestedBy ?? step.by
    switch try author.author(of: commit, control: control) {
    case .rejected(let reason): return ["its commit \(commit.id.short): \(reason)"]
    case .principal(let email) where email.lowercased() != recorder.lowercased():
      return ["it says \(recorder), and its commit \(commit.id.short) is by \(email)"]
    case .principal: break
    }
    let tree = try repository.link(control).tree
    guard let configuration = try situation.history.state(in: tree).configuration,
      let policy = configuration.exceptions
    else { return ["the control commit \(control.short) does not provide for exceptions"] }
    if step.step == .deployment {
      let people = configuration.roles.run
      let mayRun = people?.contains { $0.lowercased() == step.by.lowercased() } ?? true
      return mayRun ? [] : ["\(step.by) may not run deployments"]
    }
    guard let at = Timestamp(iso8601: step.at) else { return ["it has no time"] }
    guard at == commit.committer.time else {
      return ["it says it was taken at \(step.at), and its commit is of another time"]
    }
    if let agreed = agreedPolicy, agreed != policy.canonicalText {
      return ["the approval rules at \(control.short) are not those that its impact names"]
    }
    let refusal = prefix.refusal(
      of: step.step, by: step.by, recordedBy: recorder, under: policy, at: at)
    return refusal.map { [$0] } ?? []
  }

  /// The approval rules that the step must have been taken under: those of its impact. An earlier
  /// impact and what was agreed to it were under others maybe, and a request comes before.
  private var agreedPolicy: String? {
    switch named.step.step {
    case .impact: named.step.impact?.policy
    case .decision where named.step.verdict == .approved, .confirmation:
      prefix.impact?.step.impact?.policy
    case .decision, .request, .withdrawal, .deployment: nil
    }
  }
}
