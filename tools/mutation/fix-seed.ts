import fc from 'fast-check';

// So that a mutant which survives once survives every time.
fc.configureGlobal({ seed: 1 });
