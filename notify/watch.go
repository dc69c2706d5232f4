package notify

import "context"

// Watch is how a sending is followed and, as long as it is held, taken back.
type Watch struct {
	Tell func(Progress)  // may be nil
	Back <-chan struct{} // closed to take the letter back; may be nil
}

// held is ctx as long as the letter is not taken back.
func (w Watch) held(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-w.Back:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

func (w Watch) tell(p Progress) {
	if w.Tell != nil {
		w.Tell(p)
	}
}

// back reports that the letter was taken back.
func back(w Watch) bool {
	select {
	case <-w.Back:
		return true
	default:
		return false
	}
}

func takenBack() *Stop {
	return &Stop{Step: StepHold, Why: "it was taken back", Do: "confirm it again when you mean it"}
}
