import ArgumentParser
import Domain
import Faults
import Git
import GitProgram
import Reporting
import Syncing

/// `deploysync adopt`
struct Adopt: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Commits what was changed in a system to a branch of its own.",
    discussion: """
      The branch starts at the deployed commit and carries nothing but the hand-made changes, so \
      that a merge request can be made of it. Once that is merged, the next apply of any day records \
      the changes without writing. Work tree, index and HEAD stay as they are; nothing is pushed.

      Example: deploysync adopt triggers@production
      """)

  @Argument(
    help: ArgumentHelp("One binding, ITEM@TARGET.", valueName: "binding"), completion: .bindings)
  var name: String

  @Option(
    help: ArgumentHelp(
      "The branch to make; adopt/ITEM-TARGET by default.", valueName: "branch"))
  var branch: String?

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options, writes: true)
    let situation = try session.situation()
    let binding = try BindingNames.one(name, in: situation).id
    let targets = try session.targets()
    try ServedTargets.require([binding], by: [name], in: targets)
    let new = try AdoptionBranch(branch ?? Adoption.defaultBranch(for: binding))
    try new.requireFree(in: session.repository, remote: session.branch.remote)
    let adoption = try AdoptionMaker(situation, targets: targets).make(binding)
    let commit = try await session.commit(adoption)
    FaultPoint.adoptionCommitted.pass()
    try new.create(at: commit, in: session.repository)
    try session.answer(
      AdoptionReport(
        adoption, commit: commit, branch: new.name, into: session.branch.name,
        remote: session.branch.remote, time: session.time(situation)))
    if !adoption.left.isEmpty { throw ExitCode(ExitStatus.failed) }
  }
}

extension Session {
  /// Stores the commit in the name of whoever runs this, signed where their git signs commits.
  func commit(_ adoption: Adoption) async throws -> ObjectID {
    let person = try person()
    if try signsCommits() {
      return try await makeSignedCommit(adoption, by: person)
    }
    let signature = Signature(person: person, time: now)
    return try repository.createCommit(
      tree: adoption.tree, parents: [adoption.deployed], author: signature, committer: signature,
      message: adoption.message)
  }

  private func signsCommits() throws -> Bool {
    guard let setting = try repository.setting("commit.gpgsign")?.lowercased() else {
      return false
    }
    // What git takes for true (git-config(1)).
    return ["true", "yes", "on", "1", ""].contains(setting)
  }

  private func makeSignedCommit(_ adoption: Adoption, by person: Person) async throws -> ObjectID {
    try await program.makeSignedCommit(
      tree: adoption.tree, parent: adoption.deployed, message: adoption.message, by: person,
      timeLimit: .seconds(60))
  }
}
