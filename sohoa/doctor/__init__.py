"""`sohoa doctor`: asks every outside thing whether it is there and right, and says how to mend it."""
