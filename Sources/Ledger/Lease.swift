package import Domain

/// The intent of a run on one binding, which is also its lock: what it is about to do, recorded
/// before the first write, so that whoever finds the run dead can tell what it did.
///
/// The content it is to bring stands beside it in the ledger's tree, under `intended/`.
package struct Lease: Codable, Sendable, Hashable {
  /// One object that the run is about to change on the target.
  package struct Object: Codable, Sendable, Hashable {
    package var path: String
    package var action: ObjectResult.Action
    /// Where a renamed object was.
    package var from: String?
    /// Where it is to be on the target, and where it is taken from: of an object that is turned
    /// off or on again, whose paths do not tell.
    package var place: String?
    package var fromPlace: String?

    package init(
      path: GitPath, action: ObjectResult.Action, from: GitPath?, place: GitPath? = nil,
      fromPlace: GitPath? = nil
    ) {
      self.path = path.portable
      self.action = action
      self.from = from?.portable
      self.place = place?.portable
      self.fromPlace = fromPlace?.portable
    }
  }

  package var schema = 1
  package var run: String
  package var owner: LeaseOwner
  package var since: String
  /// How often it was renewed or taken over: whoever waits sees by it that its owner is alive.
  package var renewals = 0
  /// How often somebody took it over to settle the run, whose process was gone; nil where it is the
  /// run's own.
  package var takeovers: Int?
  /// The length in seconds within which its owner promises to renew it; nil in leases of versions
  /// that knew only ``LeaseTerms/usual``.
  package var length: Double?
  /// The commit that is deployed.
  package var commit: String
  /// The commits of other repositories that are deployed; nil where there are none.
  package var commits: [String: String]?
  /// What is stripped from the paths of the intended content.
  package var root: String
  package var objects: [Object]

  package init(
    run: String, owner: LeaseOwner, since: Timestamp, commit: ObjectID,
    others: [String: ObjectID] = [:], root: GitPath, objects: [Object],
    length: Duration = LeaseTerms.usual.length
  ) {
    self.length = length / .seconds(1)
    self.run = run
    self.owner = owner
    self.since = since.iso8601
    self.commit = commit.hex
    commits = others.isEmpty ? nil : others.mapValues(\.hex)
    self.root = root.portable
    self.objects = objects
  }

  /// The same intent in the hands of a process that settles it: what the run was about to do stays
  /// as it is.
  package func takenOver(
    by owner: LeaseOwner, at instant: String, length: Double?
  ) -> Lease {
    var lease = self
    lease.owner = owner
    lease.since = instant
    lease.length = length
    lease.renewals += 1
    lease.takeovers = (takeovers ?? 0) + 1
    return lease
  }

  /// How long whoever waits must see it unchanged: at most a day, whatever stands in it.
  package var promisedLength: Duration {
    length.map { .seconds(min(max($0, 0), Self.longest)) } ?? LeaseTerms.usual.length
  }

  /// The longest length that a lease can have, in seconds.
  static let longest: Double = 86_400
}
