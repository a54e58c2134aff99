// Package ical writes the dated sessions of offers as a calendar: RFC 5545 with
// the properties of RFC 7986, media type text/calendar; charset=utf-8.
//
// Never ORGANIZER, ATTENDEE or METHOD: clients take such an event for an
// invitation.
//
// 2026-11-23, times are written in Europe/Berlin with its VTIMEZONE, not in
// UTC. Why: a series that crosses the end of summer time keeps its hour when a
// person moves it, and clients show the zone. The hour that a clock shows
// twice is written in UTC, because a local time cannot say which one. We gave
// up the offset that the Land wrote.
package ical
