package notify

import (
	"context"
	"errors"
	"fmt"
)

// CatchUp tells Jira of the letters that it does not know of yet, and reports how many are left.
// A letter that Jira does not take keeps no other from it; where Jira is silent nothing more is
// tried. The error is what a person must know: why one is not taken, or what is amiss with one
// that is.
func (p Post) CatchUp(ctx context.Context, told History) (left int, err error) {
	if p.Register == nil {
		return 0, nil
	}
	silent := false
	for _, r := range told.Unrecorded() {
		if silent {
			left++
			continue
		}
		wrong := p.Record(ctx, r)
		if errors.As(wrong, new(*UntoldError)) {
			left++
			silent = Unreachable(wrong) || ctx.Err() != nil
		}
		if wrong != nil && !silent {
			err = errors.Join(err, fmt.Errorf("%s: %w", r.Notice, wrong))
		}
	}
	return left, err
}
