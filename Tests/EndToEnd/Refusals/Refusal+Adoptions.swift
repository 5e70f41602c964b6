import Fixtures
import Foundation

extension Refusal {
  /// What stops `adopt` and an inferred baseline.
  static let ofAdoptions: [Refusal] = [
    Refusal("nothing to adopt") { scene in
      try scene.baseline()
      try scene.run("adopt", "triggers@production")
    },
    Refusal("never deployed, so nothing is ours") { scene in
      try scene.run("adopt", "triggers@production")
    },
    Refusal("a branch of that name is there") { scene in
      try scene.baseline()
      try scene.changeByHand("a", to: "title: by hand\n")
      try scene.world.clone.git("branch", "adopt/triggers-production")
      try scene.run("adopt", "triggers@production")
    },
    Refusal("a name that no branch can have", status: 64) { scene in
      try scene.baseline()
      try scene.run("adopt", "triggers@production", "--branch", "deploysync/ledger")
    },
    Refusal("all of it is merged already") { scene in
      try scene.baseline()
      try scene.changeByHand("a", to: "title: by hand\n")
      try scene.merge(12, "a", "title: by hand\n")
      try scene.run("adopt", "triggers@production")
    },
    Refusal("adopting from a target that is not served", status: 78) { scene in
      try scene.baseline()
      try scene.world.serve([])
      try scene.run("adopt", "triggers@production")
    },
    Refusal("nothing to infer a baseline from") { scene in
      for name in ["a", "b"] { try scene.changeByHand(name, to: "title: by hand\n") }
      try scene.run("baseline", "triggers@production", "--infer")
    },
  ]
}
