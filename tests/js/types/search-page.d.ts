/** What the search page, the quick box and the highlighter share with the engine and with each other. */

type ArchiveChild = Node | string | number | null | undefined | false;
type ArchiveAttributes = Record<string, string | number | boolean | null | undefined | ((event: any) => void)>;
type FilterName = "year" | "type" | "level";

interface Window {
  archive: Archive;
}

interface SearchState {
  q: string;
  year: string[];
  type: string[];
  level: string[];
  sort: string;
  view: string;
  order: string;
  offset: number;
}

interface HitLine {
  id: string;
  title: string;
  url: string;
  year: number | null;
  type: string | null;
  unit_level: string | null;
  /** The hit's number in its report, from 1. */
  hit: number;
  before: string;
  match: string;
  after: string;
  anchor: string;
}

interface WordHit {
  id: string;
  title: string;
  url: string;
  year: number | null;
  type: string | null;
  unit_level: string | null;
  score: number;
}

interface ChartBar {
  year: string;
  count: number;
  share: number;
  /** Whether it stands beside a closed gap. */
  edge?: boolean;
}

interface ChartOptions {
  label: string;
  heading: string;
  unit: string;
  chosen: string[];
  choose: (year: string) => void;
}

interface Archive {
  element(tag: string, attributes?: ArchiveAttributes | null, ...children: ArchiveChild[]): HTMLElement;
  drawing(tag: string, attributes?: ArchiveAttributes | null, ...children: ArchiveChild[]): SVGElement;
  grid(pieces: (Node | string)[]): HTMLTableElement;
  fill(node: Element, ...children: ArchiveChild[]): void;
  count(number: number): string;
  rootAddress(): string;
}

interface Archive {
  searchState: {
    parse(address: string): SearchState;
    format(state: SearchState): string;
    turn(state: SearchState, change: Partial<SearchState>): SearchState;
    toggle(state: SearchState, name: FilterName, value: string): SearchState;
    hitAddress(report: { url: string }, asked: string | SearchState, hit?: number, anchor?: string): string;
    FILTERS: readonly FilterName[];
    UNKNOWN: string;
  };
  searchKeys(app: HTMLElement, input: HTMLInputElement): void;
  searchView: {
    shell(app: HTMLElement): SearchFrame;
    remember(query: string, how: "push" | "replace"): void;
    handOut(form: "copy" | "csv", state: SearchState, lines: HitLine[]): Promise<string>;
  };
  messages: {
    welcome(ask: (query: string) => void): HTMLElement;
    understood(answer: SearchAnswer, ask: (query: string) => void): HTMLElement | null;
    nothing(state: SearchState, actions: MessageActions, exact: string): HTMLElement;
    failed(failure: SearchFailure, actions: MessageActions, exact: string): HTMLElement;
    working(cancel: () => void): { node: HTMLElement; show: (done: number, total: number) => void };
    split(query: string): string[];
  };
  answers: {
    ask(state: SearchState, options: AskOptions & { limit: number }): Promise<SearchAnswer>;
    lines(state: SearchState, options: AskOptions): Promise<HitLines>;
    exact(query: string, understood?: string): string;
    signed(query: string): boolean;
    MOST_LINES: number;
  };
  facets: {
    rows(name: FacetName, counts: Record<string, number>, chosen: string[]): FacetRow[];
    draw(node: HTMLElement, counts: Partial<Record<FacetName, Record<string, number>>>, options: FacetOptions): void;
    chosen(state: SearchState): number;
  };
  results: {
    list(reports: SearchDocument[], state: SearchState): HTMLElement;
    pager(span: { offset: number; size: number; total: number }, go: (offset: number) => void): HTMLElement | null;
    related(reports: WordHit[], alone: boolean): HTMLElement;
    labels(report: { year: number | null; type: string | null; unit_level: string | null }): string;
    quotation(snippet: { before: string; match: string; after: string }): HTMLElement;
  };
  kwic: {
    sample(total: number, most: number): number[];
    neighbours(line: HitLine, side: string): string;
    order(lines: HitLine[], by: string): HitLine[];
    words(text: string): string[];
    frequent(lines: HitLine[], side: string, most: number): { text: string; count: number }[];
    draw(lines: HitLine[], state: SearchState): HTMLElement;
  };
  chart: {
    bars(counts: Record<string, number>): ChartBar[];
    draw(counts: Record<string, number>, options: ChartOptions): HTMLElement;
  };
  exports: {
    cell(value: string | number | null | undefined): string;
    csv(lines: HitLine[], address: (line: HitLine) => string): string;
    text(lines: HitLine[], address: (line: HitLine) => string): string;
    fileName(query: string): string;
    save(name: string, content: string): void;
  };
  marks: {
    weave(texts: string[], form: (text: string) => string): Woven;
    stretches(woven: Woven, spans: number[][]): Stretch[];
  };
  highlight: {
    mark(report: HTMLElement, query: string): Promise<HTMLElement[][]>;
    restore(report: HTMLElement): void;
  };
  words: {
    (query: string, options?: { limit?: number; prefix?: boolean }): Promise<WordHit[]>;
    prepare(): void;
    cut(text: string, vocabulary: Vocabulary): string[];
    unfinished(text: string, vocabulary: Vocabulary): string;
    vocabulary(words: string[]): Vocabulary;
    ranked(words: WordIndex, query: string, options: { prefix?: boolean }): { ref: string; score: number }[];
  };
}

