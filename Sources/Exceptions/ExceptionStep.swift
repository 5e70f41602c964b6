package import Domain

/// One step of an exception, as the ledger keeps it: `exceptions/E-N/NN-STEP.json`.
package struct ExceptionStep: Codable, Sendable, Hashable {
  package enum Kind: String, Codable, Sendable {
    case request, impact, decision, confirmation, withdrawal
    /// A run of it that finished; it is used up.
    case deployment
  }
  package enum Verdict: String, Codable, Sendable {
    case approved, rejected
  }

  package var schema = 1
  package var exception: String
  package var step: Kind
  /// Who took it: the e-mail address, of the signature where steps are signed.
  package var by: String
  /// Who recorded it for them; nil where they did it themselves.
  package var attestedBy: String?
  /// Where they said so, for an attested step.
  package var evidence: String?
  package var at: String
  /// The head of the control repository that it was taken at.
  package var control: String
  /// The reason, the comment, the consequences.
  package var text: String?
  package var verdict: Verdict?
  /// Of the request.
  package var request: Request?
  /// Of the impact.
  package var impact: Impact?
  /// The file name of the impact that a decision or confirmation is about.
  package var about: String?
  /// The run of a deployment.
  package var run: String?

  package init(
    exception: String, step: Kind, by: String, at: Timestamp, control: ObjectID,
    text: String? = nil
  ) {
    self.exception = exception
    self.step = step
    self.by = by
    self.at = at.iso8601
    self.control = control.hex
    self.text = text
  }

  /// What is asked for.
  package struct Request: Codable, Sendable, Hashable {
    /// `ITEM@TARGET`, in the order of deployment.
    package var bindings: [String]
    /// The chosen entries' commits, full; nil for all that is queued.
    package var only: [String]?
    package var ticket: String?

    package init(bindings: [String], only: [String]?, ticket: String?) {
      self.bindings = bindings
      self.only = only
      self.ticket = ticket
    }
  }

  /// What it would ship: what an agreement is bound to.
  package struct Impact: Codable, Sendable, Hashable {
    /// The head that it pins: nothing merged later is shipped.
    package var head: String
    /// The heads of the other repositories that the bindings take content from; nil without any.
    package var heads: [String: String]?
    /// The digest of the approval policy; an agreement under another one is void.
    package var policy: String
    package var bindings: [BindingImpact]

    package init(head: String, policy: String, bindings: [BindingImpact]) {
      self.head = head
      self.policy = policy
      self.bindings = bindings
    }
  }

  package struct BindingImpact: Codable, Sendable, Hashable {
    package var binding: String
    /// The tree that will be on the target; it stands beside the record in the ledger's tree.
    package var tree: String
    /// The commit that is deployed as a whole; nil where only entries are taken.
    package var commit: String?
    /// The entries that are taken, oldest first.
    package var entries: [String]
    /// The repositories of those entries that are not of the control one; nil without any.
    package var repositories: [String: String]?
    package var objects: [ImpactObject]
    /// The freezes in which it may be deployed; nil for none.
    package var freezes: [ImpactFreeze]?

    package init(
      binding: String, tree: String, commit: String?, entries: [String], objects: [ImpactObject],
      freezes: [ImpactFreeze]? = nil
    ) {
      self.binding = binding
      self.tree = tree
      self.commit = commit
      self.entries = entries
      self.objects = objects
      self.freezes = freezes
    }
  }

  /// A freeze that covers the binding within the agreement's life: who agrees, agrees to deploy
  /// in it.
  package struct ImpactFreeze: Codable, Sendable, Hashable {
    /// The first local day, `2026-12-20`.
    package var from: String
    /// The last one.
    package var to: String
    package var timezone: String
    package var reason: String

    package init(_ freeze: Freeze) {
      from = freeze.from.description
      to = freeze.to.description
      timezone = freeze.timeZone
      reason = freeze.reason
    }
  }

  /// An object it touches, and what was on the target when the impact was made.
  package struct ImpactObject: Codable, Sendable, Hashable {
    package var path: String
    package var place: String
    package var action: String
    /// Mode and blob ID, `100644 ab12…`; nil where nothing was there.
    package var live: String?
    /// The same of what it will be.
    package var desired: String?
    /// Whether a change made by hand is overwritten.
    package var overwrites: Bool
    /// Of a rename: the path and the place that it leaves, and what was there.
    package var from: String?
    package var fromPlace: String?
    package var liveFrom: String?

    package init(
      path: String, place: String, action: String, live: String?, desired: String?,
      overwrites: Bool
    ) {
      self.path = path
      self.place = place
      self.action = action
      self.live = live
      self.desired = desired
      self.overwrites = overwrites
    }
  }
}
