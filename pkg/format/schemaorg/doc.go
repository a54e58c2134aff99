// Package schemaorg writes offers as JSON-LD in the vocabulary of schema.org
// (version 30), application/ld+json, one object an offer: what search engines
// read in a page.
//
// Course, CourseInstance, EducationalOccupationalProgram, EducationEvent,
// Service and LearningResource are used as their properties allow; nothing
// stands in a place whose domain does not have it. Search engines ask for name,
// description, provider, offers and instances with mode and workload: what the
// Land does not say stays absent.
//
// 2026-11-23, a page says one language, the offer's own. Why: a validator of a
// search engine reads plain strings only. We gave up the translations, which
// the report names.
package schemaorg
