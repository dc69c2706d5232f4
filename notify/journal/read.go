package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"bulletin/notify"
)

// letterKey is what makes two receipts speak of the same sending.
type letterKey struct {
	digest notify.Digest
	began  int64
}

// read folds the lines into one receipt a letter, the last word of each, in the order in
// which the letters were begun.
func read(r *bufio.Reader) (notify.History, error) {
	var order []letterKey
	last := map[letterKey]notify.Receipt{}
	var damage error
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read the journal: %w", err)
		}
		if err != nil { // a torn last line
			break
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 || bytes.HasSuffix(line, []byte(tornMark)) {
			continue
		}
		var rec notify.Receipt
		err = json.Unmarshal(line, &rec)
		if err == nil && rec.Digest == "" {
			err = errors.New("it names no letter")
		}
		if err != nil {
			damage = errors.Join(damage, fmt.Errorf("line %d of the journal is damaged: %w", n, err))
			continue
		}
		k := letterKey{rec.Digest, rec.Began.UnixNano()}
		if _, seen := last[k]; !seen {
			order = append(order, k)
		}
		last[k] = rec
	}
	h := notify.History{}
	for _, k := range order {
		h.Add(last[k])
	}
	return h, damage
}
