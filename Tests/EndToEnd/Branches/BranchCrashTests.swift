import Fixtures
import Testing

/// A run to a branch that is killed, and the next one that ends it.
struct BranchCrashTests {
  @Test(arguments: ["branch.committed", "branch.push.before", "branch.pushed", "copy.moved#2"])
  func `killed, the next run leaves exactly one commit`(_ point: String) throws {
    let mirror = try Mirror()
    #expect(try mirror.apply().status == 0)
    try mirror.merge(["data/triggers/a.yaml": "title: AA\n", "data/triggers/b.yaml": nil])
    let killed = try mirror.apply(environment: ["DEPLOYSYNC_FAULT": "\(point):kill"])
    #expect(killed.status == 128 + 9, "\(killed.all)")
    let isPushed = try mirror.subjects().count == 2
    #expect(isPushed == ["branch.pushed", "copy.moved#2"].contains(point))
    let tip = try mirror.tip()
    let next = try mirror.apply()
    #expect(next.status == 0, "\(next.all)")
    if isPushed { #expect(try mirror.tip() == tip) }
    #expect(try mirror.subjects().count == 2)
    #expect(try mirror.texts() == ["triggers/a.yaml": "title: AA"])
    let ledger = try mirror.world.ledger()
    #expect(try mirror.apply().status == 0)
    #expect(try mirror.world.ledger() == ledger)
    #expect(try mirror.world.deploysync("status", "--exit-code").status == 0)
    #expect(try mirror.world.deploysync("ledger", "verify").status == 0)
    #expect(try mirror.world.clone.git("for-each-ref", "refs/deploysync/incoming") == "")
  }

  @Test func `a push that lands after its run was given up is not made twice`() throws {
    let mirror = try Mirror()
    #expect(try mirror.apply().status == 0)
    try mirror.merge(["data/triggers/a.yaml": "title: AA\n"])
    // The first push is kept back, and lands right before the second run's.
    let killed = try mirror.apply(
      aroundPush: "if once keep; then printf '%s' \"$*\" >$here/push; kill -9 $PPID; exit 1; fi")
    #expect(killed.status == 128 + 9, "\(killed.all)")
    let next = try mirror.apply(
      aroundPush: "if once late; then \"$git\" $(cat $here/push) >/dev/null 2>&1; fi")
    #expect(next.status == 0, "\(next.all)")
    #expect(try mirror.subjects().count == 2)
    #expect(try mirror.texts()["triggers/a.yaml"] == "title: AA")
  }
}
