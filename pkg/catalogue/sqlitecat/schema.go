package sqlitecat

// layout is the version of the schema; a file of another one is made anew.
const layout = 3

// live means that the version has a document: it is neither withdrawn nor erased.
const schema = `
CREATE TABLE state (
	one      INTEGER PRIMARY KEY CHECK (one = 1),
	layout   INTEGER NOT NULL,
	fold     INTEGER NOT NULL,
	position INTEGER NOT NULL,
	orphans  INTEGER NOT NULL
);
CREATE TABLE versions (
	id          TEXT    NOT NULL,
	"from"      INTEGER NOT NULL,
	live        INTEGER NOT NULL,
	digest      BLOB    NOT NULL,
	erased      INTEGER NOT NULL,
	recorded    INTEGER NOT NULL, -- nanoseconds since 1970
	happened    INTEGER NOT NULL, -- seconds since 1970
	happened_ns INTEGER NOT NULL, -- and nanoseconds
	type        TEXT    NOT NULL,
	withdrawn   TEXT,             -- JSON
	document    BLOB              -- JSON in RFC 8785 form
);
CREATE UNIQUE INDEX versions_by_id ON versions (id, "from", live, digest);
CREATE TABLE providers (
	land     TEXT    NOT NULL,
	system   TEXT    NOT NULL,
	subject  TEXT    NOT NULL,
	position INTEGER NOT NULL,
	retired  INTEGER NOT NULL,
	document BLOB    NOT NULL,
	PRIMARY KEY (land, system, subject)
);
CREATE TABLE systems (
	land     TEXT    NOT NULL,
	system   TEXT    NOT NULL,
	seen     INTEGER NOT NULL, -- when its last event was recorded, nanoseconds since 1970
	delivery TEXT,             -- the last one, JSON
	PRIMARY KEY (land, system)
) WITHOUT ROWID;
CREATE TABLE laender (
	land    TEXT    PRIMARY KEY,
	changed INTEGER NOT NULL -- position at which an offer of the Land changed last
) WITHOUT ROWID;
CREATE TABLE days (
	day    INTEGER NOT NULL, -- since 1970, on calendars in Germany
	land   TEXT    NOT NULL,
	events INTEGER NOT NULL,
	PRIMARY KEY (day, land)
) WITHOUT ROWID;
CREATE TABLE splits (
	a        TEXT    NOT NULL, -- two offers in byte order
	b        TEXT    NOT NULL,
	position INTEGER NOT NULL,
	recorded INTEGER NOT NULL, -- nanoseconds since 1970
	note     TEXT    NOT NULL,
	PRIMARY KEY (a, b)
) WITHOUT ROWID;
`

// What is prepared once. The newest version of each offer is that with the
// greatest position: SQLite takes the other columns from the row of the max.
// Offers come in the order of the index; sorted outside once more, SQLite would
// copy all documents, so [Store.Offers] checks the order instead.
const (
	columns = `v.id, v."from", v.live, v.digest, v.erased, v.recorded, v.happened, v.happened_ns, v.type, v.withdrawn, v.document`

	// A version ends where the next one begins.
	until = `coalesce((SELECT min(n."from") FROM versions n WHERE n.id = v.id AND n."from" > v."from"), 0)`

	selectNewest = `SELECT ` + columns + `, 0 FROM
		(SELECT rowid AS row, max("from") FROM versions WHERE id IN (%s) GROUP BY id) AS newest
		JOIN versions v ON v.rowid = newest.row`
	selectHistory = `SELECT ` + columns + `, ` + until + ` FROM versions v WHERE v.id = ? ORDER BY v."from"`
	selectNow     = `SELECT ` + columns + `, 0 FROM
		(SELECT rowid AS row, id, live, max("from") FROM versions GROUP BY id ORDER BY id) AS newest
		JOIN versions v ON v.rowid = newest.row WHERE newest.live`
	selectAsOf = `SELECT ` + columns + `, ` + until + ` FROM
		(SELECT rowid AS row, id, live, max("from") FROM versions WHERE "from" <= ? GROUP BY id ORDER BY id) AS newest
		JOIN versions v ON v.rowid = newest.row WHERE newest.live`
	selectDigests  = `SELECT id, digest, live, max("from") FROM versions WHERE id > ? AND id < ? GROUP BY id ORDER BY id`
	selectProvider = `SELECT position, retired, document FROM providers WHERE land = ? AND system = ? AND subject = ?`
	selectState    = `SELECT layout, fold, position, orphans FROM state`
	selectSystems  = `SELECT s.land, s.system, s.seen, s.delivery, coalesce(l.changed, 0)
		FROM systems s LEFT JOIN laender l USING (land) ORDER BY s.land, s.system`
	selectDays = `SELECT land, day, events FROM days WHERE day > (SELECT max(day) FROM days) - ? ORDER BY land, day`

	selectSplits = `SELECT a, b, position, recorded, note FROM splits ORDER BY a, b`

	insertVersion = `INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	eraseVersions = `UPDATE versions SET document = NULL, digest = x'', live = 0, erased = 1 WHERE id = ?`
	setProvider   = `INSERT OR REPLACE INTO providers VALUES (?, ?, ?, ?, ?, ?)`
	setSeen       = `INSERT INTO systems (land, system, seen) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET seen = excluded.seen`
	setDelivery = `INSERT INTO systems (land, system, seen, delivery) VALUES (?, ?, 0, ?)
		ON CONFLICT DO UPDATE SET delivery = excluded.delivery`
	setChanged = `INSERT INTO laender VALUES (?, ?) ON CONFLICT DO UPDATE SET changed = excluded.changed`
	addEvents  = `INSERT INTO days (day, land, events) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET events = events + excluded.events`
	setSplit   = `INSERT OR REPLACE INTO splits VALUES (?, ?, ?, ?, ?)`
	dropSplit  = `DELETE FROM splits WHERE a = ? AND b = ?`
	setState   = `UPDATE state SET position = ?, orphans = orphans + ?`
	newState   = `INSERT INTO state VALUES (1, ?, ?, 0, 0)`
)
