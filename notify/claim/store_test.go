package claim_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// fate is how a request to Jira goes.
type fate int

const (
	goes        fate = iota
	crash            // the console dies before it asks
	lostRequest      // it never arrives; the console sees an error
	lostReply        // it arrives; the console sees an error
	late             // the console sees an error, and it arrives some time later
	fates
)

var errLost = errors.New("the connection broke")

// store is one issue's properties. Its zero value has none.
type store struct {
	values map[string]any
	states [][]string // the keys after each write
	late   []change   // requests that are still on their way
}

// change is what a request does to the properties.
type change struct {
	name string
	do   func(map[string]any)
}

func (s *store) write(c change) {
	if s.values == nil {
		s.values = map[string]any{}
	}
	c.do(s.values)
	s.states = append(s.states, slices.Sorted(maps.Keys(s.values)))
}

// String is all on which the future of the store depends, but for its past.
func (s *store) String() string {
	keys, late := slices.Sorted(maps.Keys(s.values)), ""
	for _, c := range s.late {
		late += c.name + " "
	}
	return fmt.Sprint(keys, late)
}

func (s *store) has(part string) bool {
	for key := range s.values {
		if strings.Contains(key, part) {
			return true
		}
	}
	return false
}

// port is a console's way to the store: each request waits for its turn, and has a fate.
type port struct {
	store *store
	turn  func(request string) fate // nil: all go at once
	stale func(states int) int      // picks the state that a list shows; nil: the latest
	saw   func(keys []string)       // may be nil
}

func (p port) fate(request string) fate {
	if p.turn == nil {
		return goes
	}
	return p.turn(request)
}

func (p port) write(request, key string, do func(map[string]any)) error {
	c := change{request + key, do}
	switch p.fate(request) {
	case lostRequest:
		return errLost
	case lostReply:
		p.store.write(c)
		return errLost
	case late:
		p.store.late = append(p.store.late, c)
		return errLost
	}
	p.store.write(c)
	return nil
}

func (p port) Put(_ context.Context, _, key string, value any) error {
	return p.write("put", key, func(v map[string]any) { v[key] = value })
}

func (p port) Delete(_ context.Context, _, key string) error {
	return p.write("delete", key, func(v map[string]any) { delete(v, key) })
}

func (p port) Keys(context.Context, string) ([]string, error) {
	if p.fate("keys") != goes {
		return nil, errLost
	}
	states := append([][]string{nil}, p.store.states...)
	at := len(states) - 1
	if p.stale != nil {
		at = p.stale(len(states))
	}
	if p.saw != nil {
		p.saw(states[at])
	}
	return states[at], nil
}

// Get waits for no turn: nothing is decided by what it reads but whose name is shown.
func (p port) Get(_ context.Context, _, key string, into any) (bool, error) {
	value, ok := p.store.values[key]
	if !ok {
		return false, nil
	}
	js, err := json.Marshal(value)
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal(js, into)
}
