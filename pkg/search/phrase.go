package search

import "slices"

// weighed are typed words of which those have content again that are light
// alone and a name together: "Erste Hilfe" is no help at first.
func weighed(words []typed) []typed {
	var out []typed
	for from := range words {
		for to := from + 2; to <= len(words) && to-from <= mostRun; to++ {
			keys := make([]string, 0, to-from)
			for _, w := range words[from:to] {
				if !w.light {
					break
				}
				keys = append(keys, w.key)
			}
			if len(keys) < to-from || synonyms()[stemsKey(keys)] == nil {
				continue
			}
			if out == nil {
				out = slices.Clone(words)
			}
			for i := from; i < to; i++ {
				out[i].light, out[i].named = false, true
			}
		}
	}
	if out == nil {
		return words
	}
	return out
}
