package func run() async {}
