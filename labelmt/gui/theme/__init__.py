"""How the window looks: colours, spacing and type as tokens, and the style made of them."""
