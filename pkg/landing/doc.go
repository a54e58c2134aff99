// Package landing is the pages people see. They are made on the server, work
// without JavaScript, and read the catalogue API and nothing else: in one
// process through an in-memory round trip, else over HTTP.
//
// What a page shows is decided in Go (a view per page), how it looks in
// templates and assets/stil.css. State lives in the address alone: no cookie,
// no account. The one script suggests while somebody types; without it nothing is missing.
//
// 2026-11-23, myLand and employer are an answer that is carried along and not
// a filter of the pages: every card says whether that person may attend, and
// may=yes leaves only those. Why: most offers do not say who may attend, and
// somebody who answers the question must not lose sight of them. We gave up
// that an address of the API means the same list here.
//
// 2026-11-23, another language is made from the finished German page, phrase by
// phrase from texts/, and prose has a template of its own. Why: templates and
// views word each thing once, a translator needs no program, and a test names
// every text without a translation. We gave up that a translation may move
// words across elements, and a few milliseconds.
//
// 2026-11-23, who takes a filter away takes away the words too that say the
// same, and what was recognised but not applied is a note and no chip. Why: one
// press must do what it says, and a chip that removes nothing teaches people
// not to press. We gave up that the words stay as they were typed.
//
// 2026-11-23, feeds, calendars, site maps and data blocks hold full addresses:
// of Config.Public, else of the request's own Host if it is one. Forwarded
// headers are not believed. Why: anybody may write them, and a shared cache
// would keep what they say. We gave up https in addresses behind a proxy that
// nobody told us about.
//
// 2026-11-23, the types of the API's answers are written here again. Why:
// stages are strangers, and a page that reads only what it names goes on when
// the API gains members. A test holds both together by using the real API.
//
// 2026-11-23, what is often searched for is counted in memory, and only words
// of the vocabulary of topics are. Why: a start page that repeats what people
// type would one day show what somebody typed of herself. We gave up words
// that nobody has put on the list, and the counts at a restart.
package landing
