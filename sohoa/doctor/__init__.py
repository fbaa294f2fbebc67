"""`sohoa doctor`: asks every outside thing whether it is there and right; says how to mend it."""
