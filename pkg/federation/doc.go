// Package federation is what keeps the Länder apart and lets them speak: one
// NATS account per Land, the credentials of its systems, the names of subjects
// and streams, the receipts, and the client with which a Land publishes.
//
// The account says who speaks; a payload can be forged, an account cannot.
// All state lies in files, none of it in a server:
//
//	keys/operator.nk           signs the accounts; must not be lost
//	keys/<account>.<role>.nk   signs the users of one role; losing one = new files for that role
//	accounts/<name>.<id>.jwt   the account: limits, roles, revocations; id names its folder under nats/jetstream
//	accounts/<land>.issued     the register of credentials handed out: Revoke finds their keys here
//	creds/<land>.creds         for the whole Land; creds/<land>.<system>.creds for one system
//	creds/operator.creds       reads LOG and QUARANTINE and operates the hub
//
// Folders are 0700, files 0600, written beside, synced and renamed. A change
// takes a lock on accounts/, writes the files and then tells the running
// server, from whichever process it is made.
//
// # Decisions
//
// 2026-11-23: operator mode with scoped signing keys. Rights live in the
// account's token, not in the credentials: changing a role needs no new file
// at any Land, and rotating three keys ends all credentials of a Land while
// the hub stays connected. Price: a mistyped fact is a permission error and
// not a receipt.
//
// 2026-11-23: a Land may not make consumers; with that right it could deliver
// into any subject. The hub makes the durable <system> on RECEIPTS when the
// credential is issued, from another process through the role "clerk", which
// may do nothing but make exactly that consumer and is signed for a minute.
//
// 2026-11-23: restoring an older copy of accounts/ forgets the revocations
// made since; revoke the whole Land afterwards (it rotates the keys).
//
// 2026-11-23: creds/operator.creds is a credential of the account HUB. It may
// not publish into the log, but NATS does not check where a reply goes, and a
// consumer may deliver anywhere in its account: its holder can put noise, or a
// copy of an old commit, under log.>. So it is for people who run the hub, and
// who reads the log must pass over what is not the next commit.
package federation
