"""Reading free text: spans of the likeliest sentences, scored against the question."""
