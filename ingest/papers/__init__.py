"""What papers say: where each begins, what kind it is, and its fields."""
