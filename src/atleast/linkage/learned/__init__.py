"""What the lists at hand and the judgements teach the model, for this run only: spelling habits, and shifts of the weights."""
