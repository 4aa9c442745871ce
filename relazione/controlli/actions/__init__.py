"""The only ways in which what the controls look at, and what is made of a finding, changes."""
