// The first fixture is on its way.
