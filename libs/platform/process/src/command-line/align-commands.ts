/** A command as it is typed, and what it does. */
export type CommandLine = readonly [typed: string, meaning: string];

/** Lines of a help page. */
export function alignCommands(commands: readonly CommandLine[]): string {
  const width = Math.max(...commands.map(([typed]) => typed.length));
  return commands.map(([typed, meaning]) => `  ${typed.padEnd(width)}  ${meaning}\n`).join('');
}
