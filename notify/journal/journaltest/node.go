package journaltest

import (
	"bytes"
	"io/fs"
	"maps"
	"slices"
	"time"
)

// node is a file or, where it has entries, a folder: as it is seen, and as it would be found
// after a loss of power.
type node struct {
	content, synced []byte
	changed         time.Time
	mode            fs.FileMode

	entries, lasting map[string]*node
}

func folder() *node { return &node{entries: map[string]*node{}, lasting: map[string]*node{}} }

// sync makes the node durable: a file's content, a folder's names.
func (n *node) sync() {
	if n.entries != nil {
		n.lasting = maps.Clone(n.entries)
		return
	}
	n.synced = slices.Clone(n.content)
}

// copied is the node with its content as find makes it, and the folder's entries as one of
// its two views has them.
func (n *node) copied(content, synced []byte, entries, lasting map[string]*node, find func(*node) *node) *node {
	c := &node{content: bytes.Clone(content), synced: bytes.Clone(synced), changed: n.changed, mode: n.mode}
	if n.entries == nil {
		return c
	}
	seen := map[*node]*node{} // a file has two names while its new one is not durable
	names := func(from map[string]*node) map[string]*node {
		to := map[string]*node{}
		for name, child := range from {
			if seen[child] == nil {
				seen[child] = find(child)
			}
			to[name] = seen[child]
		}
		return to
	}
	c.entries, c.lasting = names(entries), names(lasting)
	return c
}

// kept is what a process finds that comes after one that was killed.
func (n *node) kept() *node {
	return n.copied(n.content, n.synced, n.entries, n.lasting, (*node).kept)
}

// durable is what is found after a loss of power.
func (n *node) durable() *node {
	return n.copied(n.synced, n.synced, n.lasting, n.lasting, (*node).durable)
}

// torn is what is found after a loss of power in the middle of writing down.
func (n *node) torn() *node {
	var half []byte
	if rest, ok := bytes.CutPrefix(n.content, n.synced); ok {
		half = append(bytes.Clone(n.synced), rest[:len(rest)/2]...)
	} else {
		half = slices.Concat(n.content[:len(n.content)/2], n.synced[min(len(n.synced), len(n.content)/2):])
	}
	return n.copied(half, half, n.entries, n.entries, (*node).torn)
}
