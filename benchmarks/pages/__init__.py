"""Made-up administrative pages with exact truth: what reading is measured on."""
