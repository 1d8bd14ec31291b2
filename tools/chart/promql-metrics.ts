const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const MATCHERS = /\{[^{}]*\}/g;
const RANGE = /\[[^[\]]*\]/g;
const LABEL_LISTS = /\b(by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)/g;
const FUNCTION = /[A-Za-z_]\w*(?=\s*\()/g;
/** With its unit: 5m, 1e3. */
const NUMBER = /\b\d[\w.]*/g;
const NAME = /[A-Za-z_:][\w:]*/g;
const WORDS: ReadonlySet<string> = new Set([
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'inf',
  'nan',
  'group_left',
  'group_right',
  'by',
  'without',
  'on',
  'ignoring',
  'sum',
  'max',
  'min',
  'avg',
  'count',
  'topk',
]);

const FUNCTIONS: ReadonlySet<string> = new Set([
  'absent',
  'abs',
  'avg',
  'changes',
  'clamp_min',
  'count',
  'delta',
  'deriv',
  'histogram_quantile',
  'increase',
  'max',
  'max_over_time',
  'min',
  'min_over_time',
  'rate',
  'sum',
  'time',
  'topk',
  'vector',
]);

/**
 * Names of the metrics that a PromQL expression reads, in order, each once.
 * @throws Error when brackets do not match or a function is not known
 */
export function promqlMetrics(expression: string): string[] {
  const bare = expression.replace(STRING, '""').replace(MATCHERS, '').replace(RANGE, '');
  checkBrackets(bare, expression);
  for (const [name] of bare.replace(LABEL_LISTS, '').matchAll(FUNCTION)) {
    const isKnown = FUNCTIONS.has(name) || WORDS.has(name);
    if (!isKnown) throw new Error(`the function ${name} is not known in ${expression}`);
  }
  const names = bare.replace(LABEL_LISTS, '').replace(FUNCTION, '').replace(STRING, '').replace(NUMBER, '');
  return [...new Set([...names.matchAll(NAME)].map(([name]) => name).filter((name) => !WORDS.has(name.toLowerCase())))];
}

function checkBrackets(bare: string, expression: string): void {
  let open = 0;
  for (const character of bare) {
    if ('[]{}'.includes(character)) open = -1;
    if (character === '(') open++;
    if (character === ')') open--;
    if (open < 0) break;
  }
  if (open !== 0) throw new Error(`brackets do not match in ${expression}`);
}
