"""Analysis of text: offsets, cleaning, sentences, tokens, dates, quantities, names, bridge."""
