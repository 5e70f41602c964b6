package import Domain
import Git
import Ledger

/// A plan that was made to be carried out later: what a run is to do, and all that it was decided
/// from, so that the run can tell whether any of it moved.
package struct SavedPlan: Codable, Hashable, Sendable {
  /// What was allowed when it was made.
  package struct Flags: Codable, Hashable, Sendable {
    package var late: Bool
    package var overwriteDrift: Bool
    package var limitOverride: Bool
  }

  /// One binding of it.
  package struct BindingPart: Codable, Hashable, Sendable {
    package var item: String
    package var target: String
    /// `deploy` where a run of the plan deploys it; the words of `plan --format json` otherwise.
    package var decision: String
    package var why: String?
    package var occurrence: String?
    /// The deployed commit, the recorded trees, and the blob of `state.json`.
    package var deployed: [String: String]
    package var recorded: [String: String]
    package var state: String?
    /// The commit and the trees to deploy.
    package var commit: String?
    package var content: [String: String]?
    package var root: String?
    package var prune: String?
    package var carries: [String]?
    package var objects: [ObjectPart]

    package var binding: BindingID { BindingID(item: item, target: target) }
    package var isDeployed: Bool { decision == "deploy" }
  }

  /// What is to be done with one object; versions are a mode and a blob.
  package struct ObjectPart: Codable, Hashable, Sendable {
    package var path: String
    package var place: String
    package var action: String
    package var verdict: String
    package var desired: String?
    package var live: String?
    package var from: String?
    package var fromPlace: String?
    package var liveFrom: String?
  }

  /// What says that a file is a plan.
  static let kind = "deploysync plan"
  static let knownSchema = 1

  package private(set) var schema = SavedPlan.knownSchema
  package private(set) var kind = SavedPlan.kind
  /// No two plans have the same.
  package private(set) var id: String
  package private(set) var createdAt: String
  package private(set) var digest = ""
  /// The commit of the branch that it was made at.
  package private(set) var head: String
  /// The ledger's newest commit then; nil where there was none.
  package private(set) var ledger: String?
  /// The blob of `deploysync.yaml` at head.
  package private(set) var policy: String
  package private(set) var exception: String?
  package private(set) var flags: Flags
  package private(set) var bindings: [BindingPart]

  /// Takes down what was prepared. Throws what reading the repository throws.
  package init(
    _ preparation: Preparation, request: Preparer.Request, exception: String? = nil
  ) throws {
    let situation = preparation.situation
    var generator = SystemRandomNumberGenerator()
    id = RunID.make(at: situation.now, using: &generator)
    createdAt = situation.now.iso8601
    head = situation.head.hex
    ledger = situation.ledger.tip?.hex
    policy = try situation.policyBlob()?.hex ?? ""
    self.exception = exception
    flags = Flags(
      late: request.allowsLate, overwriteDrift: request.overwritesDrift,
      limitOverride: request.overridesLimits)
    bindings = try preparation.bindings.map { try BindingPart($0, situation) }
    digest = try computedDigest()
  }

  /// The plan as the bytes of a file.
  package func encoded() throws -> [UInt8] { try LedgerJSON.encode(self) }

  /// Whether the bytes are those of some plan, damaged or not, of whatever version.
  package static func isPlan(_ bytes: [UInt8]) -> Bool { header(of: bytes)?.kind == kind }

  /// Reads the bytes of a file. Throws `PlanError` where it is none, too new, or not as it was
  /// written.
  package static func decode(_ bytes: [UInt8]) throws -> SavedPlan {
    guard let header = header(of: bytes), header.kind == kind else { throw PlanError.notAPlan }
    guard header.schema == knownSchema else { throw PlanError.unknownFormat(header.schema) }
    guard let plan = try? LedgerJSON.decode(SavedPlan.self, from: bytes, part: "plan"),
      try plan.computedDigest() == plan.digest, try plan.encoded() == bytes
    else { throw PlanError.edited }
    return plan
  }

  private struct Header: Decodable {
    var schema: Int
    var kind: String
  }

  private static func header(of bytes: [UInt8]) -> Header? {
    try? LedgerJSON.decode(Header.self, from: bytes, part: "plan")
  }

  /// The ID that git would give the file with an empty digest.
  private func computedDigest() throws -> String {
    var plan = self
    plan.digest = ""
    return Repository.blobID(of: try plan.encoded()).hex
  }

  /// The bindings that a run of it deploys.
  package var deployed: [BindingPart] { bindings.filter(\.isDeployed) }

  /// What to ask for so that the same is prepared again.
  var request: Preparer.Request {
    Preparer.Request(
      names: Set(deployed.map(\.binding)), allowsLate: flags.late,
      overwritesDrift: flags.overwriteDrift, overridesLimits: flags.limitOverride)
  }

  /// The command that makes it anew, without `--out`.
  package var command: String {
    let names =
      exception.map { ["--exception", $0] }
      ?? bindings.map { ShellWord.quoted($0.binding.description) }
    let own = [
      flags.late ? "--late" : nil, flags.overwriteDrift ? "--overwrite-drift" : nil,
      flags.limitOverride ? "--limit-override" : nil,
    ].compactMap(\.self)
    return (["deploysync plan"] + names + own).joined(separator: " ")
  }
}

extension Situation {
  /// The blob of the configuration at head.
  func policyBlob() throws -> ObjectID? {
    try repository.entry(at: GitPath("deploysync.yaml"), in: repository.link(head).tree)?.id
  }
}
