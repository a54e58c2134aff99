// Package pkg holds the hub, floor by floor. A package may import only from
// floors below its own; packages on one floor are strangers. Only hub joins
// stages and adapters, so a stage never knows which store it stands on.
//
//	cli
//	hub
//	api/apitest intake/intaketest
//	connector intake projector api landing replay retention | eventlog/natslog eventlog/memlog catalogue/sqlitecat catalogue/memcat
//	eventlog/logtest catalogue/cattest search/searchtest search/relevance browsertest natsd
//	federation quarantine ledger search statistics format/table format/ical format/schemaorg format/feed demo
//	gazetteer duplicate
//	eventlog catalogue search/german format
//	event
//	learning
//	schemas testbed
//
// The flow is the architecture. Words are stages, brackets are stores:
//
//	a Land's export --> connector --> [OUTBOX of that Land] --> intake --> [LOG] --> projector --> [catalogue] --> api --> landing
//	                                          ^                   |  |       |
//	                                          |                   |  |       '--> replay
//	                                   receipts to the Land <-----'  '--> [QUARANTINE]   [LEDGER: hash tree over the LOG]
//
// Start reading at hub: its Run puts the flow together.
//
// The test beside this comment reads the floors above and holds every import
// to them, so they cannot become untrue.
package pkg
