package event

import (
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Source is who speaks: "/laender/<land>/<system>", or "/hub/<stage>" for the hub itself.
type Source string

// NewSource is the source of a Land's system.
func NewSource(land learning.Land, system learning.System) Source {
	return Source("/laender/" + string(land) + "/" + string(system))
}

// HubSource is the source of one of the hub's own stages.
func HubSource(stage string) Source { return Source("/hub/" + stage) }

// Split names the Land and system; ok is false if the source is not a Land's.
func (s Source) Split() (land learning.Land, system learning.System, ok bool) {
	rest, found := strings.CutPrefix(string(s), "/laender/")
	l, sys, two := strings.Cut(rest, "/")
	land, system = learning.Land(l), learning.System(sys)
	return land, system, found && two && land.Valid() && system.Valid()
}

// Hub reports whether the hub itself speaks.
func (s Source) Hub() bool { return strings.HasPrefix(string(s), "/hub/") }
