// Package cattest is the suite every catalogue must pass, and the random
// histories it and other tests fold. A store's test file is ten lines:
//
//	func TestSuite(t *testing.T) { cattest.Run(t, open) }
//	func TestEqual(t *testing.T) { cattest.Compare(t, func(*testing.T) catalogue.Store { return memcat.New() }, open) }
package cattest
