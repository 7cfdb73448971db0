"""Train, learn live, look at runs, explain predictions."""