interface AskOptions {
  signal: AbortSignal;
  progress: (done: number, total: number) => void;
}

interface SearchDocument {
  id: string;
  title: string;
  url: string;
  year: number | null;
  type: string | null;
  unit_level: string | null;
  count: number;
  snippets: { before: string; match: string; after: string; anchor: string; hit?: number }[];
}

interface HitLines {
  understood: string;
  byYear: Record<string, number>;
  hits: number;
  sampled: boolean;
  lines: HitLine[];
}

interface SearchAnswer {
  understood: string;
  hits: number;
  total: number;
  documents: SearchDocument[];
  byYear: Record<string, number>;
  byType: Record<string, number>;
  byLevel: Record<string, number>;
  hitsByYear?: Record<string, number>;
  exact?: string;
  signed?: boolean;
  lines?: HitLine[];
  sampled?: boolean;
}

type SearchFailure = Error & { code?: string; detail?: string };

interface FacetRow {
  value: string;
  label: string;
  count: number;
  chosen: boolean;
}

interface FacetOptions {
  state: Partial<Record<FacetName, string[]>>;
  /** Which filters, in which order; those of the search page if none are named. */
  names?: readonly FacetName[];
  toggle: (name: any, value: string) => void;
  clear: () => void;
  unfolded: Set<string>;
}

interface AnswerActions {
  toggle: (name: FilterName, value: string) => void;
  clear: () => void;
  ask: (query: string) => void;
  unfolded: Set<string>;
  page: (offset: number) => void;
  size?: number;
}

interface MessageActions {
  ask: (query: string) => void;
  clear: () => void;
  again: () => void;
}

interface SearchFrame {
  app: HTMLElement;
  form: HTMLFormElement;
  input: HTMLInputElement;
  sort: HTMLSelectElement;
  order: HTMLSelectElement;
  list: HTMLElement;
  kwic: HTMLElement;
  copy: HTMLElement;
  csv: HTMLElement;
  controls(state: SearchState): void;
  say(text: string): void;
  busy(node: HTMLElement): void;
  idle(): void;
  blank(node: HTMLElement): void;
  body(node: HTMLElement): void;
  related(node: HTMLElement): void;
  answer(answer: SearchAnswer, state: SearchState, actions: AnswerActions): void;
  top(): void;
}

interface Woven {
  form: string;
  at: number[];
  starts: number[];
  ends: number[];
}

interface Stretch {
  text: number;
  start: number;
  end: number;
  hits: number[];
}

interface Vocabulary {
  has(word: string): boolean;
  begins(start: string): boolean;
  longest: number;
}

interface WordIndex {
  index: { query(build: (clauses: any) => void): { ref: string; score: number }[] };
  trailing: number;
  vocabulary: Vocabulary;
  form(text: string): string;
  reports(found: { ref: string; score: number }[]): WordHit[] | Promise<WordHit[]>;
}

interface PageBlock {
  start: number;
  kind: string;
  part: string;
}

interface PageText {
  form: string;
  texts: string[];
  blocks: PageBlock[];
  mapped(text: string): Mapped;
}

interface Archive {
  ready(): Promise<void>;
  script(path: string): Promise<void>;
  wordScripts(): Promise<void>;
  pageSpans(query: Query, page: PageText): number[][];
}
