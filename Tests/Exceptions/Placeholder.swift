// The first test of this module is on its way.
