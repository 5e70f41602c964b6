import Domain
import Fixtures
import Testing

@testable import Syncing

/// Two items that own one object stop an exception, as they stop every other run.
struct OwnershipTests {
  @Test
  func `an agreed exception is not deployed, and none is looked at, while two items own a file`()
    throws
  {
    let bench = try Bench(["data/a.yaml": "a\n"])
    try bench.baseline()
    try bench.merge("Change (!1)", ["data/a.yaml": "b\n"])
    let id = try bench.request()
    try bench.agree(id)
    try bench.merge(
      "Second item (!2)",
      [
        "deploysync.yaml": Bench.configuration().replacing(
          "items:\n",
          with: "items:\n  other: { paths: [data/a.yaml], root: data, targets: { live: {} } }\n")
      ])
    let told = refusal { try bench.deploy(id) }
    #expect(told.first == "two items own the same object of one target", "\(told)")
    #expect(try bench.live() == ["data/a.yaml": "a\n"])
    let next = try bench.request()
    #expect(throws: OwnershipConflicts.self) { try bench.impact(next) }
  }
}
