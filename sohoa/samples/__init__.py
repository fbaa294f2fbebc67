"""Made-up papers, people and certificates: for the demo, the tests and the benchmarks."""
